// SPDX-License-Identifier: BSL-1.0
// Decompresses gzip data that are in memory as a whole (RFC 1952).
#ifndef MGUNZIP_DECOMPRESS_HPP
#define MGUNZIP_DECOMPRESS_HPP

#include <mgunzip/gzip.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <system_error>
#include <vector>

namespace mgunzip {

/// What became of some gzip data. Counts and offsets are in bytes.
struct decompress_result {
    /// Not set if all members were decoded and verified, else one of
    /// - an `errc`: the data break a rule,
    /// - `std::errc::no_buffer_space`: the output has more bytes than there was
    ///   room for, and nothing is known to be wrong with the data so far,
    /// - `std::errc::not_enough_memory`.
    std::error_code error;
    /// Where in the input the rule is broken, as `gzip_decoder::error_offset`;
    /// 0 if `error` is no `errc`.
    std::uint64_t error_offset = 0;
    /// Bytes of output. After an error, those that were decoded in front of it;
    /// those of the last member have not been verified then.
    std::size_t produced = 0;
    /// Bytes of the members that were decoded to their end and verified, with
    /// their headers and trailers; so the offset of what follows them.
    std::size_t consumed = 0;
    /// Members that were begun. After an error, the number of the one that is
    /// at fault, counted from 1; 0 if there is no member at all.
    std::uint64_t members = 0;
    /// What follows the last member, and is no error: see `gzip_decoder`.
    trailing_data trailing = trailing_data::none;

    /// True if all went well.
    explicit operator bool() const noexcept { return !error; }
    /// True if the output was only short of room.
    bool needs_room() const noexcept {
        return error == std::errc::no_buffer_space;
    }
};

/// How large the output of `in` may be, in bytes: ISIZE of the last trailer
/// (RFC 1952, section 2.3.1), but at most `max_expansion` times the input.
///
/// It is right for a single member of less than 4 GiB with nothing behind it.
/// For everything else it is wrong, and whoever made the data can make it
/// anything: use it as a first guess and never rely on it. 0 if `in` is too
/// short for a member.
std::uint64_t output_size_hint(std::span<const std::uint8_t> in) noexcept;

/// Decodes all members of `in`, one behind the other, into `out`. Nothing
/// beyond `out` is written; what lies in it behind `produced` bytes may have
/// been overwritten. A buffer that the output fills to the last byte is large
/// enough, and for empty output one of size 0 is. `in` and `out` must not
/// overlap.
///
/// Takes a decoder's tables and buffers from the heap: 13 kB, up to 1.2 MB for
/// 2500 bytes of input and more, and what the fields of headers need. Safe to
/// call from several threads at a time.
[[nodiscard]] decompress_result
decompress(std::span<const std::uint8_t> in,
           std::span<std::uint8_t> out) noexcept;

/// The same with a decoder of the caller's, which is reset first: to decode
/// many small buffers without asking for memory for each. Afterwards `decoder`
/// tells the rest, as the header of the last member.
[[nodiscard]] decompress_result
decompress(gzip_decoder& decoder, std::span<const std::uint8_t> in,
           std::span<std::uint8_t> out) noexcept;

/// For `decompress_to_vector`: trusts the data, or the memory.
inline constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

/// Decodes all members of `in` into `out`, whose content is replaced; its
/// memory is used again, and grows as needed. `in` must not be in `out`.
///
/// An output of more than `limit` bytes is `std::errc::no_buffer_space`. Gzip
/// data can become `max_expansion` times as large, so choose a limit for data
/// from strangers. While it grows, `out` may have a capacity of twice its size
/// or, if the data say that they become that large, of `max_expansion` times
/// the input, but never of more than `limit` for the sake of this function;
/// memory that no output was written to is not touched.
///
/// After an error `out` holds the `produced` bytes in front of it. Safe to call
/// from several threads at a time.
[[nodiscard]] decompress_result
decompress_to_vector(std::span<const std::uint8_t> in,
                     std::vector<std::uint8_t>& out,
                     std::size_t limit) noexcept;

/// The same with a decoder of the caller's, as for `decompress`.
[[nodiscard]] decompress_result
decompress_to_vector(gzip_decoder& decoder, std::span<const std::uint8_t> in,
                     std::vector<std::uint8_t>& out,
                     std::size_t limit) noexcept;

} // namespace mgunzip

#endif
