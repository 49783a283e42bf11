// SPDX-License-Identifier: BSL-1.0
// The lane decoder for processors with AVX2 and BMI2.
#if defined(__x86_64__)

#define MGUNZIP_KERNEL_NAMESPACE lanes_avx2
#include "lanes/batch_copy.hpp"
#include "lanes/lane_split_avx2.hpp"

namespace mgunzip::detail::lanes_avx2 {
namespace {
// Five to seven are within 10 % of each other on Zen 4; six do best.
constexpr unsigned lanes = 6;
} // namespace
} // namespace mgunzip::detail::lanes_avx2

#include "lanes/lane_rounds.hpp"
#include "lanes/stream_rounds.hpp"

#include <new>

namespace mgunzip::detail::lanes_avx2 {

lane_decoder* create(const lane_tuning& tuning) noexcept {
    return new (std::nothrow) decoder(tuning);
}

stream_lanes* create_streams() noexcept {
    return new (std::nothrow) stream_decoders;
}

} // namespace mgunzip::detail::lanes_avx2

#endif
