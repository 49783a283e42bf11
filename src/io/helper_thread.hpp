// SPDX-License-Identifier: BSL-1.0
// A thread that works for another, with signals blocked.
#ifndef MGUNZIP_IO_HELPER_THREAD_HPP
#define MGUNZIP_IO_HELPER_THREAD_HPP

#include "io/blocked_signals.hpp"
#include "io/thread_usage.hpp"

#include <exception>
#include <thread>
#include <utility>

namespace mgunzip::io {

/// Blocks all signals but faults of its own and stops (`blocked_signals`). What
/// it has used counts as used by the thread that joins it
/// (`add_usage_of_helper`). All functions are for one thread.
class helper_thread {
  public:
    helper_thread() = default;
    helper_thread(const helper_thread&) = delete;
    helper_thread& operator=(const helper_thread&) = delete;
    ~helper_thread() { join(); }

    /// Starts a thread that calls `work`, which throws nothing. There is none
    /// yet, or the one before was joined. Returns false if the system has no
    /// thread or no memory to give.
    template <typename Work>
    [[nodiscard]] bool start(Work work) noexcept {
        const blocked_signals blocked;
        try {
            thread_ = std::thread([this, work = std::move(work)]() mutable {
                work();
                usage_ = usage_of_this_thread();
            });
        } catch (const std::exception&) {
            return false;
        }
        return true;
    }

    /// True from `start` to `join`, even when the work is done.
    bool is_started() const noexcept { return thread_.joinable(); }

    /// Waits until the work is done; does nothing if there is no thread.
    void join() noexcept {
        if (!is_started())
            return;
        thread_.join();
        add_usage_of_helper(usage_);
    }

  private:
    thread_usage usage_; ///< of the thread, when the work is done
    std::thread thread_;
};

} // namespace mgunzip::io

#endif
