// SPDX-License-Identifier: BSL-1.0
// Runs tests with all lane kernels.
#ifndef MGUNZIP_TEST_LANE_SUPPORT_HPP
#define MGUNZIP_TEST_LANE_SUPPORT_HPP

#include "support/inflate_runner.hpp"
#include "support/with_tuning.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace mgunzip::test {

inline bool is_lane_kernel(const std::string& kernel) {
    return kernel.starts_with("lanes");
}

/// Runs `test` with each kernel that decodes by lanes.
inline void for_each_lane_kernel(const std::function<void()>& test) {
    for_each_inflate_kernel([&](const std::string& kernel) {
        if (!is_lane_kernel(kernel))
            return;
        BOOST_TEST_CONTEXT("kernel " << kernel) {
            test();
        }
    });
}

/// For suites that have nothing to test without a lane kernel.
inline boost::test_tools::assertion_result
lanes_are_supported(boost::unit_test::test_unit_id) {
    bool has_lanes = false;
    for (const std::string& kernel : supported_inflate_kernels())
        has_lanes |= is_lane_kernel(kernel);
    boost::test_tools::assertion_result result(has_lanes);
    result.message() << "this processor has no lane kernel";
    return result;
}

} // namespace mgunzip::test

#endif
