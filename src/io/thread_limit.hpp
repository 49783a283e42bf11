// SPDX-License-Identifier: BSL-1.0
// How many threads there may be, and the table sizes that follow from it.
#ifndef MGUNZIP_IO_THREAD_LIMIT_HPP
#define MGUNZIP_IO_THREAD_LIMIT_HPP

#include <cstddef>

namespace mgunzip::io {

/// Threads that may be at work at a time, the first one included (-T). Each
/// works on at most one file.
inline constexpr unsigned max_threads = 64;

/// Things that a signal handler can clean up at a time (`signal_cleanup`).
inline constexpr std::size_t cleanup_slot_count = 136;
static_assert(cleanup_slot_count >= 2 * max_threads + 1,
              "two names for each thread, and the progress line");

/// Mappings that can be guarded at a time (`guarded_range`).
inline constexpr std::size_t guarded_slot_count = 144;
static_assert(guarded_slot_count >= 2 * max_threads,
              "an input and an output for each thread");

} // namespace mgunzip::io

#endif
