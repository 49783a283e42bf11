// SPDX-License-Identifier: BSL-1.0
// Fills the tables of the lanes, with literals in pairs where they fit.
#include "lanes/lane_tables.hpp"

#include "huffman/code_words.hpp"

#include <algorithm>

namespace mgunzip::detail {
namespace {

struct symbol_entries {
    std::array<std::uint32_t, litlen_symbols> litlen;
    std::array<std::uint32_t, distance_symbols> distance;
};

// Without the bits of the code, which `with_code` adds.
constexpr symbol_entries lane_symbols = [] {
    symbol_entries entries{};
    for (unsigned symbol = 0; symbol < litlen_symbols; ++symbol) {
        const unsigned index = symbol - first_length_symbol;
        if (symbol < end_of_block_symbol)
            entries.litlen[symbol] =
                symbol << lane_entry::payload_shift | lane_entry::one_literal;
        else if (symbol == end_of_block_symbol)
            entries.litlen[symbol] = lane_entry::special;
        else if (symbol < max_dynamic_litlens)
            entries.litlen[symbol] =
                static_cast<std::uint32_t>(length_base[index])
                    << lane_entry::payload_shift |
                lane_entry::next_distance | length_extra_bits[index];
        else
            entries.litlen[symbol] = lane_entry::invalid;
    }
    for (unsigned symbol = 0; symbol < distance_symbols; ++symbol)
        entries.distance[symbol] = symbol < max_dynamic_distances
                                       ? symbol << lane_entry::payload_shift |
                                             lane_entry::match_end |
                                             distance_extra_bits[symbol]
                                       : lane_entry::invalid;
    return entries;
}();

constexpr std::uint32_t with_code(std::uint32_t entry, unsigned bits) {
    return entry + (bits | bits << lane_entry::code_bits_shift);
}

// The codes of one alphabet in their order.
struct lane_code {
    const canonical_code& code;
    code_words words;

    explicit lane_code(const canonical_code& of) noexcept
        : code(of), words(of) {}
};

// Codes longer than the index are numerically the largest, so their first bits
// are ones. With n prefixes of `bits` bits in front of long codes, all but
// ceil(log2 n) bits of these are: an entry of the main table skips them, and
// the rest of the code is the index of the overflow table. Returns false if it
// is too long for that.
//
// With 12 bits it never is: each prefix has at least two codes below it, so
// there are at most 286 / 2 = 143 of them, they differ in at most 8 bits, and
// at most 15 - (12 - 8) = 11 bits are left.
bool fill_overflow(const lane_code& lane, const std::uint32_t* symbols,
                   unsigned bits, std::uint32_t next, std::uint32_t* table,
                   std::uint32_t* overflow) {
    const canonical_code& code = lane.code;
    const std::uint32_t size = 1u << bits;
    // The code space up to the long codes, in units of the table's entries.
    std::uint32_t first_prefix = 0;
    for (unsigned length = code.shortest; length <= bits; ++length)
        first_prefix += std::uint32_t{code.of[length]} << (bits - length);
    unsigned spread = 0;
    while (1u << spread < size - first_prefix)
        ++spread;
    const unsigned skip = bits - spread;
    if (code.longest - skip > bits)
        return false;
    for (std::uint32_t prefix = first_prefix; prefix < size; ++prefix)
        table[reverse_bits(static_cast<std::uint16_t>(prefix << (16 - bits)))] =
            skip | next;

    // Nothing but long codes stands behind these prefixes, so that the rest of
    // a code which begins with another prefix is never looked up.
    std::uint32_t filled = 1u << (bits + 1 - skip);
    std::fill_n(overflow, filled, lane_entry::unused);
    for (unsigned length = bits + 1; length <= code.longest; ++length) {
        const unsigned rest = length - skip;
        replicate(overflow, filled, 1u << rest);
        for (unsigned i = code.first[length]; i < code.first[length + 1]; ++i)
            overflow[lane.words.reversed[i] >> skip] =
                with_code(symbols[code.sorted[i]], rest);
    }
    replicate(overflow, filled, size);
    return true;
}

// The table of an incomplete code, which has one code of one bit, or none.
void fill_incomplete(const canonical_code& code, const std::uint32_t* symbols,
                     unsigned bits, std::uint32_t* table) {
    std::fill_n(table, 1u << bits, lane_entry::unused);
    if (code.longest != 0)
        for (std::uint32_t i = 0; i < 1u << bits; i += 2)
            table[i] = with_code(symbols[code.sorted[0]], 1);
}

// From the shortest code to the longest. Before each longer length the filled
// part is doubled, which replicates every entry over the bits behind it; then
// codes of just that many bits are filled in, and what `fill_more(bits)` has.
// Returns false if long codes do not fit the overflow table.
template <typename FillMore>
bool fill_table(const lane_code& lane, const std::uint32_t* symbols,
                unsigned bits, std::uint32_t next_long, std::uint32_t* table,
                std::uint32_t* overflow, FillMore&& fill_more) {
    const canonical_code& code = lane.code;
    if (!code.is_complete()) {
        fill_incomplete(code, symbols, bits, table);
        return true;
    }
    std::uint32_t filled = 1;
    for (unsigned length = code.shortest; length <= bits; ++length) {
        replicate(table, filled, 1u << length);
        for (unsigned i = code.first[length]; i < code.first[length + 1]; ++i)
            table[lane.words.reversed[i]] =
                with_code(symbols[code.sorted[i]], length);
        fill_more(length);
    }
    return code.longest <= bits ||
           fill_overflow(lane, symbols, bits, next_long, table, overflow);
}

// A litlen code whose symbols are told apart by what they are good for. In the
// order of their codes, symbols of one length are literals first.
struct litlen_code : lane_code {
    struct length_code {
        std::uint16_t reversed_word;
        std::uint8_t bits;
        std::uint8_t index; // symbol - 257
        unsigned extra_bits() const { return length_extra_bits[index]; }
        unsigned index_bits() const { return bits + extra_bits(); }
    };
    // A match length: the code and the extra bits that stand for it, if they
    // leave room for a distance in the index.
    struct match_length {
        std::uint16_t index;
        std::uint16_t length_3; // length - 3
    };

    literal_counts literals;
    std::array<length_code, length_base.size()> lengths;
    unsigned length_count = 0;
    /// By their number of bits; 258 has two codes.
    std::array<match_length, max_match_length> matches;
    std::array<std::uint16_t, max_lane_table_bits + 1> first_match{};

    litlen_code(const canonical_code& of,
                const code_description& description) noexcept
        : lane_code(of), literals(count_literals(description)) {
        const auto others = description.lengths.subspan(end_of_block_symbol);
        // Where the next one that is no literal stands among the sorted.
        std::array<std::uint16_t, max_code_length + 1> next;
        for (unsigned bits = 0; bits <= max_code_length; ++bits)
            next[bits] =
                static_cast<std::uint16_t>(code.first[bits] + literals[bits]);
        ++next[others[0]]; // the end of block
        for (unsigned i = 0; i + 1 < others.size() && i < length_base.size();
             ++i)
            if (const std::uint8_t bits = others[i + 1]; bits != 0)
                lengths[length_count++] = {words.reversed[next[bits]++], bits,
                                           static_cast<std::uint8_t>(i)};
        sort_match_lengths();
    }

  private:
    void sort_match_lengths() noexcept {
        const auto is_indexed = [](const length_code& length) {
            return length.index_bits() < max_lane_table_bits;
        };
        for (unsigned i = 0; i < length_count; ++i)
            if (is_indexed(lengths[i]))
                first_match[lengths[i].index_bits() + 1] +=
                    static_cast<std::uint16_t>(1u << lengths[i].extra_bits());
        for (unsigned bits = 0; bits < max_lane_table_bits; ++bits)
            first_match[bits + 1] += first_match[bits];
        auto next = first_match;
        for (unsigned i = 0; i < length_count; ++i) {
            const length_code& length = lengths[i];
            if (!is_indexed(length))
                continue;
            const auto count =
                static_cast<std::uint16_t>(1u << length.extra_bits());
            match_length* to = &matches[next[length.index_bits()]];
            next[length.index_bits()] += count;
            for (unsigned extra = 0; extra < count; ++extra)
                *to++ = {static_cast<std::uint16_t>(length.reversed_word |
                                                    extra << length.bits),
                         static_cast<std::uint16_t>(length_base[length.index] -
                                                    3u + extra)};
        }
    }
};

// Literal and literal, `both` bits together.
void fill_pairs_of(unsigned both, const litlen_code& litlen,
                   std::uint32_t* table) {
    const auto first_entry = [both](std::uint32_t literal, unsigned bits) {
        return both | lane_entry::two_literals |
               bits << lane_entry::code_bits_shift |
               literal << lane_entry::payload_shift;
    };
    fill_literal_pairs(both, litlen.code, litlen.words, litlen.literals,
                       lane_entry::second_literal_shift, first_entry, table);
}

// Length and distance, `both` bits together with the length's extra bits. The
// distance's extra bits need not fit the index: the record has them.
void fill_matches_of(unsigned both, const litlen_code& litlen,
                     const lane_code& distance, std::uint32_t* table) {
    for (unsigned one = litlen.code.shortest; one < both; ++one) {
        const litlen_code::match_length* const begin =
            &litlen.matches[litlen.first_match[one]];
        const litlen_code::match_length* const end =
            &litlen.matches[litlen.first_match[one + 1]];
        if (begin == end)
            continue;
        const unsigned other = both - one;
        for (unsigned k = distance.code.first[other];
             k < distance.code.first[other + 1]; ++k) {
            const unsigned symbol = distance.code.sorted[k];
            if (symbol >= max_dynamic_distances)
                continue;
            const std::uint32_t entry =
                with_code(lane_symbols.distance[symbol], both) |
                lane_entry::fused;
            const std::uint32_t index =
                std::uint32_t{distance.words.reversed[k]} << one;
            for (const litlen_code::match_length* of = begin; of != end; ++of)
                table[of->index | index] =
                    entry | std::uint32_t{of->length_3}
                                << lane_entry::fused_length_shift;
        }
    }
}

constexpr auto share_of = [] {
    std::array<float, max_code_length + 1> share{};
    for (unsigned bits = 0; bits <= max_code_length; ++bits)
        share[bits] = 1.0f / static_cast<float>(1u << bits);
    return share;
}();

// What to expect if each code is as frequent as its length says.
void expect(const litlen_code& litlen, const canonical_code& distance,
            lane_tables& tables) {
    std::array<float, max_code_length + 1> distance_share{}; // or shorter
    float distance_bits = 0;
    for (unsigned bits = 1; bits <= max_code_length; ++bits) {
        distance_share[bits] = distance_share[bits - 1];
        for (unsigned i = distance.first[bits]; i < distance.first[bits + 1];
             ++i) {
            const unsigned extra = distance_extra_bits[std::min<unsigned>(
                distance.sorted[i], max_dynamic_distances - 1)];
            distance_bits += static_cast<float>(bits + extra) * share_of[bits];
            distance_share[bits] += share_of[bits];
        }
    }

    float bits = 0;
    for (unsigned i = 1; i <= max_code_length; ++i)
        bits += static_cast<float>(litlen.code.of[i] * i) * share_of[i];
    float separate = 0; // lengths whose distance takes another step
    for (unsigned i = 0; i < litlen.length_count; ++i) {
        const litlen_code::length_code& length = litlen.lengths[i];
        const unsigned index_bits = length.index_bits();
        const float fits = index_bits < tables.bits
                               ? distance_share[tables.bits - index_bits]
                               : 0;
        separate += share_of[length.bits] * (1 - fits);
        bits += share_of[length.bits] *
                (static_cast<float>(length.extra_bits()) + distance_bits);
    }

    float bits_of_seconds = 0;
    for (unsigned one = litlen.code.shortest; one < tables.bits; ++one) {
        const float first =
            static_cast<float>(litlen.literals[one]) * share_of[one];
        for (unsigned other = 1; one + other <= tables.bits; ++other)
            bits_of_seconds +=
                first * share_of[other] *
                static_cast<float>(litlen.literals[other] * other);
    }
    tables.bits_per_token = bits;
    tables.bits_per_step = (bits + bits_of_seconds) / (1 + separate);
}

// Both codes with what the tables are filled from.
struct lane_codes {
    canonical_code litlen_symbols;
    canonical_code distance_symbols;
    litlen_code litlen;
    lane_code distance;

    lane_codes(const code_description& litlen_description,
               const code_description& distance_description) noexcept
        : litlen_symbols(litlen_description),
          distance_symbols(distance_description),
          litlen(litlen_symbols, litlen_description),
          distance(distance_symbols) {}
    lane_codes(const lane_codes&) = delete;
    lane_codes& operator=(const lane_codes&) = delete;
};

bool build_tables(const lane_codes& codes, unsigned bits,
                  lane_table_set& tables) noexcept {
    tables.bits = bits;
    tables.has_long_distances = codes.distance_symbols.longest > bits;
    const auto nothing_more = [](unsigned) {};
    const auto two_symbols = [&](unsigned both) {
        fill_pairs_of(both, codes.litlen, tables.table[0]);
        fill_matches_of(both, codes.litlen, codes.distance, tables.table[0]);
    };
    return fill_table(codes.distance, lane_symbols.distance.data(), bits,
                      lane_entry::next_long_distance, tables.table[1],
                      tables.table[3], nothing_more) &&
           fill_table(codes.litlen, lane_symbols.litlen.data(), bits,
                      lane_entry::next_long_litlen, tables.table[0],
                      tables.table[2], two_symbols);
}

} // namespace

bool build_lane_tables(const code_description& litlen,
                       const code_description& distance, unsigned bits,
                       lane_table_set& tables) noexcept {
    return build_tables(lane_codes(litlen, distance), bits, tables);
}

bool build_lane_tables(const code_description& litlen,
                       const code_description& distance, unsigned bits,
                       lane_tables& tables) noexcept {
    const lane_codes codes(litlen, distance);
    if (!build_tables(codes, bits, tables))
        return false;
    expect(codes.litlen, codes.distance_symbols, tables);
    return true;
}

} // namespace mgunzip::detail
