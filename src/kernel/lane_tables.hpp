// SPDX-License-Identifier: BSL-1.0
// Builds the tables of the lane decoder. Included once by each kernel, which
// defines MGUNZIP_KERNEL_NAMESPACE.
#ifndef MGUNZIP_KERNEL_LANE_TABLES_HPP
#define MGUNZIP_KERNEL_LANE_TABLES_HPP

#ifndef MGUNZIP_KERNEL_NAMESPACE
#error "define MGUNZIP_KERNEL_NAMESPACE before this header is included"
#endif

#include "lane_entry.hpp"

#include <cstring>

namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE {
namespace {

struct symbol_entries {
    std::uint32_t litlen[litlen_symbols];
    std::uint32_t distance[distance_symbols];
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

struct reversed_bytes {
    std::uint8_t of[256];
};
constexpr reversed_bytes reversed_byte = [] {
    reversed_bytes table{};
    for (unsigned i = 0; i < 256; ++i)
        for (unsigned bit = 0; bit < 8; ++bit)
            table.of[i] = static_cast<std::uint8_t>(
                table.of[i] | ((i >> bit & 1) << (7 - bit)));
    return table;
}();

inline std::uint32_t reverse(std::uint32_t code, unsigned length) {
    const std::uint32_t reversed = std::uint32_t{reversed_byte.of[code & 0xff]}
                                       << 8 |
                                   reversed_byte.of[code >> 8 & 0xff];
    return reversed >> (16 - length);
}

// The symbols in the order of their codes, and where each length begins.
struct lane_code {
    std::uint32_t count[max_code_length + 2] = {};
    std::uint32_t first_code[max_code_length + 2] = {};
    std::uint32_t first_index[max_code_length + 2] = {};
    std::uint16_t sorted[litlen_symbols];
    unsigned shortest = 0;
    unsigned longest = 0;
    bool is_complete = false;

    lane_code(const std::uint8_t* lengths, unsigned symbols) {
        for (unsigned i = 0; i < symbols; ++i)
            ++count[lengths[i]];
        count[0] = 0;
        std::uint32_t code = 0;
        std::uint32_t used = 0; // in units of 2^-15
        std::uint32_t index[max_code_length + 2] = {};
        for (unsigned length = 1; length <= max_code_length; ++length) {
            code = (code + count[length - 1]) << 1;
            first_code[length] = code;
            first_index[length + 1] = first_index[length] + count[length];
            index[length] = first_index[length];
            used += count[length] << (max_code_length - length);
            if (count[length] != 0) {
                longest = length;
                if (shortest == 0)
                    shortest = length;
            }
        }
        is_complete = used == 1u << max_code_length;
        for (unsigned i = 0; i < symbols; ++i)
            if (lengths[i] != 0)
                sorted[index[lengths[i]]++] = static_cast<std::uint16_t>(i);
    }
};

// Doubles the filled part of a table until it has `wanted` entries.
inline void replicate(std::uint32_t* table, std::uint32_t& filled,
                      std::uint32_t wanted) {
    for (; filled < wanted; filled *= 2)
        std::memcpy(table + filled, table, filled * sizeof *table);
}

inline void fill(std::uint32_t* table, std::uint32_t count,
                 std::uint32_t value) {
    for (std::uint32_t i = 0; i < count; ++i)
        table[i] = value;
}

// Codes longer than TableBits are numerically the largest, so their first bits
// are ones. With n prefixes of TableBits bits in front of long codes, all but
// ceil(log2 n) bits of these are: an entry of the main table skips them, and
// the rest of the code is the index of the overflow table. Returns false if it
// is too long for that.
//
// With 12 bits it never is: each prefix has at least two codes below it, so
// there are at most 286 / 2 = 143 of them, they differ in at most 8 bits, and
// at most 15 - (12 - 8) = 11 bits are left.
template <unsigned TableBits>
bool fill_overflow(const lane_code& code, const std::uint32_t* symbols,
                   std::uint32_t next, std::uint32_t* table,
                   std::uint32_t* overflow) {
    constexpr std::uint32_t size = 1u << TableBits;
    const std::uint32_t first_prefix =
        code.first_code[TableBits] + code.count[TableBits];
    unsigned spread = 0;
    while (1u << spread < size - first_prefix)
        ++spread;
    const unsigned skip = TableBits - spread;
    if (code.longest - skip > TableBits)
        return false;
    for (std::uint32_t prefix = first_prefix; prefix < size; ++prefix)
        table[reverse(prefix, TableBits)] = skip | next;

    // Nothing but long codes stands behind these prefixes, so that the rest of
    // a code which begins with another prefix is never looked up.
    std::uint32_t filled = 1u << (TableBits + 1 - skip);
    fill(overflow, filled, lane_entry::unused);
    for (unsigned length = TableBits + 1; length <= code.longest; ++length) {
        const unsigned rest = length - skip;
        replicate(overflow, filled, 1u << rest);
        std::uint32_t value = code.first_code[length];
        for (std::uint32_t i = code.first_index[length];
             i < code.first_index[length + 1]; ++i, ++value)
            overflow[reverse(value & ((1u << rest) - 1), rest)] =
                with_code(symbols[code.sorted[i]], rest);
    }
    replicate(overflow, filled, size);
    return true;
}

// The code is complete, or one of those incomplete ones that are allowed.
template <unsigned TableBits>
bool fill_table(const lane_code& code, const std::uint32_t* symbols,
                std::uint32_t next, std::uint32_t* table,
                std::uint32_t* overflow) {
    constexpr std::uint32_t size = 1u << TableBits;
    if (!code.is_complete) {
        fill(table, size, lane_entry::unused);
        if (code.longest != 0)
            for (std::uint32_t i = 0; i < size; i += 2)
                table[i] = with_code(symbols[code.sorted[0]], 1);
        return true;
    }
    std::uint32_t filled = 1u << code.shortest;
    for (unsigned length = code.shortest; length <= TableBits; ++length) {
        replicate(table, filled, 1u << length);
        std::uint32_t value = code.first_code[length];
        for (std::uint32_t i = code.first_index[length];
             i < code.first_index[length + 1]; ++i, ++value)
            table[reverse(value, length)] =
                with_code(symbols[code.sorted[i]], length);
    }
    return code.longest <= TableBits ||
           fill_overflow<TableBits>(code, symbols, next, table, overflow);
}

} // namespace
} // namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE

#endif
