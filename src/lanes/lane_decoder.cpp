// SPDX-License-Identifier: BSL-1.0
// The one place that has the interface's table of functions.
#include "lanes/lane_decoder.hpp"

namespace mgunzip::detail {

lane_decoder::~lane_decoder() = default;

} // namespace mgunzip::detail
