// SPDX-License-Identifier: BSL-1.0
// Segments of a file in its order, for threads that decode them in any order.
#include "gzip/segment_schedule.hpp"

#include <cassert>
#include <new>

namespace mgunzip::detail {

segment_schedule::segment_schedule(std::size_t most)
    : entries_(most), limit_(most) {}

scheduled_segment* segment_schedule::free_entry() noexcept {
    assert(limit_ <= entries_.size());
    if (end_ - front_ >= limit_)
        return nullptr;
    auto& place = entries_[static_cast<std::size_t>(end_ % entries_.size())];
    if (place == nullptr)
        place.reset(new (std::nothrow) scheduled_segment);
    return place.get();
}

// The owner claims one itself, so the first is no reason to wake others.
void segment_schedule::add_entry() noexcept {
    bool has_more = false;
    {
        const std::lock_guard lock(mutex_);
        entry(end_).is_finished = false;
        ++end_;
        note_counts();
        has_more = end_ - claimed_ > 1;
    }
    if (has_more)
        work_.notify_one();
}

scheduled_segment* segment_schedule::finished_front() noexcept {
    const std::lock_guard lock(mutex_);
    return front_ != end_ && entry(front_).is_finished ? &entry(front_)
                                                       : nullptr;
}

void segment_schedule::remove_front() noexcept {
    const std::lock_guard lock(mutex_);
    assert(entry(front_).is_finished);
    ++front_;
    note_counts();
}

void segment_schedule::wait_for_front() noexcept {
    std::unique_lock lock(mutex_);
    assert(front_ < claimed_);
    progress_.wait(lock, [&] { return entry(front_).is_finished; });
}

void segment_schedule::cancel() noexcept {
    const std::lock_guard lock(mutex_);
    is_cancelled_.store(true, std::memory_order_relaxed);
    note_counts();
}

void segment_schedule::clear() noexcept {
    std::unique_lock lock(mutex_);
    progress_.wait(lock, [&] { return in_work_ == 0; });
    front_ = claimed_ = end_;
    is_cancelled_.store(false, std::memory_order_relaxed);
    note_counts();
}

void segment_schedule::end_work() noexcept {
    {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
    }
    work_.notify_all();
}

scheduled_segment* segment_schedule::claim() noexcept {
    const std::lock_guard lock(mutex_);
    if (unclaimed_.load(std::memory_order_relaxed) == 0)
        return nullptr;
    scheduled_segment& claimed = entry(claimed_++);
    ++in_work_;
    note_counts();
    return &claimed;
}

void segment_schedule::finish(scheduled_segment& entry_done) noexcept {
    {
        const std::lock_guard lock(mutex_);
        entry_done.is_finished = true;
        --in_work_;
        note_counts();
    }
    progress_.notify_one();
}

bool segment_schedule::wait_for_work() noexcept {
    std::unique_lock lock(mutex_);
    work_.wait(lock, [&] {
        return is_ending_ || unclaimed_.load(std::memory_order_relaxed) != 0;
    });
    return !is_ending_;
}

// The mutex is held.
void segment_schedule::note_counts() noexcept {
    unclaimed_.store(is_cancelled() ? 0 : end_ - claimed_,
                     std::memory_order_relaxed);
    is_front_finished_.store(front_ != end_ && entry(front_).is_finished,
                             std::memory_order_relaxed);
}

} // namespace mgunzip::detail
