// SPDX-License-Identifier: BSL-1.0
// Decodes whole streams by lanes, as far as lanes can be made to.
#ifndef MGUNZIP_TEST_LANE_DRIVER_HPP
#define MGUNZIP_TEST_LANE_DRIVER_HPP

#include "lanes/lane_decoder.hpp"
#include "support/decode_result.hpp"

#include <span>

namespace mgunzip::test {

/// Unlike an inflater, gives every block to the lanes, and again when they have
/// given it up: rounds of tiny spans are always wasteful. What lanes do not
/// decode is decoded one token after the other.
///
/// The decoder must have been made with `tuning`, which must have counters. The
/// window has room for `output_size` bytes and some more; its goal moves on by
/// `window` bytes. Throws std::logic_error if there is more output.
decode_result decode_by_lanes(detail::lane_decoder& lanes,
                              const detail::lane_tuning& tuning,
                              std::span<const std::uint8_t> input,
                              std::size_t output_size,
                              std::size_t window = 1000);

} // namespace mgunzip::test

#endif
