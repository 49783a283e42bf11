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

/// Sixteen bytes at a time, in one vector of which each element counts up to
/// 255.
inline std::uint64_t
count_newlines(std::span<const std::uint8_t> data) noexcept {
    using vector = std::uint8_t __attribute__((vector_size(16)));
    constexpr std::size_t most_vectors = 255;
    std::uint64_t count = 0;
    while (data.size() >= sizeof(vector)) {
        const std::size_t vectors =
            std::min(most_vectors, data.size() / sizeof(vector));
        vector counts{};
        for (std::size_t i = 0; i < vectors; ++i) {
            vector bytes;
            std::memcpy(&bytes, data.data() + i * sizeof bytes, sizeof bytes);
            counts -= vector(bytes == '\n'); // equal: all ones, -1
        }
        for (std::size_t i = 0; i < sizeof counts; ++i)
            count += counts[i];
        data = data.subspan(vectors * sizeof(vector));
    }
    return count + static_cast<std::uint64_t>(std::ranges::count(data, '\n'));
}

} // namespace mgunzip::detail

#endif
