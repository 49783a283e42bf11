// SPDX-License-Identifier: BSL-1.0
// Makes valid DEFLATE streams of all shapes that decoders may trip over.
#ifndef MGUNZIP_TEST_RANDOM_STREAM_HPP
#define MGUNZIP_TEST_RANDOM_STREAM_HPP

#include "support/decode_result.hpp"

#include <random>

namespace mgunzip::test {

using random_source = std::mt19937_64;

/// A number from 0 to `limit` - 1.
inline std::size_t below(random_source& random, std::size_t limit) {
    return random() % limit;
}

struct random_stream {
    bytes data;
    bytes output; ///< what `data` decodes to, by the maker's own account
};

/// Makes a stream that decodes to about `output_size` bytes, of blocks of all
/// types: from no tokens at all to long runs of literals; codes of equal
/// length, random codes, codes of 15 bits and of one bit; unused symbols; short
/// and far distances with all lengths; headers with and without repeats. The
/// same numbers from `random` make the same stream.
random_stream make_random_stream(random_source& random,
                                 std::size_t output_size);

/// Flips some bits, or overwrites, cuts out or repeats some bytes.
void damage(random_source& random, bytes& data);

} // namespace mgunzip::test

#endif
