// SPDX-License-Identifier: BSL-1.0
// Counts newlines.
#ifndef MGUNZIP_NEWLINES_HPP
#define MGUNZIP_NEWLINES_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace mgunzip::detail {

/// Eight bytes at a time: each byte of a word counts for itself, up to 255.
inline std::uint64_t
count_newlines(std::span<const std::uint8_t> data) noexcept {
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t low = 0x7f * ones;
    constexpr std::size_t most_words = 255;
    std::uint64_t count = 0;
    while (data.size() >= sizeof ones) {
        const std::size_t words =
            std::min(most_words, data.size() / sizeof ones);
        std::uint64_t sums = 0;
        for (std::size_t i = 0; i < words; ++i) {
            std::uint64_t word;
            std::memcpy(&word, data.data() + i * sizeof word, sizeof word);
            word ^= '\n' * ones; // newlines become zeros
            sums += ~(((word & low) + low) | word) >> 7 & ones;
        }
        constexpr std::uint64_t pairs = 0x00ff00ff00ff00ff;
        const std::uint64_t wide = (sums & pairs) + (sums >> 8 & pairs);
        count += wide * 0x0001000100010001 >> 48;
        data = data.subspan(words * sizeof ones);
    }
    return count + static_cast<std::uint64_t>(std::ranges::count(data, '\n'));
}

} // namespace mgunzip::detail

#endif
