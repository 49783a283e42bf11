// SPDX-License-Identifier: BSL-1.0
// The numbers of the formats of index files, and their readers and writers.
#ifndef MGUNZIP_INDEX_FORMATS_HPP
#define MGUNZIP_INDEX_FORMATS_HPP

#include "index/point_judge.hpp"

#include <mgunzip/index.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <system_error>

namespace mgunzip::detail {

// indexed_gzip, host byte order, which is little endian here.
namespace gzidx {
inline constexpr std::string_view magic = "GZIDX";
inline constexpr std::size_t header_size = 35;
inline constexpr std::uint8_t version = 1;
/// Of a point, in version 0; version 1 has one byte more: whether it has a
/// window.
inline constexpr std::size_t point_size = 17;
inline constexpr std::uint32_t window_size = 32768;
} // namespace gzidx

// gztool, big endian; behind eight zeros, an index of bgzip without entries.
namespace gztool {
inline constexpr std::size_t magic_offset = 8;
inline constexpr std::string_view magic = "gzipindx";
inline constexpr std::string_view magic_with_lines = "gzipindX";
/// Of a point, with the size of its window, but without a line.
inline constexpr std::size_t point_size = 24;
/// A window of 32 KiB that zlib could not make smaller is not much larger.
inline constexpr std::uint32_t max_window = 65536;
} // namespace gztool

// bgzip, little endian.
namespace bgzip {
inline constexpr std::size_t entry_size = 16;
} // namespace bgzip

/// How many bytes of a file tell its format, or all if it has fewer.
inline constexpr std::size_t format_bytes = 16;

/// Whether the bytes begin like that format; for bgzip's, which has no magic
/// number, whether the file is of the right size.
bool is_gzidx(std::span<const std::uint8_t> bytes) noexcept;
bool is_gztool(std::span<const std::uint8_t> bytes) noexcept;
bool is_bgzip(std::span<const std::uint8_t> bytes,
              std::uint64_t file_size) noexcept;

/// Whether a file of `file_size` bytes, of which `beginning` are the first
/// `format_bytes`, is an index of any format, be it damaged.
bool begins_as_index(std::span<const std::uint8_t> beginning,
                     std::uint64_t file_size) noexcept;

/// Each reads what it was asked about, up to the first point that the data
/// cannot have. May throw std::bad_alloc.
index_errc read_gzidx(std::span<const std::uint8_t> bytes,
                      index_content& content);
index_errc read_gztool(std::span<const std::uint8_t> bytes,
                       index_content& content);
index_errc read_bgzip(std::span<const std::uint8_t> bytes,
                      index_content& content);

/// The first bit of a block, of which `bits` bits belong to the byte in front
/// of byte `in`. False if there is no such place.
[[nodiscard]] constexpr bool block_bit(std::uint64_t in, std::uint64_t bits,
                                       std::uint64_t& bit) noexcept {
    if (bits > 7 || in > ~std::uint64_t{0} / 8 || in * 8 < bits)
        return false;
    bit = in * 8 - bits;
    return true;
}

/// Each writes what that format can hold. May throw std::bad_alloc, and what
/// the sink throws.
std::error_code write_gzidx(const gzip_index& index, const index_sink& sink);
std::error_code write_gztool(const gzip_index& index, const index_sink& sink);
std::error_code write_bgzip(const gzip_index& index, const index_sink& sink);

} // namespace mgunzip::detail

#endif
