// SPDX-License-Identifier: BSL-1.0
// What tests of the lane decoder have in common.
#ifndef MGUNZIP_TEST_LANE_SUPPORT_HPP
#define MGUNZIP_TEST_LANE_SUPPORT_HPP

#include "inflate_runner.hpp"
#include "lane_decoder.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace mgunzip::test {

/// Changes the tuning as long as it lives.
class with_tuning {
  public:
    explicit with_tuning(const detail::lane_tuning& tuning) {
        detail::default_lane_tuning = tuning;
    }
    with_tuning(const with_tuning&) = delete;
    with_tuning& operator=(const with_tuning&) = delete;
    ~with_tuning() { detail::default_lane_tuning = detail::lane_tuning{}; }
};

/// Spans so small that lanes take part in the smallest blocks.
inline detail::lane_tuning tiny(std::uint32_t span, std::uint32_t overlap,
                                detail::lane_counters* counters = nullptr) {
    return {.min_span = span,
            .overlap = overlap,
            .small_round = 1,
            .large_round = 1,
            .accept_all_blocks = true,
            .counters = counters};
}

/// Spans of these sizes put the borders between lanes anywhere in a symbol.
inline constexpr std::uint32_t tiny_spans[] = {1, 7, 40, 129, 300, 900};

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
