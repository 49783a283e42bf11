// SPDX-License-Identifier: BSL-1.0
// The fast loops that were built in, and which of them is in use.
#ifndef MGUNZIP_INFLATE_KERNELS_HPP
#define MGUNZIP_INFLATE_KERNELS_HPP

#include "kernel/fast_loop.hpp"

namespace mgunzip::detail {

/// The loop that `select_inflate_kernel` chose, else the fastest that this
/// processor can run.
fast_loop* selected_fast_loop() noexcept;

} // namespace mgunzip::detail

#endif
