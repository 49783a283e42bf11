// SPDX-License-Identifier: BSL-1.0
// What the library's own tests change in a decoder to make rare paths run.
#ifndef MGUNZIP_DECODER_TUNING_HPP
#define MGUNZIP_DECODER_TUNING_HPP

#include "inflate/stream_tuning.hpp"
#include "lanes/lane_tuning.hpp"
#include "lanes/turn_policy.hpp"

namespace mgunzip::detail {

struct decoder_tuning {
    lane_tuning lanes;
    turn_tuning turns;
    stream_tuning streams;
};

} // namespace mgunzip::detail

#endif
