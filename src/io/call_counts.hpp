// SPDX-License-Identifier: BSL-1.0
// Counts the system calls of each thread.
#ifndef MGUNZIP_IO_CALL_COUNTS_HPP
#define MGUNZIP_IO_CALL_COUNTS_HPP

#include <cstdint>

namespace mgunzip::io {

/// Calls that move data or manage the memory that data are in, those that have
/// failed or were interrupted included. A call for a file that could not be
/// mapped does not count, and neither do those of the C++ library.
struct call_counts {
    std::uint64_t read = 0;   ///< and pread
    std::uint64_t write = 0;  ///< and pwrite
    std::uint64_t splice = 0; ///< vmsplice
    std::uint64_t mmap = 0;
    std::uint64_t munmap = 0;
    std::uint64_t madvise = 0;
    std::uint64_t fallocate = 0;

    call_counts& operator+=(const call_counts& other) noexcept {
        read += other.read;
        write += other.write;
        splice += other.splice;
        mmap += other.mmap;
        munmap += other.munmap;
        madvise += other.madvise;
        fallocate += other.fallocate;
        return *this;
    }
    call_counts& operator-=(const call_counts& other) noexcept {
        read -= other.read;
        write -= other.write;
        splice -= other.splice;
        mmap -= other.mmap;
        munmap -= other.munmap;
        madvise -= other.madvise;
        fallocate -= other.fallocate;
        return *this;
    }
    friend bool operator==(const call_counts&, const call_counts&) = default;
};

/// Those of the calling thread since it has started. The code that makes a call
/// counts it here.
inline constinit thread_local call_counts calls_of_this_thread;

/// What this thread calls while the object lives does not count: messages are
/// no work on a file, and may be those of another thread.
class uncounted_calls {
  public:
    uncounted_calls() = default;
    uncounted_calls(const uncounted_calls&) = delete;
    uncounted_calls& operator=(const uncounted_calls&) = delete;
    ~uncounted_calls() { calls_of_this_thread = before_; }

  private:
    call_counts before_ = calls_of_this_thread;
};

} // namespace mgunzip::io

#endif
