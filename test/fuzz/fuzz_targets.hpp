// SPDX-License-Identifier: BSL-1.0
// What the fuzzers do with their input; also replayed by an ordinary test.
#ifndef MGUNZIP_TEST_FUZZ_TARGETS_HPP
#define MGUNZIP_TEST_FUZZ_TARGETS_HPP

#include <cstddef>
#include <cstdint>
#include <span>

namespace mgunzip::test {

/// The first bytes of an input choose how input and output are cut into pieces
/// and windows, how many lanes there are and how small their spans may be; the
/// rest is what is decoded.
inline constexpr std::size_t fuzz_prefix_size = 4;

/// Each decodes `input` and throws std::logic_error when the outcome is not the
/// reference's: output, code, offset and bytes used. No difference is allowed.
///
/// A DEFLATE stream by the kernel in use, cut as the prefix says.
void fuzz_inflate(std::span<const std::uint8_t> input);
/// A DEFLATE stream by all kernels, as a whole and cut, and by some number of
/// lanes that never give up.
void fuzz_kernels(std::span<const std::uint8_t> input);
/// The same from a block on that the prefix chooses, with a history that it
/// chooses, and with stops at blocks.
void fuzz_blocks(std::span<const std::uint8_t> input);
/// A gzip file, cut.
void fuzz_gzip(std::span<const std::uint8_t> input);
/// The same by the library's functions for whole buffers and by a stream.
void fuzz_library(std::span<const std::uint8_t> input);
/// A zlib stream, and the same bytes as a DEFLATE stream, by the library's
/// functions for whole buffers.
void fuzz_zlib(std::span<const std::uint8_t> input);
/// An index and a file. In front of them stands the size of the index, two
/// bytes, lowest first. Whatever the index is, parts are decoded by it, and by
/// good ones that are made of the file; those are the reference's.
void fuzz_index(std::span<const std::uint8_t> input);

} // namespace mgunzip::test

#endif
