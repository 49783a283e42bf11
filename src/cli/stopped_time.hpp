// SPDX-License-Identifier: BSL-1.0
// How long the process was stopped, as by Ctrl-Z, while it worked.
#ifndef MGUNZIP_CLI_STOPPED_TIME_HPP
#define MGUNZIP_CLI_STOPPED_TIME_HPP

#include <chrono>

namespace mgunzip::cli {

/// From now on the process notes when it is told to go on (SIGCONT), if that
/// signal has its default effect.
void count_continuations() noexcept;

/// How often that was.
unsigned continuations() noexcept;

/// The time for which one piece of work was stopped. Nothing tells when a stop
/// begins: what lies between two looks at the clock counts if the process was
/// told to go on in between. A wait that a stop interrupts counts as well.
class stopped_time {
  public:
    using duration = std::chrono::nanoseconds;

    /// Looks at the clock, which says `now`; `continued` is what
    /// `continuations` says.
    void look(duration now, unsigned continued) noexcept;

    duration all() const noexcept { return all_; }

  private:
    duration last_{};
    duration gap_{}; ///< the last one that was not quite short
    duration gap_end_{};
    duration all_{};
    unsigned continued_ = 0;
    bool has_looked_ = false;
};

} // namespace mgunzip::cli

#endif
