// SPDX-License-Identifier: BSL-1.0
// Tunes the decoders that tests make.
#ifndef MGUNZIP_TEST_WITH_TUNING_HPP
#define MGUNZIP_TEST_WITH_TUNING_HPP

#include "inflate/decoder_tuning.hpp"

namespace mgunzip::test {

/// What the runners of this folder give to the decoders that they make.
inline detail::decoder_tuning& tuning_in_use() {
    static detail::decoder_tuning tuning;
    return tuning;
}

/// Changes a part of that as long as it lives.
class with_tuning {
  public:
    explicit with_tuning(const detail::lane_tuning& lanes) {
        tuning_in_use().lanes = lanes;
    }
    explicit with_tuning(const detail::turn_tuning& turns) {
        tuning_in_use().turns = turns;
    }
    explicit with_tuning(const detail::stream_tuning& streams) {
        tuning_in_use().streams = streams;
    }
    with_tuning(const with_tuning&) = delete;
    with_tuning& operator=(const with_tuning&) = delete;
    ~with_tuning() { tuning_in_use() = before_; }

  private:
    detail::decoder_tuning before_ = tuning_in_use();
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
