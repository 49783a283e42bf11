// SPDX-License-Identifier: BSL-1.0
// A thread whose creation, work and end the threads of an application do not
// notice.
#ifndef MGUNZIP_IO_QUIET_THREAD_HPP
#define MGUNZIP_IO_QUIET_THREAD_HPP

#include <csignal>

#include <pthread.h>

namespace mgunzip::io {

/// Blocks all signals but faults from its first instruction on, if the C
/// library can do that, else at once. The mask of the thread that starts it is
/// not touched. A signal for what it does (SIGXFSZ, SIGPIPE) ends with it. For
/// one thread.
class quiet_thread {
  public:
    quiet_thread() = default;
    quiet_thread(const quiet_thread&) = delete;
    quiet_thread& operator=(const quiet_thread&) = delete;
    ~quiet_thread() { join(); }

    /// Starts a thread that calls `work(context)`. There is none yet, or the
    /// one before was joined. Returns false if the system has none to give.
    [[nodiscard]] bool start(void (*work)(void*) noexcept,
                             void* context) noexcept;

    /// Waits until the work is done; does nothing if there is no thread.
    void join() noexcept;

  private:
    static void* run(void* self) noexcept;

    void (*work_)(void*) noexcept = nullptr;
    void* context_ = nullptr;
    pthread_t thread_{};
    bool is_started_ = false;
};

/// Blocks SIGXFSZ and SIGPIPE in the calling thread as long as the object
/// lives. What its own work has sent of them is gone at the end.
class quiet_time {
  public:
    quiet_time() noexcept;
    quiet_time(const quiet_time&) = delete;
    quiet_time& operator=(const quiet_time&) = delete;
    ~quiet_time();

  private:
    sigset_t before_;  ///< the mask
    sigset_t pending_; ///< what waited already
};

/// The calling thread cannot be cancelled (pthread_cancel) as long as the
/// object lives: that would be an exception.
class no_cancellation {
  public:
    no_cancellation() noexcept {
        ::pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before_);
    }
    no_cancellation(const no_cancellation&) = delete;
    no_cancellation& operator=(const no_cancellation&) = delete;
    ~no_cancellation() { ::pthread_setcancelstate(before_, nullptr); }

  private:
    int before_ = PTHREAD_CANCEL_ENABLE;
};

} // namespace mgunzip::io

#endif
