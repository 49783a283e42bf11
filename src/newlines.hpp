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

/// Four vectors of 16 bytes at a time, each with counts of its own, up to 255:
/// with a single one the additions would wait for each other.
inline std::uint64_t
count_newlines(std::span<const std::uint8_t> data) noexcept {
    using vector = std::uint8_t __attribute__((vector_size(16)));
    constexpr std::size_t side_by_side = 4;
    constexpr std::size_t step = side_by_side * sizeof(vector);
    constexpr std::size_t most_steps = 255;
    std::uint64_t count = 0;
    while (data.size() >= step) {
        const std::size_t steps = std::min(most_steps, data.size() / step);
        vector counts[side_by_side]{};
        for (std::size_t i = 0; i < steps; ++i)
            for (std::size_t j = 0; j < side_by_side; ++j) {
                vector bytes;
                std::memcpy(&bytes, data.data() + i * step + j * sizeof bytes,
                            sizeof bytes);
                counts[j] -= vector(bytes == '\n'); // equal: all ones, -1
            }
        for (const vector& one : counts)
            for (std::size_t i = 0; i < sizeof one; ++i)
                count += one[i];
        data = data.subspan(steps * step);
    }
    return count + static_cast<std::uint64_t>(std::ranges::count(data, '\n'));
}

} // namespace mgunzip::detail

#endif
