// SPDX-License-Identifier: BSL-1.0
// Numbers as the formats store them, lowest byte first, in one load each.
#ifndef MGUNZIP_LITTLE_ENDIAN_HPP
#define MGUNZIP_LITTLE_ENDIAN_HPP

#include <bit>
#include <cstdint>
#include <cstring>

static_assert(std::endian::native == std::endian::little ||
                  std::endian::native == std::endian::big,
              "mgunzip is for processors whose words have one byte order");

namespace mgunzip::detail {

// Always inlined: a kernel's object must have no function that the linker could
// choose for other files.

[[gnu::always_inline]] inline std::uint32_t
load32(const std::uint8_t* from) noexcept {
    std::uint32_t value;
    std::memcpy(&value, from, sizeof value);
    if constexpr (std::endian::native == std::endian::big)
        value = __builtin_bswap32(value);
    return value;
}

[[gnu::always_inline]] inline std::uint64_t
load64(const std::uint8_t* from) noexcept {
    std::uint64_t value;
    std::memcpy(&value, from, sizeof value);
    if constexpr (std::endian::native == std::endian::big)
        value = __builtin_bswap64(value);
    return value;
}

[[gnu::always_inline]] inline void store64(std::uint8_t* to,
                                           std::uint64_t value) noexcept {
    if constexpr (std::endian::native == std::endian::big)
        value = __builtin_bswap64(value);
    std::memcpy(to, &value, sizeof value);
}

} // namespace mgunzip::detail

#endif
