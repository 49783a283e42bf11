// SPDX-License-Identifier: BSL-1.0
// A slow decoder for whole gzip files that is easy to check by eye.
#ifndef MGUNZIP_TEST_REFERENCE_GUNZIP_HPP
#define MGUNZIP_TEST_REFERENCE_GUNZIP_HPP

#include "support/decode_result.hpp"

#include <mgunzip/gzip.hpp>

#include <span>

namespace mgunzip::test {

struct member_found {
    std::uint64_t offset; ///< of its first byte
    member_header header;
};

struct gunzip_result {
    /// `consumed` counts what was judged behind the last member as well: all
    /// zeros of padding; of garbage that begins with zeros, these and the byte
    /// behind them; of other garbage its first two bytes.
    decode_result decoded;
    /// Those whose header was read to its end without an error.
    std::vector<member_found> members;
    /// Those whose magic number was recognised.
    std::uint64_t members_begun = 0;
    trailing_data trailing = trailing_data::none;
};

bool operator==(const gunzip_result& a, const gunzip_result& b);
std::ostream& operator<<(std::ostream& stream, const gunzip_result& result);

/// Decodes a gzip file (RFC 1952) by the rules of `gzip_decoder`. What is in
/// several ways wrong, or ends in the middle of it:
///
/// - Fields are judged one by one, each as soon as its last byte is there:
///   CRC16 and CRC32 need all their bytes. So a wrong CRC32 is reported even
///   when ISIZE is wrong too, or missing.
/// - The magic number needs two bytes, too, so a file of one byte is truncated.
///   Behind the first member a zero byte is padding or garbage at once; and the
///   magic numbers of pack, compress and lzh, which GNU gzip knows, are
///   not_gzip instead of garbage.
/// - The flags are judged together: encrypted before reserved_flags.
/// - An error is at the first byte of its field: the magic number's for
///   not_gzip. A truncated file, the empty one too, is so at its size.
gunzip_result reference_gunzip(std::span<const std::uint8_t> input);

/// CRC-32, bit by bit.
std::uint32_t reference_crc32(std::span<const std::uint8_t> data);

} // namespace mgunzip::test

#endif
