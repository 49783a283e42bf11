// SPDX-License-Identifier: BSL-1.0
// Canonical Huffman codes, as their code lengths define them (RFC 1951, section
// 3.2.2).
#ifndef MGUNZIP_CANONICAL_CODE_HPP
#define MGUNZIP_CANONICAL_CODE_HPP

#include "huffman/deflate_constants.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace mgunzip::detail {

/// How many codes there are of each length, and what code space they take, in
/// units of 2^-15. The sum cannot wrap: 288 codes of one bit take 288 * 2^14.
struct length_counts {
    std::array<std::uint16_t, max_code_length + 1> of{}; ///< of[0] is 0
    std::uint32_t used = 0;
    unsigned shortest = 0; ///< 0: there is no code at all
    unsigned longest = 0;

    length_counts() = default;
    explicit length_counts(std::span<const std::uint8_t> lengths) noexcept {
        // Equal lengths follow each other: a single counter would wait for
        // itself.
        std::array<std::array<std::uint16_t, max_code_length + 1>, 4> part{};
        std::size_t i = 0;
        for (; i + 4 <= lengths.size(); i += 4) {
            ++part[0][lengths[i]];
            ++part[1][lengths[i + 1]];
            ++part[2][lengths[i + 2]];
            ++part[3][lengths[i + 3]];
        }
        for (; i < lengths.size(); ++i)
            ++part[0][lengths[i]];
        unsigned in_use = 0; // a bit for each length
        for (unsigned length = 1; length <= max_code_length; ++length) {
            of[length] =
                static_cast<std::uint16_t>(part[0][length] + part[1][length] +
                                           part[2][length] + part[3][length]);
            used += std::uint32_t{of[length]} << (max_code_length - length);
            in_use |= (of[length] != 0 ? 1u : 0u) << length;
        }
        if (in_use != 0) {
            shortest = static_cast<unsigned>(std::countr_zero(in_use));
            longest = static_cast<unsigned>(std::bit_width(in_use)) - 1;
        }
    }

    bool is_complete() const noexcept { return used == 1u << max_code_length; }
};

/// The lengths of symbols 0, 1, 2, ... (0 = no code), and their counts.
struct code_description {
    std::span<const std::uint8_t> lengths;
    length_counts counts;

    code_description() = default;
    explicit code_description(std::span<const std::uint8_t> all) noexcept
        : lengths(all), counts(all) {}
};

/// A code's symbols in the order of their codes: by length, then by symbol.
struct canonical_code : length_counts {
    /// Behind the symbols with a code come those without.
    std::array<std::uint16_t, litlen_symbols> sorted;
    /// Codes of `length` bits belong to sorted[first[length]] and on, up to
    /// sorted[first[length + 1]].
    std::array<std::uint16_t, max_code_length + 2> first{};

    explicit canonical_code(const code_description& code) noexcept
        : length_counts(code.counts) {
        for (unsigned length = 1; length <= max_code_length; ++length)
            first[length + 1] =
                static_cast<std::uint16_t>(first[length] + of[length]);
        std::array<std::uint16_t, max_code_length + 2> position = first;
        position[0] = first[max_code_length + 1];
        for (std::size_t symbol = 0; symbol < code.lengths.size(); ++symbol)
            sorted[position[code.lengths[symbol]]++] =
                static_cast<std::uint16_t>(symbol);
    }
};

} // namespace mgunzip::detail

#endif
