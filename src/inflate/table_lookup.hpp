// SPDX-License-Identifier: BSL-1.0
// One symbol looked up in a table and its subtable, with all care.
#ifndef MGUNZIP_TABLE_LOOKUP_HPP
#define MGUNZIP_TABLE_LOOKUP_HPP

#include "inflate/huffman_table.hpp"

#include <cstdint>

namespace mgunzip::detail {

/// An entry of the main table or of its subtable, and the number of bits that
/// led to the subtable.
struct found_entry {
    std::uint32_t entry;
    unsigned prefix_bits;

    /// Of two literals this is the first.
    bool is_literal() const noexcept { return (entry & entry::literal) != 0; }
    unsigned code_bits() const noexcept {
        return prefix_bits + (is_literal() ? entry::first_literal_bits(entry)
                                           : entry::code_bits(entry));
    }
    unsigned consumed_bits() const noexcept {
        return is_literal() ? code_bits()
                            : prefix_bits + entry::consumed_bits(entry);
    }
    bool is_exceptional() const noexcept {
        return !is_literal() && (entry & entry::exceptional) != 0;
    }
};

/// `bits` is padded with zeros beyond what the input has, so the caller
/// compares code_bits() with what is there. If the prefix of a long code is not
/// there as a whole, the code is too long in any case.
inline found_entry look_up(const std::uint32_t* table, unsigned table_bits,
                           std::uint64_t bits) noexcept {
    const std::uint32_t first = table[bits & ((1u << table_bits) - 1)];
    if ((first & entry::literal) != 0 || (first & entry::subtable) == 0)
        return {first, 0};
    const std::uint64_t rest = bits >> table_bits;
    const std::uint32_t index =
        entry::payload(first) +
        static_cast<std::uint32_t>(rest &
                                   ((1u << entry::code_bits(first)) - 1));
    return {table[index], table_bits};
}

} // namespace mgunzip::detail

#endif
