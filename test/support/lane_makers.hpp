// SPDX-License-Identifier: BSL-1.0
// All lane decoders that there are: with any number of lanes, and the kernels'.
#ifndef MGUNZIP_TEST_LANE_MAKERS_HPP
#define MGUNZIP_TEST_LANE_MAKERS_HPP

#include "cpu.hpp"
#include "support/lane_driver.hpp"
#include "support/lanes_of.hpp"
#include "support/with_tuning.hpp"

#include <memory>
#include <new>
#include <vector>

namespace mgunzip::test {

struct lane_maker {
    const char* name;
    unsigned lanes; ///< 0: the kernel's choice
    detail::lane_factory* create;
};

/// Those that this processor can run.
inline std::vector<lane_maker> lane_makers() {
    std::vector<lane_maker> makers{
        {"1 lane", 1, create_lanes_of<1>},  {"2 lanes", 2, create_lanes_of<2>},
        {"3 lanes", 3, create_lanes_of<3>}, {"4 lanes", 4, create_lanes_of<4>},
        {"5 lanes", 5, create_lanes_of<5>}, {"6 lanes", 6, create_lanes_of<6>},
        {"7 lanes", 7, create_lanes_of<7>}};
#if defined(__x86_64__)
    if (kernel::cpu_has_vbmi2())
        makers.push_back({"lanes_avx512", 0, detail::lanes_avx512::create});
    if (kernel::cpu_has_avx2())
        makers.push_back({"lanes_avx2", 0, detail::lanes_avx2::create});
#endif
#ifdef MGUNZIP_ARM_KERNELS
    makers.push_back({"lanes_neon", 0, detail::lanes_neon::create});
#endif
    return makers;
}

/// A decoder with its own tuning and counters.
class tuned_lanes {
  public:
    tuned_lanes(const lane_maker& maker, std::uint32_t span,
                std::uint32_t overlap)
        : tuning_(tiny(span, overlap, &counters_)) {
        lanes_.reset(maker.create(tuning_));
        if (lanes_ == nullptr)
            throw std::bad_alloc();
    }
    tuned_lanes(const tuned_lanes&) = delete;
    tuned_lanes& operator=(const tuned_lanes&) = delete;

    /// Decodes a stream of which it is known what should come of it.
    decode_result decode(std::span<const std::uint8_t> stream,
                         const decode_result& expected,
                         std::size_t window = 1000) {
        return decode_by_lanes(*lanes_, tuning_, stream, expected.output.size(),
                               window);
    }
    const detail::lane_counters& counters() const { return counters_; }

  private:
    detail::lane_counters counters_;
    detail::lane_tuning tuning_;
    std::unique_ptr<detail::lane_decoder> lanes_;
};

} // namespace mgunzip::test

#endif
