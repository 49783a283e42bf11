// SPDX-License-Identifier: BSL-1.0
// The checksum of zlib streams (RFC 1950, section 8.2).
#ifndef MGUNZIP_ADLER32_HPP
#define MGUNZIP_ADLER32_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace mgunzip::detail {

inline std::uint32_t adler32(std::span<const std::uint8_t> data) noexcept {
    constexpr std::uint32_t modulus = 65521;
    // The sums of so many bytes do not overflow.
    constexpr std::size_t most_at_once = 5552;
    std::uint32_t a = 1;
    std::uint32_t b = 0;
    while (!data.empty()) {
        const auto part = data.first(std::min(most_at_once, data.size()));
        for (const std::uint8_t byte : part) {
            a += byte;
            b += a;
        }
        a %= modulus;
        b %= modulus;
        data = data.subspan(part.size());
    }
    return b << 16 | a;
}

} // namespace mgunzip::detail

#endif
