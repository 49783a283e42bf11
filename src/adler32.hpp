// SPDX-License-Identifier: BSL-1.0
// The checksum of zlib streams (RFC 1950, section 8.2).
#ifndef MGUNZIP_ADLER32_HPP
#define MGUNZIP_ADLER32_HPP

#include <cstdint>
#include <span>

namespace mgunzip::detail {

/// The checksum of no data.
inline constexpr std::uint32_t adler32_of_nothing = 1;

/// Extends a checksum: `adler` is that of some data; the result is that of the
/// same data followed by `data`.
std::uint32_t adler32(std::uint32_t adler,
                      std::span<const std::uint8_t> data) noexcept;

} // namespace mgunzip::detail

#endif
