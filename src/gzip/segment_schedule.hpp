// SPDX-License-Identifier: BSL-1.0
// Segments of a file in its order, for threads that decode them in any order.
#ifndef MGUNZIP_SEGMENT_SCHEDULE_HPP
#define MGUNZIP_SEGMENT_SCHEDULE_HPP

#include <atomic>
#include <cassert>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace mgunzip::detail {

/// Who decodes what where: one thread, the owner, adds segments at the end and
/// takes finished ones away at the front, in the order of the file; every
/// thread claims the next that nobody has, and decodes it.
///
/// A segment is a part of a file that needs nothing of the others to be
/// decoded. It has a member `bool is_finished`, which is the schedule's; all
/// else stays when it is used again.
template <typename Segment>
class segment_schedule {
  public:
    /// At most so many segments at a time. May throw std::bad_alloc.
    explicit segment_schedule(std::size_t most) : entries_(most), limit_(most) {
        spare_.reserve(most);
    }

    // For the owner.

    /// From now on no more than so many, at most `most`; all at first.
    void set_limit(std::size_t limit) noexcept { limit_ = limit; }
    bool is_empty() const noexcept { return front_ == end_; }
    /// One to be filled in, if there is room and memory, and then added.
    Segment* free_entry() noexcept;
    void add_entry() noexcept;
    /// The first one, if it is finished.
    Segment* finished_front() noexcept;
    void remove_front() noexcept;
    /// Sleeps until the first one is finished; it is claimed.
    void wait_for_front() noexcept;

    /// No segment is claimed from now on, and who has one gives up. What the
    /// owner itself has claimed it must finish before `clear`.
    void cancel() noexcept;
    /// Waits until nobody has a segment, and removes all.
    void clear() noexcept;

    /// Calls `use` with each segment that was ever used. There is none now.
    template <typename Use>
    void for_each_entry(Use use) noexcept {
        assert(is_empty());
        for (const auto& place : entries_)
            if (place != nullptr)
                use(*place);
    }

    /// Wakes all that wait for work, for good.
    void end_work() noexcept;

    // For every thread.

    /// Null if there is none for now.
    Segment* claim() noexcept;
    void finish(Segment& entry) noexcept;
    /// Cheap, but what it says may be a moment old.
    bool may_have_work() const noexcept {
        return unclaimed_.load(std::memory_order_relaxed) != 0;
    }
    bool is_cancelled() const noexcept {
        return is_cancelled_.load(std::memory_order_relaxed);
    }
    bool is_front_finished() const noexcept {
        return is_front_finished_.load(std::memory_order_relaxed);
    }
    /// Sleeps until there is a segment to be claimed. False: there will be none
    /// any more.
    bool wait_for_work() noexcept;

  private:
    Segment& entry(std::uint64_t number) noexcept {
        return *entries_[static_cast<std::size_t>(number % entries_.size())];
    }
    void note_counts() noexcept;
    void put_aside(std::uint64_t number) noexcept;

    /// Made by the owner when they are first needed. The last one put aside is
    /// the first to be used again: its memory may be in a cache.
    std::vector<std::unique_ptr<Segment>> entries_;
    std::vector<std::unique_ptr<Segment>> spare_;
    std::size_t limit_; ///< of the owner
    std::mutex mutex_;  ///< guards what follows; the owner reads its own freely
    std::condition_variable work_;
    std::condition_variable progress_; ///< for the owner
    // Numbers of segments, counted from the first one.
    std::uint64_t front_ = 0;   ///< of the owner
    std::uint64_t end_ = 0;     ///< of the owner
    std::uint64_t claimed_ = 0; ///< the first that nobody has
    std::uint64_t in_work_ = 0; ///< claimed, and not finished
    bool is_ending_ = false;
    std::atomic<std::uint64_t> unclaimed_{0};
    std::atomic<bool> is_front_finished_{false};
    std::atomic<bool> is_cancelled_{false};
};

template <typename Segment>
Segment* segment_schedule<Segment>::free_entry() noexcept {
    assert(limit_ <= entries_.size());
    if (end_ - front_ >= limit_)
        return nullptr;
    auto& place = entries_[static_cast<std::size_t>(end_ % entries_.size())];
    if (place == nullptr && !spare_.empty()) {
        place = std::move(spare_.back());
        spare_.pop_back();
    } else if (place == nullptr) {
        place.reset(new (std::nothrow) Segment());
    }
    return place.get();
}

// There are no more than there is room for.
template <typename Segment>
void segment_schedule<Segment>::put_aside(std::uint64_t number) noexcept {
    auto& place = entries_[static_cast<std::size_t>(number % entries_.size())];
    if (place != nullptr)
        spare_.push_back(std::move(place));
}

// The owner claims one itself, so the first is no reason to wake others.
template <typename Segment>
void segment_schedule<Segment>::add_entry() noexcept {
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

template <typename Segment>
Segment* segment_schedule<Segment>::finished_front() noexcept {
    const std::lock_guard lock(mutex_);
    return front_ != end_ && entry(front_).is_finished ? &entry(front_)
                                                       : nullptr;
}

template <typename Segment>
void segment_schedule<Segment>::remove_front() noexcept {
    const std::lock_guard lock(mutex_);
    assert(entry(front_).is_finished);
    put_aside(front_++);
    note_counts();
}

template <typename Segment>
void segment_schedule<Segment>::wait_for_front() noexcept {
    std::unique_lock lock(mutex_);
    assert(front_ < claimed_);
    progress_.wait(lock, [&] { return entry(front_).is_finished; });
}

template <typename Segment>
void segment_schedule<Segment>::cancel() noexcept {
    const std::lock_guard lock(mutex_);
    is_cancelled_.store(true, std::memory_order_relaxed);
    note_counts();
}

template <typename Segment>
void segment_schedule<Segment>::clear() noexcept {
    std::unique_lock lock(mutex_);
    progress_.wait(lock, [&] { return in_work_ == 0; });
    while (front_ != end_)
        put_aside(front_++);
    claimed_ = end_;
    is_cancelled_.store(false, std::memory_order_relaxed);
    note_counts();
}

template <typename Segment>
void segment_schedule<Segment>::end_work() noexcept {
    {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
    }
    work_.notify_all();
}

template <typename Segment>
Segment* segment_schedule<Segment>::claim() noexcept {
    const std::lock_guard lock(mutex_);
    if (unclaimed_.load(std::memory_order_relaxed) == 0)
        return nullptr;
    Segment& claimed = entry(claimed_++);
    ++in_work_;
    note_counts();
    return &claimed;
}

template <typename Segment>
void segment_schedule<Segment>::finish(Segment& entry_done) noexcept {
    {
        const std::lock_guard lock(mutex_);
        entry_done.is_finished = true;
        --in_work_;
        note_counts();
    }
    progress_.notify_one();
}

template <typename Segment>
bool segment_schedule<Segment>::wait_for_work() noexcept {
    std::unique_lock lock(mutex_);
    work_.wait(lock, [&] {
        return is_ending_ || unclaimed_.load(std::memory_order_relaxed) != 0;
    });
    return !is_ending_;
}

// The mutex is held.
template <typename Segment>
void segment_schedule<Segment>::note_counts() noexcept {
    unclaimed_.store(is_cancelled() ? 0 : end_ - claimed_,
                     std::memory_order_relaxed);
    is_front_finished_.store(front_ != end_ && entry(front_).is_finished,
                             std::memory_order_relaxed);
}

} // namespace mgunzip::detail

#endif
