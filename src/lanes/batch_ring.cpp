// SPDX-License-Identifier: BSL-1.0
// Batches of symbols on their way from the Huffman stage to the copy stage.
#include "lanes/batch_ring.hpp"

#include <new>
#include <thread>

namespace mgunzip::detail {
namespace {

// Less than the patience of an owner that gives the turn meanwhile.
constexpr std::chrono::microseconds nap{200};

} // namespace

bool batch_ring::reserve(std::uint32_t count) noexcept {
    if (size_ >= count)
        return true;
    std::unique_ptr<filled_batch[]> slots(new (std::nothrow)
                                              filled_batch[count]);
    if (slots == nullptr)
        return false;
    slots_ = std::move(slots);
    size_ = count;
    return true;
}

// Gives other threads the processor until `word` is not `old` any more. False
// if that takes too long. Where others want the processor, it may be gone for
// milliseconds each time.
bool batch_ring::yields_to_change(const std::atomic<std::uint32_t>& word,
                                  std::uint32_t old,
                                  const spare_work& spare) const noexcept {
    using clock = std::chrono::steady_clock;
    clock::time_point end = clock::now() + patience_;
    do {
        if (spare && spare())
            end = clock::now() + patience_;
        else
            std::this_thread::yield();
        if (word.load(std::memory_order_acquire) != old)
            return true;
    } while (clock::now() < end);
    return false;
}

filled_batch* batch_ring::front() noexcept {
    const std::uint32_t taken = taken_.load(std::memory_order_relaxed);
    for (;;) {
        const std::uint32_t filled = filled_.load(std::memory_order_acquire);
        if ((filled & ~flag) != taken)
            return &slot(taken);
        if ((filled & flag) != 0) {
            has_given_turn_ = false;
            return nullptr;
        }
        if (!yields_to_change(filled_, filled)) {
            recall_turn();
            has_lost_patience_ = true;
        }
    }
}

void batch_ring::pop() noexcept {
    const std::uint32_t taken = taken_.load(std::memory_order_relaxed) + one;
    taken_.store(taken, std::memory_order_release);
    // A helper that sleeps, for the ring was full, is woken when half of it is
    // free, not for each batch.
    if (!has_given_turn_)
        return;
    const std::uint32_t filled = filled_.load(std::memory_order_relaxed);
    if ((filled & ~flag) - taken == half)
        taken_.notify_one();
}

void batch_ring::give_turn() noexcept {
    has_given_turn_ = true;
    has_lost_patience_ = false;
    filled_.fetch_and(~flag, std::memory_order_relaxed);
    turns_.fetch_add(1, std::memory_order_release);
    turns_.notify_one();
}

void batch_ring::recall_turn() noexcept {
    if (!has_given_turn_)
        return;
    const std::uint32_t taken = taken_.load(std::memory_order_relaxed);
    taken_.store(taken | flag, std::memory_order_relaxed);
    taken_.notify_one();
    std::uint32_t filled = filled_.load(std::memory_order_acquire);
    while ((filled & flag) == 0) {
        filled_.wait(filled, std::memory_order_acquire);
        filled = filled_.load(std::memory_order_acquire);
    }
    taken_.store(taken, std::memory_order_relaxed);
    has_given_turn_ = false;
}

void batch_ring::open() noexcept {
    turns_.store(0, std::memory_order_relaxed);
    turns_taken_ = 0;
    is_open_ = true;
}

void batch_ring::close() noexcept {
    recall_turn();
    turns_.store(closed, std::memory_order_release);
    turns_.notify_one();
    is_open_ = false;
}

filled_batch* batch_ring::wait_for_slot(const spare_work& spare) noexcept {
    const std::uint32_t filled =
        filled_.load(std::memory_order_relaxed) & ~flag;
    for (;;) {
        const std::uint32_t taken = taken_.load(std::memory_order_acquire);
        if ((taken & flag) != 0)
            return nullptr;
        if (filled - taken < size_ * one)
            return &slot(filled);
        if (!yields_to_change(taken_, taken, spare))
            taken_.wait(taken, std::memory_order_acquire);
    }
}

void batch_ring::publish() noexcept {
    const std::uint32_t filled = filled_.load(std::memory_order_relaxed) + one;
    filled_.store(filled, std::memory_order_release);
}

bool batch_ring::wait_for_turn(const spare_work& spare) noexcept {
    for (;;) {
        const std::uint32_t turns = turns_.load(std::memory_order_acquire);
        if (turns == closed)
            return false;
        if (turns != turns_taken_) {
            turns_taken_ = turns;
            return true;
        }
        if (yields_to_change(turns_, turns, spare))
            continue;
        // Nobody tells of spare work that comes.
        if (spare)
            std::this_thread::sleep_for(nap);
        else
            turns_.wait(turns, std::memory_order_acquire);
    }
}

void batch_ring::return_turn() noexcept {
    filled_.fetch_or(flag, std::memory_order_release);
    filled_.notify_one();
}

} // namespace mgunzip::detail
