// SPDX-License-Identifier: BSL-1.0
// The lane decoder for arm64.
#include "cpu.hpp"

#ifdef MGUNZIP_ARM_KERNELS

#define MGUNZIP_KERNEL_NAMESPACE lanes_neon
#include "lanes/batch_copy.hpp"
#include "lanes/lane_split_neon.hpp"

namespace mgunzip::detail::lanes_neon {
namespace {
// Nobody has measured another number yet.
constexpr unsigned lanes = 6;
} // namespace
} // namespace mgunzip::detail::lanes_neon

#include "lanes/lane_rounds.hpp"
#include "lanes/stream_rounds.hpp"

#include <new>

namespace mgunzip::detail::lanes_neon {

lane_decoder* create(const lane_tuning& tuning) noexcept {
    return new (std::nothrow) decoder(tuning);
}

stream_lanes* create_streams() noexcept {
    return new (std::nothrow) stream_decoders;
}

} // namespace mgunzip::detail::lanes_neon

#endif
