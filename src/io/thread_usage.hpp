// SPDX-License-Identifier: BSL-1.0
// What work has cost: processor time, page faults, system calls.
#ifndef MGUNZIP_IO_THREAD_USAGE_HPP
#define MGUNZIP_IO_THREAD_USAGE_HPP

#include "io/call_counts.hpp"

#include <chrono>
#include <cstdint>

namespace mgunzip::io {

/// Whatever the system does not tell is 0.
struct thread_usage {
    std::chrono::microseconds user{};
    std::chrono::microseconds system{};
    std::uint64_t minor_faults = 0;
    std::uint64_t major_faults = 0; ///< had to wait for a disk
    call_counts calls{};
    std::uint64_t helpers = 0; ///< threads that have helped this one

    thread_usage& operator+=(const thread_usage& other) noexcept;
    thread_usage& operator-=(const thread_usage& other) noexcept;
};

/// Of the calling thread, and of the helpers that it was told of, since it has
/// started. The difference of two of these is what came in between.
thread_usage usage_of_this_thread() noexcept;

/// Adds what a thread that worked for the calling one, and has ended, was told
/// by `usage_of_this_thread` in the end.
void add_usage_of_helper(const thread_usage& helper) noexcept;

/// Of the whole process, since it has started; but no calls and no helpers.
thread_usage usage_of_process() noexcept;

/// The most memory that this process has had at a time, in bytes: pages of
/// files that it has mapped are in it. 0 if the system does not tell.
std::uint64_t peak_memory() noexcept;

} // namespace mgunzip::io

#endif
