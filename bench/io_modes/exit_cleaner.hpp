// SPDX-License-Identifier: BSL-1.0
// Cleans up after this process, however it ends.
#ifndef MGUNZIP_BENCH_IO_MODES_EXIT_CLEANER_HPP
#define MGUNZIP_BENCH_IO_MODES_EXIT_CLEANER_HPP

#include "io/posix.hpp"

#include <string>
#include <vector>

#include <sys/types.h>

namespace mgunzip::bench {

/// A process that waits until the object is destroyed, or this process and
/// its children are dead, by whatever signal; then it does what it was told
/// to, the last order first.
class exit_cleaner {
  public:
    exit_cleaner();
    exit_cleaner(const exit_cleaner&) = delete;
    exit_cleaner& operator=(const exit_cleaner&) = delete;
    /// Waits until all is done.
    ~exit_cleaner();

    /// Removes a folder with all that is in it.
    void remove_later(const std::string& folder);

    /// Writes `value` into a file that exists.
    void write_later(const std::string& file, const std::string& value);

  private:
    void order(const std::vector<std::string>& words);

    pid_t id_ = -1;
    io::unique_fd orders_;
};

} // namespace mgunzip::bench

#endif
