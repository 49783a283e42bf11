// SPDX-License-Identifier: BSL-1.0
// The checksum of zlib streams (RFC 1950, section 8.2).
#ifndef MGUNZIP_ADLER32_HPP
#define MGUNZIP_ADLER32_HPP

#include "little_endian.hpp"

#include <mgunzip/buffers.hpp>

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>

namespace mgunzip::detail {

/// Of at most `history_size` bytes, whose sums fit 64 bits. Windows consist of
/// zeros for the most part, which are passed eight at a time.
inline std::uint32_t adler32(std::span<const std::uint8_t> data) noexcept {
    assert(data.size() <= history_size);
    constexpr std::uint64_t modulus = 65521;
    std::uint64_t a = 1;
    std::uint64_t b = 0;
    std::size_t i = 0;
    const auto add = [&] {
        a += data[i++];
        b += a;
    };
    while (data.size() - i >= 8) {
        if (load64(data.data() + i) == 0) {
            b += 8 * a;
            i += 8;
            continue;
        }
        for (int n = 0; n < 8; ++n)
            add();
    }
    while (i < data.size())
        add();
    return static_cast<std::uint32_t>(b % modulus << 16 | a % modulus);
}

} // namespace mgunzip::detail

#endif
