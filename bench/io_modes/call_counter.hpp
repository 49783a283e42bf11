// SPDX-License-Identifier: BSL-1.0
// Counts the system calls of a process, by strace.
#ifndef MGUNZIP_BENCH_IO_MODES_CALL_COUNTER_HPP
#define MGUNZIP_BENCH_IO_MODES_CALL_COUNTER_HPP

#include "process.hpp"

#include <map>
#include <memory>
#include <string>

#include <sys/types.h>

namespace mgunzip::bench {

/// How often which call was made.
using call_counts = std::map<std::string, unsigned long>;

/// Counts the calls of one process and its threads.
class call_counter {
  public:
    /// `log` is the name of a file that is made meanwhile.
    explicit call_counter(std::string log) : log_(std::move(log)) {}

    /// True if strace is installed.
    static bool is_available();

    /// Begins to count; the process must not have been told to go yet. Where
    /// this system forbids it, nothing will be counted.
    void attach(pid_t process);

    /// After the process has ended. Empty if nothing could be counted.
    call_counts finish();

  private:
    std::string log_;
    std::unique_ptr<child_process> tracer_;
};

} // namespace mgunzip::bench

#endif
