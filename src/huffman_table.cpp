// SPDX-License-Identifier: BSL-1.0
#include "huffman_table.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace mgunzip::detail {
namespace {

// Entries without the code's bits, which `with_code` adds.

consteval auto make_litlen_entries() {
    std::array<std::uint32_t, litlen_symbols> entries{};
    for (unsigned symbol = 0; symbol < litlen_symbols; ++symbol) {
        const unsigned length_index = symbol - first_length_symbol;
        if (symbol < end_of_block_symbol)
            entries[symbol] = entry::literal | symbol << entry::payload_shift;
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
    return symbol_entry + bits + (bits << entry::code_bits_shift);
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

// Codes are packed starting with their most significant bit (section 3.1.1), so
// tables are indexed by reversed codes. Steps one of `length` bits to the next.
std::uint32_t next_reversed(std::uint32_t reversed, unsigned length) {
    const std::uint32_t zeros = ~reversed & ((1u << length) - 1);
    if (zeros == 0)
        return 0;
    const std::uint32_t highest = std::bit_floor(zeros);
    return (reversed & (highest - 1)) | highest;
}

// Fills the table from the shortest code on. Before each longer length the
// filled part is doubled, which replicates every entry over the bits behind it.
std::uint32_t fill_main_table(const canonical_code& code,
                              std::span<const std::uint32_t> symbol_entries,
                              unsigned table_bits, std::uint32_t* table,
                              const std::uint16_t*& next_symbol) noexcept {
    std::uint32_t reversed = 0;
    unsigned filled_bits = 0;
    for (unsigned length = 1; length <= table_bits; ++length) {
        if (filled_bits != 0) {
            std::memcpy(table + (1u << filled_bits), table,
                        sizeof *table << filled_bits);
            filled_bits = length;
        } else if (code.of[length] != 0) {
            filled_bits = length;
        }
        for (unsigned i = 0; i < code.of[length]; ++i) {
            table[reversed] = with_code(symbol_entries[*next_symbol++], length);
            reversed = next_reversed(reversed, length);
        }
    }
    return reversed;
}

// Every main index that is still without a code gets a subtable, as wide as
// its longest code needs. Codes of one subtable follow each other.
void fill_subtables(const canonical_code& code,
                    std::span<const std::uint32_t> symbol_entries,
                    unsigned table_bits, std::uint32_t reversed,
                    std::uint32_t* table,
                    const std::uint16_t* next_symbol) noexcept {
    const std::uint32_t main_mask = (1u << table_bits) - 1;
    std::uint32_t prefix = ~0u;
    std::uint32_t start = 1u << table_bits;
    unsigned subtable_bits = 0;
    for (unsigned length = table_bits + 1; length <= code.longest; ++length) {
        const unsigned rest = length - table_bits;
        for (unsigned left = code.of[length]; left != 0; --left) {
            if ((reversed & main_mask) != prefix) {
                if (prefix != ~0u)
                    start += 1u << subtable_bits;
                prefix = reversed & main_mask;
                subtable_bits = rest;
                std::uint32_t used = left;
                while (used < 1u << subtable_bits) {
                    ++subtable_bits;
                    used = (used << 1) + code.of[table_bits + subtable_bits];
                }
                table[prefix] = start << entry::payload_shift |
                                entry::exceptional | entry::subtable |
                                subtable_bits << entry::code_bits_shift |
                                table_bits;
            }
            const std::uint32_t filled =
                with_code(symbol_entries[*next_symbol++], rest);
            for (std::uint32_t i = reversed >> table_bits;
                 i < 1u << subtable_bits; i += 1u << rest)
                table[start + i] = filled;
            reversed = next_reversed(reversed, length);
        }
    }
}

void build_table(const code_description& description,
                 std::span<const std::uint32_t> symbol_entries,
                 unsigned table_bits, std::uint32_t* table) noexcept {
    const canonical_code code(description);
    if (!code.is_complete()) {
        // That a pattern is unused is known after its first bit, or before it.
        const bool is_empty = code.longest == 0;
        std::fill_n(table, 1u << table_bits,
                    with_code(entry::exceptional, is_empty ? 0 : 1));
        for (std::uint32_t i = 0; !is_empty && i < 1u << table_bits; i += 2)
            table[i] = with_code(symbol_entries[code.sorted[0]], 1);
        return;
    }
    const std::uint16_t* next_symbol = code.sorted.data();
    const std::uint32_t reversed =
        fill_main_table(code, symbol_entries, table_bits, table, next_symbol);
    if (code.longest > table_bits)
        fill_subtables(code, symbol_entries, table_bits, reversed, table,
                       next_symbol);
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
    build_table(code, litlen_entries, litlen_table_bits, tables.litlen.data());
}

void build_distance_table(const code_description& code,
                          decode_tables& tables) noexcept {
    build_table(code, distance_entries, distance_table_bits,
                tables.distance.data());
}

void build_precode_table(const code_description& code,
                         precode_table& table) noexcept {
    build_table(code, precode_entries, precode_table_bits, table.data());
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
