// SPDX-License-Identifier: BSL-1.0
// The one place that has the interface's table of functions.
#include "lanes/stream_lanes.hpp"

namespace mgunzip::detail {

stream_lanes::~stream_lanes() = default;

} // namespace mgunzip::detail
