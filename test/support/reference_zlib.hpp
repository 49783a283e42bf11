// SPDX-License-Identifier: BSL-1.0
// A slow decoder for zlib streams that is easy to check by eye, and a builder.
#ifndef MGUNZIP_TEST_REFERENCE_ZLIB_HPP
#define MGUNZIP_TEST_REFERENCE_ZLIB_HPP

#include "support/decode_result.hpp"

#include <optional>
#include <span>

namespace mgunzip::test {

/// Decodes the zlib stream (RFC 1950) at the beginning of `input`. Both bytes
/// of the header are needed before anything of it is judged, in this order:
/// FCHECK, CM, CINFO, FDICT. ADLER32 needs all its bytes.
decode_result reference_zlib(std::span<const std::uint8_t> input);

/// Adler-32, byte by byte.
std::uint32_t reference_adler32(std::span<const std::uint8_t> data);

/// The fields of a stream, each with a value that makes a valid one.
struct zlib_stream {
    std::uint8_t cmf = 0x78;
    std::uint8_t flg = 0; ///< FCHECK is added, unless `check` is there
    std::optional<std::uint8_t> check{};
    bytes deflate_data{0x03, 0x00}; ///< an empty fixed block
    bytes data{};                   ///< what it decodes to: ADLER32
    std::uint32_t adler_error = 0;  ///< xor'ed to ADLER32
};
bytes zlib_bytes(const zlib_stream& stream);

/// A stream with `data`, up to 65535 bytes, in one stored block.
bytes zlib_stored(const bytes& data);

/// Decodes by all functions of deflate.hpp, as zlib and as bare DEFLATE, with
/// room that fits, less, and more, in buffers, vectors and strings, and throws
/// std::logic_error where the outcome is not the reference's.
void check_deflate_functions(std::span<const std::uint8_t> input);

} // namespace mgunzip::test

#endif
