// SPDX-License-Identifier: BSL-1.0
// Decompresses one DEFLATE stream that is in memory as a whole: in zlib's
// format (RFC 1950), or with nothing around it (RFC 1951).
#ifndef MGUNZIP_DEFLATE_HPP
#define MGUNZIP_DEFLATE_HPP

#include <mgunzip/api.hpp>
#include <mgunzip/inflate.hpp>
#include <mgunzip/octets.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <system_error>
#include <vector>

namespace mgunzip {

/// The outcome of decompressing one stream. Sizes and offsets are in bytes.
struct MGUNZIP_API deflate_result {
    /// Not set if the stream was decoded to its end and, in zlib's format,
    /// verified. Otherwise one of the errors of `decompress_result::error`.
    std::error_code error;
    /// Where the input breaks the rule: the first bit of the offending symbol
    /// or field is in this byte; for truncated input, its size; 0 if `error` is
    /// no `errc`.
    std::uint64_t error_offset = 0;
    /// Bytes of output. After an error, the bytes that were decoded in front of
    /// it, which are not verified.
    std::size_t produced = 0;
    /// Bytes of input up to the end of the stream, with header and trailer; 0
    /// after an error. What follows the stream is not looked at: compare this
    /// with the size of the input if nothing may follow.
    std::size_t consumed = 0;

    /// True without an error.
    explicit operator bool() const noexcept { return !error; }
    /// True if the output does not fit and no other error was found.
    bool needs_room() const noexcept {
        return error == std::errc::no_buffer_space;
    }
};

/// Decodes the zlib stream (RFC 1950) at the beginning of `in` into `out`. The
/// header must be one of zlib (`errc::not_zlib`), with method 8, a window of at
/// most 32 KiB and no preset dictionary; the Adler-32 of the output is compared
/// (`errc::adler_mismatch`). Matches may reach back further than the window
/// that the header states, as for zlib itself.
///
/// Memory, `out` and threads are as for `decompress`.
[[nodiscard]] MGUNZIP_API deflate_result decompress_zlib(
    std::span<const std::uint8_t> in, std::span<std::uint8_t> out) noexcept;

/// Decodes the bare DEFLATE stream (RFC 1951) at the beginning of `in` into
/// `out`. It has no checksum, so only damage that breaks a rule is found.
[[nodiscard]] MGUNZIP_API deflate_result decompress_deflate(
    std::span<const std::uint8_t> in, std::span<std::uint8_t> out) noexcept;

/// The same with the caller's decoder, which is reset first: decodes many small
/// buffers without allocating memory for each.
[[nodiscard]] MGUNZIP_API deflate_result
decompress_zlib(inflater& decoder, std::span<const std::uint8_t> in,
                std::span<std::uint8_t> out) noexcept;
[[nodiscard]] MGUNZIP_API deflate_result
decompress_deflate(inflater& decoder, std::span<const std::uint8_t> in,
                   std::span<std::uint8_t> out) noexcept;

/// The same into `out`, whose content is replaced, with a limit: all is as for
/// `decompress_to_vector`.
[[nodiscard]] MGUNZIP_API deflate_result decompress_zlib_to_vector(
    std::span<const std::uint8_t> in, std::vector<std::uint8_t>& out,
    std::size_t limit) noexcept;
[[nodiscard]] MGUNZIP_API deflate_result decompress_deflate_to_vector(
    std::span<const std::uint8_t> in, std::vector<std::uint8_t>& out,
    std::size_t limit) noexcept;
[[nodiscard]] MGUNZIP_API deflate_result decompress_zlib_to_vector(
    inflater& decoder, std::span<const std::uint8_t> in,
    std::vector<std::uint8_t>& out, std::size_t limit) noexcept;
[[nodiscard]] MGUNZIP_API deflate_result decompress_deflate_to_vector(
    inflater& decoder, std::span<const std::uint8_t> in,
    std::vector<std::uint8_t>& out, std::size_t limit) noexcept;

// The same for memory of std::byte, and for characters: see `octets`.

[[nodiscard]] MGUNZIP_API deflate_result decompress_zlib_to_vector(
    std::span<const std::byte> in, std::vector<std::byte>& out,
    std::size_t limit) noexcept;
[[nodiscard]] MGUNZIP_API deflate_result decompress_deflate_to_vector(
    std::span<const std::byte> in, std::vector<std::byte>& out,
    std::size_t limit) noexcept;
[[nodiscard]] MGUNZIP_API deflate_result decompress_zlib_to_string(
    std::span<const char> in, std::string& out, std::size_t limit) noexcept;
[[nodiscard]] MGUNZIP_API deflate_result decompress_deflate_to_string(
    std::span<const char> in, std::string& out, std::size_t limit) noexcept;
[[nodiscard]] inline deflate_result
decompress_zlib(std::span<const std::byte> in,
                std::span<std::byte> out) noexcept {
    return decompress_zlib(octets(in), writable_octets(out));
}
[[nodiscard]] inline deflate_result
decompress_zlib(std::span<const char> in, std::span<char> out) noexcept {
    return decompress_zlib(octets(in), writable_octets(out));
}
[[nodiscard]] inline deflate_result
decompress_deflate(std::span<const std::byte> in,
                   std::span<std::byte> out) noexcept {
    return decompress_deflate(octets(in), writable_octets(out));
}
[[nodiscard]] inline deflate_result
decompress_deflate(std::span<const char> in, std::span<char> out) noexcept {
    return decompress_deflate(octets(in), writable_octets(out));
}

} // namespace mgunzip

#endif
