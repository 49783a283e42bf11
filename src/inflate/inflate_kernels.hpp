// SPDX-License-Identifier: BSL-1.0
// The decoding loops that were built in, and which of them are in use.
#ifndef MGUNZIP_INFLATE_KERNELS_HPP
#define MGUNZIP_INFLATE_KERNELS_HPP

#include "inflate/fast_loop.hpp"
#include "lanes/lane_decoder.hpp"
#include "lanes/stream_lanes.hpp"

namespace mgunzip::detail {

/// What a kernel decodes the data of Huffman-coded blocks with.
struct selected_loops {
    detail::fast_loop* fast_loop;              ///< one symbol after the other
    lane_factory* create_lanes;                ///< null: none
    stream_lanes_factory* create_stream_lanes; ///< null: none
};

/// Those that `select_inflate_kernel` chose, else the fastest that this
/// processor can run.
selected_loops selected_inflate_loops() noexcept;

} // namespace mgunzip::detail

#endif
