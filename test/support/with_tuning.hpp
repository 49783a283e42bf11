// SPDX-License-Identifier: BSL-1.0
// Tunes lane decoders for tests.
#ifndef MGUNZIP_TEST_WITH_TUNING_HPP
#define MGUNZIP_TEST_WITH_TUNING_HPP

#include "lanes/lane_decoder.hpp"

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

} // namespace mgunzip::test

#endif
