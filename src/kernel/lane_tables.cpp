// SPDX-License-Identifier: BSL-1.0
#include "lane_tables.hpp"

#include <algorithm>
#include <cstring>

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

constexpr std::array<std::uint8_t, 256> reversed_byte = [] {
    std::array<std::uint8_t, 256> table{};
    for (unsigned i = 0; i < 256; ++i)
        for (unsigned bit = 0; bit < 8; ++bit)
            table[i] = static_cast<std::uint8_t>(table[i] |
                                                 ((i >> bit & 1) << (7 - bit)));
    return table;
}();

// Codes are packed starting with their most significant bit (section 3.1.1), so
// tables are indexed by reversed codes.
std::uint32_t reverse(std::uint32_t code, unsigned length) {
    const std::uint32_t reversed = std::uint32_t{reversed_byte[code & 0xff]}
                                       << 8 |
                                   reversed_byte[code >> 8 & 0xff];
    return reversed >> (16 - length);
}

// The codes of one alphabet in their order.
struct lane_code {
    const canonical_code& code;
    std::array<std::uint32_t, max_code_length + 1> first_value{};
    std::array<std::uint16_t, litlen_symbols> reversed;

    explicit lane_code(const canonical_code& of) noexcept : code(of) {
        std::uint32_t value = 0;
        for (unsigned length = 1; length <= code.longest; ++length) {
            value = (value + code.of[length - 1]) << 1;
            first_value[length] = value;
            for (unsigned i = 0; i < code.of[length]; ++i)
                reversed[code.first[length] + i] =
                    static_cast<std::uint16_t>(reverse(value + i, length));
        }
    }
};

// Doubles the filled part of a table until it has `wanted` entries.
void replicate(std::uint32_t* table, std::uint32_t& filled,
               std::uint32_t wanted) {
    for (; filled < wanted; filled *= 2)
        std::memcpy(table + filled, table, filled * sizeof *table);
}

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
    const std::uint32_t first_prefix = lane.first_value[bits] + code.of[bits];
    unsigned spread = 0;
    while (1u << spread < size - first_prefix)
        ++spread;
    const unsigned skip = bits - spread;
    if (code.longest - skip > bits)
        return false;
    for (std::uint32_t prefix = first_prefix; prefix < size; ++prefix)
        table[reverse(prefix, bits)] = skip | next;

    // Nothing but long codes stands behind these prefixes, so that the rest of
    // a code which begins with another prefix is never looked up.
    std::uint32_t filled = 1u << (bits + 1 - skip);
    std::fill_n(overflow, filled, lane_entry::unused);
    for (unsigned length = bits + 1; length <= code.longest; ++length) {
        const unsigned rest = length - skip;
        replicate(overflow, filled, 1u << rest);
        for (unsigned i = code.first[length]; i < code.first[length + 1]; ++i)
            overflow[lane.reversed[i] >> skip] =
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

void fill_codes_of(unsigned length, const lane_code& lane,
                   const std::uint32_t* symbols, std::uint32_t* table) {
    const canonical_code& code = lane.code;
    for (unsigned i = code.first[length]; i < code.first[length + 1]; ++i)
        table[lane.reversed[i]] = with_code(symbols[code.sorted[i]], length);
}

bool fill_distance_table(const lane_code& lane, unsigned bits,
                         lane_tables& tables) {
    const canonical_code& code = lane.code;
    const std::uint32_t* const symbols = lane_symbols.distance.data();
    std::uint32_t* const table = tables.table[1];
    if (!code.is_complete()) {
        fill_incomplete(code, symbols, bits, table);
        return true;
    }
    std::uint32_t filled = 1;
    for (unsigned length = code.shortest; length <= bits; ++length) {
        replicate(table, filled, 1u << length);
        fill_codes_of(length, lane, symbols, table);
    }
    return code.longest <= bits ||
           fill_overflow(lane, symbols, bits, lane_entry::next_long_distance,
                         table, tables.table[3]);
}

// A litlen code whose symbols are told apart by what they are good for. In the
// order of their codes, symbols of one length are literals first.
struct litlen_code : lane_code {
    std::array<std::uint16_t, max_code_length + 1> literals{}; // of a length
    struct length_code {
        std::uint16_t reversed;
        std::uint8_t bits;
        std::uint8_t index; // symbol - 257
    };
    std::array<length_code, length_base.size()> lengths;
    unsigned length_count = 0;

    explicit litlen_code(const canonical_code& of) noexcept : lane_code(of) {
        for (unsigned length = code.shortest; length <= code.longest;
             ++length) {
            unsigned i = code.first[length];
            while (i < code.first[length + 1] &&
                   code.sorted[i] < end_of_block_symbol)
                ++i;
            literals[length] =
                static_cast<std::uint16_t>(i - code.first[length]);
            for (; i < code.first[length + 1]; ++i)
                if (code.sorted[i] >= first_length_symbol &&
                    code.sorted[i] < max_dynamic_litlens)
                    lengths[length_count++] = {
                        reversed[i], static_cast<std::uint8_t>(length),
                        static_cast<std::uint8_t>(code.sorted[i] -
                                                  first_length_symbol)};
        }
    }
};

// Literal and literal, `both` bits together.
void fill_pairs_of(unsigned both, const litlen_code& litlen,
                   std::uint32_t* table) {
    const canonical_code& code = litlen.code;
    for (unsigned one = code.shortest; one + code.shortest <= both; ++one) {
        const unsigned other = both - one;
        const unsigned first_end = code.first[one] + litlen.literals[one];
        const unsigned second_end = code.first[other] + litlen.literals[other];
        for (unsigned i = code.first[one]; i < first_end; ++i) {
            const std::uint32_t pair = both | lane_entry::two_literals |
                                       one << lane_entry::code_bits_shift |
                                       std::uint32_t{code.sorted[i]}
                                           << lane_entry::payload_shift;
            std::uint32_t* const behind_first = table + litlen.reversed[i];
            for (unsigned k = code.first[other]; k < second_end; ++k)
                behind_first[std::uint32_t{litlen.reversed[k]} << one] =
                    pair | std::uint32_t{code.sorted[k]}
                               << lane_entry::second_literal_shift;
        }
    }
}

// Length and distance, `both` bits together with the length's extra bits. The
// distance's extra bits need not fit the index: the record has them.
void fill_matches_of(unsigned both, const litlen_code& litlen,
                     const lane_code& distance, std::uint32_t* table) {
    for (unsigned i = 0; i < litlen.length_count; ++i) {
        const litlen_code::length_code& length = litlen.lengths[i];
        const unsigned extra_bits = length_extra_bits[length.index];
        const unsigned length_bits = length.bits + extra_bits;
        if (length_bits >= both)
            continue;
        const unsigned distance_bits = both - length_bits;
        const unsigned begin = distance.code.first[distance_bits];
        const unsigned end = distance.code.first[distance_bits + 1];
        for (unsigned k = begin; k < end; ++k) {
            const unsigned symbol = distance.code.sorted[k];
            if (symbol >= max_dynamic_distances)
                continue;
            std::uint32_t entry =
                with_code(lane_symbols.distance[symbol], both) |
                lane_entry::fused |
                (length_base[length.index] - 3u)
                    << lane_entry::fused_length_shift;
            std::uint32_t* const behind_length =
                table + length.reversed +
                (std::uint32_t{distance.reversed[k]} << length_bits);
            for (unsigned extra = 0; extra < 1u << extra_bits; ++extra) {
                behind_length[extra << length.bits] = entry;
                entry += 1u << lane_entry::fused_length_shift;
            }
        }
    }
}

// From the shortest code to the longest. Before each longer length the filled
// part is doubled, which replicates every entry over the bits behind it; then
// symbols, and two symbols together, of just that many bits are filled in.
bool fill_litlen_table(const litlen_code& litlen, const lane_code& distance,
                       unsigned bits, lane_tables& tables) {
    const canonical_code& code = litlen.code;
    const std::uint32_t* const symbols = lane_symbols.litlen.data();
    std::uint32_t* const table = tables.table[0];
    if (!code.is_complete()) {
        fill_incomplete(code, symbols, bits, table);
        return true;
    }
    std::uint32_t filled = 1;
    for (unsigned length = code.shortest; length <= bits; ++length) {
        replicate(table, filled, 1u << length);
        fill_codes_of(length, litlen, symbols, table);
        fill_pairs_of(length, litlen, table);
        fill_matches_of(length, litlen, distance, table);
    }
    return code.longest <= bits ||
           fill_overflow(litlen, symbols, bits, lane_entry::next_long_litlen,
                         table, tables.table[2]);
}

constexpr float share_of(unsigned bits) {
    return 1.0f / static_cast<float>(1u << bits);
}

// What to expect if each code is as frequent as its length says.
void expect(const litlen_code& litlen, const canonical_code& distance,
            lane_tables& tables) {
    const canonical_code& code = litlen.code;
    std::array<float, max_code_length + 1> literal_share;
    std::array<float, max_code_length + 1> distance_share; // or shorter
    float distance_bits = 0;
    float bits = 0;
    float share = 0;
    for (unsigned length = 0; length <= max_code_length; ++length) {
        literal_share[length] =
            static_cast<float>(litlen.literals[length]) * share_of(length);
        bits += static_cast<float>(code.of[length] * length) * share_of(length);
        for (unsigned i = distance.first[length];
             length != 0 && i < distance.first[length + 1]; ++i) {
            const unsigned extra = distance_extra_bits[std::min<unsigned>(
                distance.sorted[i], max_dynamic_distances - 1)];
            distance_bits +=
                static_cast<float>(length + extra) * share_of(length);
            share += share_of(length);
        }
        distance_share[length] = share;
    }

    float separate = 0; // lengths whose distance takes another step
    for (unsigned i = 0; i < litlen.length_count; ++i) {
        const litlen_code::length_code& length = litlen.lengths[i];
        const unsigned extra = length_extra_bits[length.index];
        const unsigned index_bits = length.bits + extra;
        const float fits = index_bits < tables.bits
                               ? distance_share[tables.bits - index_bits]
                               : 0;
        separate += share_of(length.bits) * (1 - fits);
        bits +=
            share_of(length.bits) * (static_cast<float>(extra) + distance_bits);
    }
    float bits_of_seconds = 0;
    for (unsigned one = 1; one < tables.bits; ++one)
        for (unsigned other = 1; one + other <= tables.bits; ++other)
            bits_of_seconds += literal_share[one] * literal_share[other] *
                               static_cast<float>(other);
    tables.bits_per_token = bits;
    tables.bits_per_step = (bits + bits_of_seconds) / (1 + separate);
}

} // namespace

bool build_lane_tables(const canonical_code& litlen,
                       const canonical_code& distance, unsigned bits,
                       lane_tables& tables) noexcept {
    tables.bits = bits;
    tables.has_long_distances = distance.longest > bits;
    const litlen_code litlen_lanes(litlen);
    const lane_code distance_lanes(distance);
    if (!fill_distance_table(distance_lanes, bits, tables) ||
        !fill_litlen_table(litlen_lanes, distance_lanes, bits, tables))
        return false;
    expect(litlen_lanes, distance, tables);
    return true;
}

} // namespace mgunzip::detail
