// SPDX-License-Identifier: BSL-1.0
// Keeps a file that a signal handler cuts from being written to by others.
#ifndef MGUNZIP_IO_WRITE_GATE_HPP
#define MGUNZIP_IO_WRITE_GATE_HPP

#include <atomic>
#include <cstdint>

#include <pthread.h>
#include <sched.h>

namespace mgunzip::io {

/// What writes go through that would make a file longer again. One thread at a
/// time enters; the one that handlers run on closes.
///
/// A thread says that it is inside before it looks whether the gate is closed,
/// and a handler closes before it looks whether somebody is inside. All of that
/// is sequentially consistent, so one of the two sees the other.
class write_gate {
  public:
    /// False once the gate is closed: then nothing may be written.
    [[nodiscard]] bool enter() noexcept {
        writer_ = ::pthread_self();
        is_inside_ = 1;
        if (is_closed_ == 0)
            return true;
        leave();
        return false;
    }

    void leave() noexcept { is_inside_ = 0; }

    /// Nobody enters any more; returns when who was inside has left. The thread
    /// that a handler has interrupted writes no more, wherever it was.
    void close() noexcept {
        is_closed_ = 1;
        while (is_inside_ != 0 && !::pthread_equal(writer_, ::pthread_self()))
            ::sched_yield();
    }

  private:
    // As wide as a word, as GCC 12 for riscv64 has no lock-free bytes.
    std::atomic<std::uint32_t> is_closed_{0};
    std::atomic<std::uint32_t> is_inside_{0};
    std::atomic<pthread_t> writer_{};

    static_assert(std::atomic<std::uint32_t>::is_always_lock_free);
    static_assert(std::atomic<pthread_t>::is_always_lock_free);
};

} // namespace mgunzip::io

#endif
