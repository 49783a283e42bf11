// SPDX-License-Identifier: BSL-1.0
// A thread that makes pages writable ahead of the decoder.
#ifndef MGUNZIP_IO_POPULATING_THREAD_HPP
#define MGUNZIP_IO_POPULATING_THREAD_HPP

#include "io/populating_queue.hpp"
#include "io/thread_usage.hpp"

#include <thread>

namespace mgunzip::io {

/// Works for a queue. It blocks all signals but those that a fault of its own
/// would raise. All functions are for the owner of the queue.
class populating_thread {
  public:
    /// `queue` lives longer.
    explicit populating_thread(populating_queue& queue) noexcept
        : queue_(queue) {}
    populating_thread(const populating_thread&) = delete;
    populating_thread& operator=(const populating_thread&) = delete;
    ~populating_thread() { stop(); }

    /// Starts the thread if there is none. Returns false if the system does not
    /// give one.
    [[nodiscard]] bool start() noexcept;

    /// Ends it; what it has used, the owner has used (`add_usage_of_helper`).
    void stop() noexcept;

  private:
    populating_queue& queue_;
    thread_usage usage_; ///< of the thread, when it has ended
    std::thread thread_;
};

} // namespace mgunzip::io

#endif
