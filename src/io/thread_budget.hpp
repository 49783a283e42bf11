// SPDX-License-Identifier: BSL-1.0
// Counts the threads that may still be started.
#ifndef MGUNZIP_IO_THREAD_BUDGET_HPP
#define MGUNZIP_IO_THREAD_BUDGET_HPP

#include <atomic>

namespace mgunzip::io {

/// A number of threads, besides that of the program itself, that all files at
/// work share. Safe to use from several threads.
class thread_budget {
  public:
    explicit thread_budget(unsigned count) noexcept
        : count_(count), left_(count), least_left_(count) {}

    /// Takes one thread. Returns false if there is none left.
    [[nodiscard]] bool take() noexcept {
        unsigned left = left_.load(std::memory_order_relaxed);
        while (left > 0) {
            if (left_.compare_exchange_weak(left, left - 1,
                                            std::memory_order_relaxed)) {
                note_left(left - 1);
                return true;
            }
        }
        return false;
    }

    /// Gives back one that was taken.
    void give_back() noexcept { left_.fetch_add(1, std::memory_order_relaxed); }

    /// How many were taken at the same time, at most.
    unsigned most_taken() const noexcept {
        return count_ - least_left_.load(std::memory_order_relaxed);
    }

  private:
    void note_left(unsigned left) noexcept {
        unsigned least = least_left_.load(std::memory_order_relaxed);
        while (left < least && !least_left_.compare_exchange_weak(
                                   least, left, std::memory_order_relaxed)) {
        }
    }

    const unsigned count_;
    std::atomic<unsigned> left_;
    std::atomic<unsigned> least_left_;
};

} // namespace mgunzip::io

#endif
