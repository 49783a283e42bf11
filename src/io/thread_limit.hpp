// SPDX-License-Identifier: BSL-1.0
// How many threads there may be, and the table sizes that follow from it.
#ifndef MGUNZIP_IO_THREAD_LIMIT_HPP
#define MGUNZIP_IO_THREAD_LIMIT_HPP

#include "io/posix.hpp"

#include <algorithm>
#include <cstddef>

namespace mgunzip::io {

/// Threads that may be at work at a time, the first one included (-T). Each
/// works on at most one file.
inline constexpr unsigned max_threads = 64;

/// Nobody has asked for more threads than this: all of them make files in the
/// same few directories, which the system lets in one by one.
inline constexpr unsigned most_unasked_threads = 8;
static_assert(most_unasked_threads <= max_threads);

/// How many threads there may be if `wanted` are asked for; 0 leaves it to the
/// number of processors.
inline unsigned thread_count(unsigned wanted) noexcept {
    return wanted == 0 ? std::min(usable_processors(), most_unasked_threads)
                       : std::min(wanted, max_threads);
}

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
