// SPDX-License-Identifier: BSL-1.0
#include "lanes/lane_decoder.hpp"

namespace mgunzip::detail {

lane_decoder::~lane_decoder() = default;

} // namespace mgunzip::detail
