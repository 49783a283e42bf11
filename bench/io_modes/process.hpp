// SPDX-License-Identifier: BSL-1.0
// Processes that do a piece of work and end with it.
#ifndef MGUNZIP_BENCH_IO_MODES_PROCESS_HPP
#define MGUNZIP_BENCH_IO_MODES_PROCESS_HPP

#include "io/posix.hpp"

#include <functional>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <sys/types.h>

namespace mgunzip::bench {

/// A copy of this process that waits until it is told to go, works, and ends.
/// It is killed when this process dies, or the object does.
class child_process {
  public:
    /// What `work` throws becomes a message on standard error and a failure.
    explicit child_process(const std::function<void()>& work);
    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;
    ~child_process();

    pid_t id() const noexcept { return id_; }
    void go();

    /// Waits for the end. Returns false if the work failed. `usage` is what
    /// the process has used, its start included.
    [[nodiscard]] bool wait(rusage& usage);

  private:
    pid_t id_ = -1;
    io::unique_fd go_;
};

/// Throws std::system_error with the error of the system call that has just
/// failed.
[[noreturn]] void throw_last_error(const std::string& what);

/// Throws std::system_error if there is an error.
void check(const std::error_code& error, const std::string& what);

/// Opens a file, or throws.
io::unique_fd open_or_throw(const std::string& path, int flags,
                            mode_t mode = 0600);

/// Both ends of a new pipe.
struct pipe_ends {
    io::unique_fd from;
    io::unique_fd to;
};
pipe_ends make_pipe();

/// Starts a program that is looked for in PATH, with these descriptors as
/// standard input and output (-1: /dev/null). Without standard error where
/// `is_quiet`.
struct program {
    std::vector<std::string> words;
    int in = -1;
    int out = -1;
    bool is_quiet = false;
};

/// Becomes that program, in a new process; does not return.
[[noreturn]] void execute(const program& what);

/// Runs it to its end. Returns false if it is not installed or has failed.
[[nodiscard]] bool run_program(const program& what);

} // namespace mgunzip::bench

#endif
