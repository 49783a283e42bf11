// SPDX-License-Identifier: BSL-1.0
// Loads from memory that another process may change at any time.
#ifndef MGUNZIP_LOAD_ONCE_HPP
#define MGUNZIP_LOAD_ONCE_HPP

#include <cstddef>
#include <cstdint>

namespace mgunzip::detail {

/// The little-endian value of `count` bytes, each of which is loaded exactly
/// once: what was checked is what is used.
inline std::uint32_t load_once(const std::uint8_t* bytes,
                               std::size_t count) noexcept {
    const volatile std::uint8_t* const from = bytes;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
        value |= static_cast<std::uint32_t>(from[i]) << (8 * i);
    return value;
}

} // namespace mgunzip::detail

#endif
