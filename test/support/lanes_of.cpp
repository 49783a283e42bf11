// SPDX-License-Identifier: BSL-1.0
// Compiled once for each value of MGUNZIP_TEST_LANES.
#include "support/lanes_of.hpp"

#include "support/reference_copy.hpp"
#include "support/reference_split.hpp"

#define MGUNZIP_KERNEL_NAMESPACE lanes_of_test

namespace mgunzip::detail::lanes_of_test {
namespace {
constexpr unsigned lanes = MGUNZIP_TEST_LANES;
constexpr test::split_function& split_records = test::reference_split;
constexpr test::copy_function& copy_batch = test::reference_copy;
} // namespace
} // namespace mgunzip::detail::lanes_of_test

#include "lanes/lane_rounds.hpp"

#include <new>

namespace mgunzip::test {

template <>
detail::lane_decoder* create_lanes_of<MGUNZIP_TEST_LANES>(
    const detail::lane_tuning& tuning) noexcept {
    return new (std::nothrow) detail::lanes_of_test::decoder(tuning);
}

} // namespace mgunzip::test
