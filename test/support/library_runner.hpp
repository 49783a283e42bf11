// SPDX-License-Identifier: BSL-1.0
// Runs what the library has on top of gzip_decoder, and checks that it keeps
// its promises: std::logic_error if it does not. Makes files to be run, too.
#ifndef MGUNZIP_TEST_LIBRARY_RUNNER_HPP
#define MGUNZIP_TEST_LIBRARY_RUNNER_HPP

#include "support/gzip_builder.hpp"
#include "support/random_stream.hpp"
#include "support/reference_gunzip.hpp"
#include "support/run_sizes.hpp"

#include <mgunzip/decompress.hpp>

#include <span>

namespace mgunzip::test {

/// When a stream is told that there is no more input.
enum class finish_time {
    when_asked,      ///< for more
    with_last_piece, ///< before that is decoded
};

/// Decodes by a `stream_decoder`, from pieces of these sizes, which may be 0 as
/// long as all are not. A piece is overwritten and gone once it was used.
gunzip_result run_stream_decoder(std::span<const std::uint8_t> input,
                                 const size_source& piece = everything,
                                 finish_time time = finish_time::when_asked);

/// Decodes by `decompress` and `decompress_to_vector`: with just enough room,
/// one byte less, and more than enough, and compares what comes of it.
void check_decompress(std::span<const std::uint8_t> input,
                      const gunzip_result& expected);

/// A member with `size` random bytes, more or less.
gzip_member random_member(random_source& random, std::size_t size);

/// Two random members, and somewhere in them something is wrong.
bytes damaged_file(random_source& random);

} // namespace mgunzip::test

#endif
