// SPDX-License-Identifier: BSL-1.0
// Runs an inflater that begins in the middle of a stream and stops at blocks,
// in pieces and windows of any size.
#ifndef MGUNZIP_TEST_BLOCK_RUNNER_HPP
#define MGUNZIP_TEST_BLOCK_RUNNER_HPP

#include "support/reference_inflate.hpp"
#include "support/run_sizes.hpp"

namespace mgunzip::test {

/// What came of it.
struct stopped_result {
    decode_result decoded; ///< from where it began on
    std::vector<block_place> stops;
};

/// Where to stop next, after a stop at which so much was produced.
using next_stop = std::uint64_t(std::uint64_t produced);

inline std::uint64_t at_every_block(std::uint64_t) {
    return 0;
}
inline std::uint64_t with_more_output(std::uint64_t produced) {
    return produced + 1;
}
inline std::uint64_t some_way_on(std::uint64_t produced) {
    return produced + 1 + produced * 7919 % 5000;
}

/// Decodes all from bit `bit` of `input` on, with `history` in front, and stops
/// on the way, unless `next` is null. Throws std::logic_error when the decoder
/// breaks a promise of inflate.hpp.
stopped_result run_with_stops(std::span<const std::uint8_t> input, unsigned bit,
                              const bytes& history, const run_sizes& sizes,
                              next_stop* next);

/// Of `blocks`, those at which a decoder that is told so stops.
std::vector<block_place> expected_stops(const std::vector<block_place>& blocks,
                                        next_stop* next);

} // namespace mgunzip::test

#endif
