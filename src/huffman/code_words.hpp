// SPDX-License-Identifier: BSL-1.0
// Code words as tables need them, and the filling of tables with literals in
// pairs.
#ifndef MGUNZIP_CODE_WORDS_HPP
#define MGUNZIP_CODE_WORDS_HPP

#include "huffman/canonical_code.hpp"

#include <array>
#include <cstdint>

namespace mgunzip::detail {

/// Codes are packed starting with their most significant bit (section 3.1.1),
/// so tables are indexed by reversed codes.
constexpr std::uint16_t reverse_bits(std::uint16_t bits) noexcept {
    unsigned b = bits;
    b = (b & 0x5555) << 1 | (b >> 1 & 0x5555);
    b = (b & 0x3333) << 2 | (b >> 2 & 0x3333);
    b = (b & 0x0f0f) << 4 | (b >> 4 & 0x0f0f);
    return static_cast<std::uint16_t>(b << 8 | b >> 8);
}

/// The reversed words of a complete code, in the order of its sorted symbols.
struct code_words {
    std::array<std::uint16_t, litlen_symbols> reversed;

    explicit code_words(const canonical_code& code) noexcept;
};

/// Doubles the filled part of a table until it has `wanted` entries, which
/// repeats every entry over the bits behind it.
void replicate(std::uint32_t* table, std::uint32_t& filled,
               std::uint32_t wanted) noexcept;

/// The number of literals with codes of each length. Among the sorted symbols
/// they are the first of their length.
using literal_counts = std::array<std::uint16_t, max_code_length + 1>;
literal_counts count_literals(const code_description& litlen) noexcept;

/// Fills in the pairs of literals that take `both` bits together. An entry is
/// `first_entry(literal, its bits)` with the second literal from bit
/// `second_shift` on.
template <typename FirstEntry>
void fill_literal_pairs(unsigned both, const canonical_code& code,
                        const code_words& words, const literal_counts& literals,
                        unsigned second_shift, FirstEntry&& first_entry,
                        std::uint32_t* table) noexcept {
    for (unsigned one = code.shortest; one + code.shortest <= both; ++one) {
        const unsigned other = both - one;
        if (literals[one] == 0 || literals[other] == 0)
            continue;
        const unsigned first_end = code.first[one] + literals[one];
        const unsigned second_end = code.first[other] + literals[other];
        for (unsigned i = code.first[one]; i < first_end; ++i) {
            const std::uint32_t entry = first_entry(code.sorted[i], one);
            std::uint32_t* const behind_first = table + words.reversed[i];
            for (unsigned k = code.first[other]; k < second_end; ++k)
                behind_first[std::uint32_t{words.reversed[k]} << one] =
                    entry | std::uint32_t{code.sorted[k]} << second_shift;
        }
    }
}

} // namespace mgunzip::detail

#endif
