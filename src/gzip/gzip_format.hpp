// SPDX-License-Identifier: BSL-1.0
// The numbers of RFC 1952, and how BGZF and the formats beside gzip are told.
#ifndef MGUNZIP_GZIP_FORMAT_HPP
#define MGUNZIP_GZIP_FORMAT_HPP

#include <cstddef>
#include <cstdint>

namespace mgunzip::detail {

// A member begins with ID1, ID2, CM, FLG, MTIME, XFL and OS (section 2.3).
inline constexpr std::uint8_t magic_first = 0x1f;
inline constexpr std::uint8_t magic_second = 0x8b;
/// Written by gzip versions before 1.0; the format is the same.
inline constexpr std::uint8_t old_magic_second = 0x9e;
inline constexpr std::uint8_t deflate_method = 8;
inline constexpr std::size_t fixed_header_size = 10;

// It ends with CRC32 and ISIZE.
inline constexpr std::size_t crc_size = 4;
inline constexpr std::size_t isize_size = 4;
inline constexpr std::size_t trailer_size = crc_size + isize_size;

/// A header, an empty block of fixed codes, and a trailer.
inline constexpr std::size_t min_deflate_size = 2;
inline constexpr std::size_t min_member_size =
    fixed_header_size + min_deflate_size + trailer_size;

// Bits of FLG (section 2.3.1).
namespace flag {
inline constexpr std::uint8_t text = 1;
inline constexpr std::uint8_t header_crc = 2;
inline constexpr std::uint8_t extra = 4;
inline constexpr std::uint8_t name = 8;
inline constexpr std::uint8_t comment = 16;
/// Of gzip versions before 1.0: the member is encrypted. Not in the RFC, where
/// it is one of the reserved bits.
inline constexpr std::uint8_t encrypted = 0x20;
inline constexpr std::uint8_t reserved = 0xc0;
} // namespace flag

// With FEXTRA, XLEN comes behind the fixed part, and then the extra field.
inline constexpr std::size_t xlen_offset = fixed_header_size;
inline constexpr std::size_t xlen_size = 2;
inline constexpr std::size_t extra_offset = xlen_offset + xlen_size;

/// The second bytes of the magic numbers of formats that GNU gzip decompresses
/// as well; the first is gzip's.
inline constexpr std::uint8_t pack_second = 0x1e;
inline constexpr std::uint8_t compress_second = 0x9d;
inline constexpr std::uint8_t lzh_second = 0xa0;

constexpr bool is_gzip_second(std::uint8_t second) noexcept {
    return second == magic_second || second == old_magic_second;
}
constexpr bool is_sibling_second(std::uint8_t second) noexcept {
    return second == pack_second || second == compress_second ||
           second == lzh_second;
}

} // namespace mgunzip::detail

#endif
