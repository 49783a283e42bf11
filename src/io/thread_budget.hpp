// SPDX-License-Identifier: BSL-1.0
// Counts the threads that may still be started.
#ifndef MGUNZIP_IO_THREAD_BUDGET_HPP
#define MGUNZIP_IO_THREAD_BUDGET_HPP

#include <atomic>
#include <utility>

namespace mgunzip::io {

class thread_budget;

/// A thread of a budget, which lives longer, or none. It goes back at the end.
class thread_lease {
  public:
    thread_lease() = default;
    thread_lease(thread_lease&& other) noexcept
        : budget_(std::exchange(other.budget_, nullptr)) {}
    thread_lease& operator=(thread_lease&& other) noexcept {
        std::swap(budget_, other.budget_);
        return *this;
    }
    ~thread_lease() { give_back(); }

    explicit operator bool() const noexcept { return budget_ != nullptr; }

    /// Gives the thread back now; there is none afterwards.
    inline void give_back() noexcept;

  private:
    friend thread_budget;
    explicit thread_lease(thread_budget* budget) noexcept : budget_(budget) {}

    thread_budget* budget_ = nullptr;
};

/// A number of threads, besides that of the program itself, that all files at
/// work share. Safe to use from several threads.
class thread_budget {
  public:
    explicit thread_budget(unsigned count) noexcept
        : count_(count), left_(count), least_left_(count) {}

    /// Takes one thread, if there is one left.
    [[nodiscard]] thread_lease take() noexcept {
        unsigned left = left_.load(std::memory_order_relaxed);
        while (left > 0) {
            if (left_.compare_exchange_weak(left, left - 1,
                                            std::memory_order_relaxed)) {
                note_left(left - 1);
                return thread_lease(this);
            }
        }
        return {};
    }

    /// True if there never was a thread to take.
    bool is_empty() const noexcept { return count_ == 0; }

    /// What it says may be a moment old.
    bool has_free() const noexcept {
        return left_.load(std::memory_order_relaxed) > 0;
    }

    /// How many were taken at the same time, at most.
    unsigned most_taken() const noexcept {
        return count_ - least_left_.load(std::memory_order_relaxed);
    }

  private:
    friend thread_lease;

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

void thread_lease::give_back() noexcept {
    if (budget_ != nullptr)
        budget_->left_.fetch_add(1, std::memory_order_relaxed);
    budget_ = nullptr;
}

} // namespace mgunzip::io

#endif
