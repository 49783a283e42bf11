// SPDX-License-Identifier: BSL-1.0
// The lane decoder with any number of lanes, for every processor.
#ifndef MGUNZIP_TEST_LANES_OF_HPP
#define MGUNZIP_TEST_LANES_OF_HPP

#include "lanes/lane_decoder.hpp"

namespace mgunzip::test {

/// Makes a decoder with so many lanes, 1 to 7, whose split and copy stage are
/// the reference ones; null if there is no memory for it.
template <unsigned Lanes>
detail::lane_decoder*
create_lanes_of(const detail::lane_tuning& tuning) noexcept;

} // namespace mgunzip::test

#endif
