// SPDX-License-Identifier: BSL-1.0
// Fills the tables of the classic loop and judges codes as zlib does.
#include "inflate/huffman_table.hpp"

#include "huffman/code_words.hpp"

#include <algorithm>
#include <span>

namespace mgunzip::detail {
namespace {

// Entries without the code's bits, which `with_code` adds.

consteval auto make_litlen_entries() {
    std::array<std::uint32_t, litlen_symbols> entries{};
    for (unsigned symbol = 0; symbol < litlen_symbols; ++symbol) {
        const unsigned length_index = symbol - first_length_symbol;
        if (symbol < end_of_block_symbol)
            entries[symbol] = entry::make_literals(symbol, 0, 1, 0);
        else if (symbol == end_of_block_symbol)
            entries[symbol] = entry::exceptional | entry::end_of_block;
        else if (length_index < length_base.size())
            entries[symbol] = std::uint32_t{length_base[length_index]}
                                  << entry::payload_shift |
                              length_extra_bits[length_index];
        else
            entries[symbol] = entry::exceptional;
    }
    return entries;
}

consteval auto make_distance_entries() {
    std::array<std::uint32_t, distance_symbols> entries{};
    for (unsigned symbol = 0; symbol < distance_symbols; ++symbol)
        entries[symbol] = symbol < distance_base.size()
                              ? std::uint32_t{distance_base[symbol]}
                                        << entry::payload_shift |
                                    distance_extra_bits[symbol]
                              : entry::exceptional;
    return entries;
}

consteval auto make_precode_entries() {
    std::array<std::uint32_t, precode_symbols> entries{};
    for (unsigned length = 0; length <= max_code_length; ++length)
        entries[length] = precode_entry::make(length, 1, 0);
    entries[16] = precode_entry::make(0, 3, 2) | precode_entry::repeats_last;
    entries[17] = precode_entry::make(0, 3, 3);
    entries[18] = precode_entry::make(0, 11, 7);
    return entries;
}

constexpr auto litlen_entries = make_litlen_entries();
constexpr auto distance_entries = make_distance_entries();
constexpr auto precode_entries = make_precode_entries();

constexpr std::uint32_t with_code(std::uint32_t symbol_entry, unsigned bits) {
    const unsigned shift = (symbol_entry & entry::literal) != 0
                               ? entry::first_literal_bits_shift
                               : entry::code_bits_shift;
    return symbol_entry + bits + (bits << shift);
}

code_verdict judge(const length_counts& count, bool may_be_single,
                   bool may_be_empty) noexcept {
    if (count.used > 1u << max_code_length)
        return code_verdict::oversubscribed;
    const bool is_allowed = count.is_complete() ||
                            (may_be_empty && count.longest == 0) ||
                            (may_be_single && count.longest == 1);
    return is_allowed ? code_verdict::usable : code_verdict::incomplete;
}

// A table that is being filled: with the symbols of one code.
struct table_filler {
    const canonical_code code;
    const code_words words{code};
    const std::span<const std::uint32_t> symbol_entries;
    const unsigned table_bits;
    std::uint32_t* const table;

    std::uint32_t entry_of(unsigned i, unsigned bits) const noexcept {
        return with_code(symbol_entries[code.sorted[i]], bits);
    }
    void fill_incomplete() const noexcept;
    void fill_main(const literal_counts* paired) const noexcept;
    void fill_subtables() const noexcept;
    void fill(const literal_counts* paired) const noexcept;
};

void table_filler::fill_incomplete() const noexcept {
    // That a pattern is unused is known after its first bit, or before it.
    const bool is_empty = code.longest == 0;
    std::fill_n(table, 1u << table_bits,
                with_code(entry::exceptional, is_empty ? 0 : 1));
    for (std::uint32_t i = 0; !is_empty && i < 1u << table_bits; i += 2)
        table[i] = entry_of(0, 1);
}

// Fills the table from the shortest code on. Before each longer length the
// filled part is doubled; then codes of that length are filled in, and, if
// literals are to be paired, pairs that take so many bits together.
void table_filler::fill_main(const literal_counts* paired) const noexcept {
    std::uint32_t filled = 1;
    for (unsigned bits = code.shortest; bits <= table_bits; ++bits) {
        replicate(table, filled, 1u << bits);
        for (unsigned i = code.first[bits]; i < code.first[bits + 1]; ++i)
            table[words.reversed[i]] = entry_of(i, bits);
        if (paired == nullptr)
            continue;
        const auto first_entry = [bits](std::uint32_t literal, unsigned one) {
            return entry::make_literals(literal, one, 2, bits);
        };
        fill_literal_pairs(bits, code, words, *paired,
                           entry::second_literal_shift, first_entry, table);
    }
}

// Every main index that is still without a code gets a subtable, as wide as
// its longest code needs. Codes of one subtable follow each other.
void table_filler::fill_subtables() const noexcept {
    const std::uint32_t main_mask = (1u << table_bits) - 1;
    std::uint32_t prefix = ~0u;
    std::uint32_t start = 1u << table_bits;
    unsigned subtable_bits = 0;
    for (unsigned bits = table_bits + 1; bits <= code.longest; ++bits) {
        const unsigned rest = bits - table_bits;
        for (unsigned i = code.first[bits]; i < code.first[bits + 1]; ++i) {
            const std::uint32_t reversed = words.reversed[i];
            if ((reversed & main_mask) != prefix) {
                if (prefix != ~0u)
                    start += 1u << subtable_bits;
                prefix = reversed & main_mask;
                subtable_bits = rest;
                std::uint32_t used = code.first[bits + 1] - i;
                while (used < 1u << subtable_bits) {
                    ++subtable_bits;
                    used = (used << 1) + code.of[table_bits + subtable_bits];
                }
                table[prefix] = start << entry::payload_shift |
                                entry::exceptional | entry::subtable |
                                subtable_bits << entry::code_bits_shift |
                                table_bits;
            }
            const std::uint32_t filled = entry_of(i, rest);
            for (std::uint32_t k = reversed >> table_bits;
                 k < 1u << subtable_bits; k += 1u << rest)
                table[start + k] = filled;
        }
    }
}

void table_filler::fill(const literal_counts* paired) const noexcept {
    if (!code.is_complete()) {
        fill_incomplete();
        return;
    }
    fill_main(paired);
    if (code.longest > table_bits)
        fill_subtables();
}

// Pairs take time to fill in, and a loop that expects them is a little slower:
// worth it if they fill a quarter of the table.
bool are_pairs_worth_it(const literal_counts& literals) {
    constexpr std::uint32_t least = (1u << litlen_table_bits) / 4;
    std::uint32_t filled = 0;
    for (unsigned one = 1; one < litlen_table_bits; ++one)
        for (unsigned other = 1; one + other <= litlen_table_bits; ++other)
            filled +=
                static_cast<std::uint32_t>(literals[one] * literals[other])
                << (litlen_table_bits - one - other);
    return filled >= least;
}

} // namespace

code_verdict judge_litlen_code(const length_counts& count) noexcept {
    return judge(count, true, false);
}

code_verdict judge_distance_code(const length_counts& count) noexcept {
    return judge(count, true, true);
}

code_verdict judge_precode(const length_counts& count) noexcept {
    return judge(count, false, false);
}

void build_litlen_table(const code_description& code,
                        decode_tables& tables) noexcept {
    const literal_counts literals = count_literals(code);
    tables.has_literal_pairs =
        code.counts.is_complete() && are_pairs_worth_it(literals);
    const table_filler filler{.code = canonical_code(code),
                              .symbol_entries = litlen_entries,
                              .table_bits = litlen_table_bits,
                              .table = tables.litlen.data()};
    filler.fill(tables.has_literal_pairs ? &literals : nullptr);
}

void build_distance_table(const code_description& code,
                          decode_tables& tables) noexcept {
    const table_filler filler{.code = canonical_code(code),
                              .symbol_entries = distance_entries,
                              .table_bits = distance_table_bits,
                              .table = tables.distance.data()};
    filler.fill(nullptr);
}

void build_precode_table(const code_description& code,
                         precode_table& table) noexcept {
    const table_filler filler{.code = canonical_code(code),
                              .symbol_entries = precode_entries,
                              .table_bits = precode_table_bits,
                              .table = table.data()};
    filler.fill(nullptr);
}

const fixed_code_lengths& fixed_lengths() noexcept {
    static constexpr fixed_code_lengths lengths = [] {
        fixed_code_lengths result{};
        std::fill_n(result.litlen.begin(), 144, std::uint8_t{8});
        std::fill_n(result.litlen.begin() + 144, 112, std::uint8_t{9});
        std::fill_n(result.litlen.begin() + 256, 24, std::uint8_t{7});
        std::fill_n(result.litlen.begin() + 280, 8, std::uint8_t{8});
        result.distance.fill(5);
        return result;
    }();
    return lengths;
}

const decode_tables& fixed_tables() noexcept {
    static const decode_tables tables = [] {
        decode_tables result;
        build_litlen_table(code_description(fixed_lengths().litlen), result);
        build_distance_table(code_description(fixed_lengths().distance),
                             result);
        return result;
    }();
    return tables;
}

} // namespace mgunzip::detail
