// SPDX-License-Identifier: BSL-1.0
// Decompresses gzip data that is in memory as a whole (RFC 1952).
#ifndef MGUNZIP_DECOMPRESS_HPP
#define MGUNZIP_DECOMPRESS_HPP

#include <mgunzip/api.hpp>
#include <mgunzip/gzip.hpp>
#include <mgunzip/octets.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <system_error>
#include <vector>

namespace mgunzip {

/// The outcome of decompressing. Sizes and offsets are in bytes.
struct MGUNZIP_API decompress_result {
    /// Not set if all members were decoded and verified. Otherwise one of
    /// - an `errc`: the data breaks a rule;
    /// - `std::errc::no_buffer_space`: the output does not fit, and the data is
    ///   valid as far as it was decoded;
    /// - `std::errc::not_enough_memory`.
    std::error_code error;
    /// Where the input breaks the rule, as `gzip_decoder::error_offset`; 0 if
    /// `error` is no `errc`.
    std::uint64_t error_offset = 0;
    /// Bytes of output. After an error, the bytes that were decoded in front of
    /// it; those of the last member are not verified.
    std::size_t produced = 0;
    /// Bytes of input, with headers and trailers, of the members that were
    /// decoded to their end and verified: the offset of what follows them.
    std::size_t consumed = 0;
    /// Members begun. After an error, the number of the member at fault,
    /// counted from 1; 0 if there is no member at all.
    std::uint64_t members = 0;
    /// What follows the last member without being an error: see
    /// `gzip_decoder`.
    trailing_data trailing = trailing_data::none;

    /// True without an error.
    explicit operator bool() const noexcept { return !error; }
    /// True if the output does not fit and no other error was found.
    bool needs_room() const noexcept {
        return error == std::errc::no_buffer_space;
    }
};

/// Guesses the size of the output of `in` in bytes: ISIZE of the last trailer
/// (RFC 1952, section 2.3.1), but at most `max_expansion` times the input.
///
/// The guess is right for a valid single member with less than 4 GiB of output
/// and nothing behind it. Otherwise it may be wrong, and the author of the data
/// can choose it: never rely on it. 0 if `in` is too short for a member.
MGUNZIP_API std::uint64_t
output_size_hint(std::span<const std::uint8_t> in) noexcept;

/// Decodes all members of `in`, one after the other, into `out`. Writes nothing
/// beyond `out`, and may overwrite the bytes of `out` behind the first
/// `produced`. A buffer of exactly the size of the output is large enough; for
/// empty output, that is size 0. `in` and `out` must not overlap.
///
/// Takes a decoder's tables and buffers from the heap: 13 kB, up to 1.2 MB more
/// for inputs of at least 2500 bytes, and the memory for header fields. Several
/// threads may call this at the same time.
[[nodiscard]] MGUNZIP_API decompress_result decompress(
    std::span<const std::uint8_t> in, std::span<std::uint8_t> out) noexcept;

/// The same with the caller's decoder, which is reset first: decodes many small
/// buffers without allocating memory for each. Afterwards `decoder` has further
/// facts, such as the header of the last member.
[[nodiscard]] MGUNZIP_API decompress_result
decompress(gzip_decoder& decoder, std::span<const std::uint8_t> in,
           std::span<std::uint8_t> out) noexcept;

/// Decodes all members of `in` into `out` and replaces its content. Uses the
/// memory of `out` again, and grows it as needed. `in` must not lie in `out`.
///
/// An output of more than `limit` bytes is `std::errc::no_buffer_space`. The
/// output can be `max_expansion` times as large as the input, so choose a limit
/// for data that you did not make. While `out` grows, its capacity may be twice
/// its size or, if the data claims such a size, `max_expansion` times the
/// input; this function never requests more than `limit`. It does not touch
/// memory to which it writes no output.
///
/// After an error `out` holds the `produced` bytes in front of it. Several
/// threads may call this at the same time.
[[nodiscard]] MGUNZIP_API decompress_result decompress_to_vector(
    std::span<const std::uint8_t> in, std::vector<std::uint8_t>& out,
    std::size_t limit) noexcept;

/// The same with the caller's decoder, as for `decompress`.
[[nodiscard]] MGUNZIP_API decompress_result decompress_to_vector(
    gzip_decoder& decoder, std::span<const std::uint8_t> in,
    std::vector<std::uint8_t>& out, std::size_t limit) noexcept;

// The same for memory of std::byte, and for characters: see `octets`.

[[nodiscard]] MGUNZIP_API decompress_result
decompress_to_vector(std::span<const std::byte> in, std::vector<std::byte>& out,
                     std::size_t limit) noexcept;
[[nodiscard]] MGUNZIP_API decompress_result
decompress_to_vector(gzip_decoder& decoder, std::span<const std::byte> in,
                     std::vector<std::byte>& out, std::size_t limit) noexcept;
[[nodiscard]] MGUNZIP_API decompress_result decompress_to_string(
    std::span<const char> in, std::string& out, std::size_t limit) noexcept;
[[nodiscard]] MGUNZIP_API decompress_result
decompress_to_string(gzip_decoder& decoder, std::span<const char> in,
                     std::string& out, std::size_t limit) noexcept;
[[nodiscard]] inline decompress_result
decompress(std::span<const std::byte> in, std::span<std::byte> out) noexcept {
    return decompress(octets(in), writable_octets(out));
}
[[nodiscard]] inline decompress_result
decompress(std::span<const char> in, std::span<char> out) noexcept {
    return decompress(octets(in), writable_octets(out));
}
[[nodiscard]] inline decompress_result
decompress(gzip_decoder& decoder, std::span<const std::byte> in,
           std::span<std::byte> out) noexcept {
    return decompress(decoder, octets(in), writable_octets(out));
}
[[nodiscard]] inline decompress_result
decompress(gzip_decoder& decoder, std::span<const char> in,
           std::span<char> out) noexcept {
    return decompress(decoder, octets(in), writable_octets(out));
}

} // namespace mgunzip

#endif
