// SPDX-License-Identifier: BSL-1.0
// The numbers of zlib streams (RFC 1950).
#ifndef MGUNZIP_ZLIB_FORMAT_HPP
#define MGUNZIP_ZLIB_FORMAT_HPP

#include <cstddef>
#include <cstdint>

namespace mgunzip::detail::zlib {

// CMF and FLG come first (section 2.2), ADLER32 last, highest byte first.
inline constexpr std::size_t header_size = 2;
inline constexpr std::size_t flg_offset = 1;
inline constexpr std::size_t adler_size = 4;
/// CINFO for windows of 32 KiB, and CM for deflate.
inline constexpr std::uint8_t cmf = 0x78;
/// Makes the header a multiple of 31; no dictionary, the fastest level.
inline constexpr std::uint8_t flg = 0x01;
inline constexpr std::uint8_t method_mask = 0x0f;
inline constexpr std::uint8_t deflate_method = 8;
inline constexpr unsigned window_shift = 4; ///< of CINFO in CMF
inline constexpr unsigned max_window = 7;   ///< CINFO of 32 KiB
inline constexpr std::uint8_t dictionary_flag = 0x20;
inline constexpr unsigned check_modulus = 31;
static_assert((cmf << 8 | flg) % check_modulus == 0);

} // namespace mgunzip::detail::zlib

#endif
