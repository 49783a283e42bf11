// SPDX-License-Identifier: BSL-1.0
// Blocks the signals that threads other than the first one must not get.
#ifndef MGUNZIP_IO_BLOCKED_SIGNALS_HPP
#define MGUNZIP_IO_BLOCKED_SIGNALS_HPP

#include <csignal>
#include <initializer_list>

namespace mgunzip::io {

/// Blocks signals in the calling thread, besides those that are blocked there
/// already, as long as the object lives: threads inherit the mask of the one
/// that starts them.
///
/// Signals that end the process are left to the thread that started the
/// others, which alone runs handlers (cleanup_signals). Not blocked are faults,
/// which cannot be left to another thread, and what stops the process for its
/// use of a terminal: a blocked SIGTTIN would make reading from it fail.
class blocked_signals {
  public:
    blocked_signals() noexcept {
        sigset_t blocked;
        ::sigfillset(&blocked);
        for (const int number : {SIGBUS, SIGSEGV, SIGILL, SIGFPE, SIGTRAP,
                                 SIGTTIN, SIGTTOU, SIGTSTP})
            ::sigdelset(&blocked, number);
        ::pthread_sigmask(SIG_BLOCK, &blocked, &before_);
    }
    blocked_signals(const blocked_signals&) = delete;
    blocked_signals& operator=(const blocked_signals&) = delete;
    ~blocked_signals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  private:
    sigset_t before_;
};

} // namespace mgunzip::io

#endif
