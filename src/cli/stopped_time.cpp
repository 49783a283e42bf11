// SPDX-License-Identifier: BSL-1.0
// How long the process was stopped, as by Ctrl-Z, while it worked.
#include "cli/stopped_time.hpp"

#include <atomic>
#include <csignal>

namespace mgunzip::cli {
namespace {

using namespace std::chrono_literals;

// Changed by the signal handler.
constinit std::atomic<unsigned> continued{0};
static_assert(std::atomic<unsigned>::is_always_lock_free);

// The signal is handled on the first thread. Others may look at the clock so
// long before that, after a gap of the second length at least.
constexpr auto most_delay = 200ms;
constexpr auto least_gap = 20ms;

} // namespace

void count_continuations() noexcept {
    struct sigaction action {};
    if (::sigaction(SIGCONT, nullptr, &action) != 0 ||
        (action.sa_flags & SA_SIGINFO) != 0 || action.sa_handler != SIG_DFL)
        return;
    action.sa_handler = [](int) { ++continued; };
    action.sa_flags = SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(SIGCONT, &action, nullptr);
}

unsigned continuations() noexcept {
    return continued;
}

void stopped_time::look(duration now, unsigned continued) noexcept {
    const duration gap = now - last_;
    if (has_looked_ && gap >= least_gap) {
        gap_ = gap;
        gap_end_ = now;
    }
    if (has_looked_ && continued != continued_ && now - gap_end_ < most_delay) {
        all_ += gap_;
        gap_ = {};
    }
    continued_ = continued;
    last_ = now;
    has_looked_ = true;
}

} // namespace mgunzip::cli
