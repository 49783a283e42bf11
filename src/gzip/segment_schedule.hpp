// SPDX-License-Identifier: BSL-1.0
// Segments of a file in its order, for threads that decode them in any order.
#ifndef MGUNZIP_SEGMENT_SCHEDULE_HPP
#define MGUNZIP_SEGMENT_SCHEDULE_HPP

#include "gzip/member_segment.hpp"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace mgunzip::detail {

/// A part of a file that needs nothing of the others to be decoded.
struct scheduled_segment {
    member_segment segment;
    /// Where its output goes. Null: whoever decodes it needs it for no longer
    /// than it takes to check it, and has memory of its own for that.
    std::uint8_t* out = nullptr;
    /// For the owner's use; stays when the entry is used again.
    std::unique_ptr<std::uint8_t[]> buffer;
    bool is_finished = false; ///< of the schedule
};

/// Who decodes what where: one thread, the owner, adds segments at the end and
/// takes finished ones away at the front, in the order of the file; every
/// thread claims the next that nobody has, and decodes it.
class segment_schedule {
  public:
    /// At most so many segments at a time. May throw std::bad_alloc.
    explicit segment_schedule(std::size_t most);

    // For the owner.

    /// From now on no more than so many, at most `most`; all at first.
    void set_limit(std::size_t limit) noexcept { limit_ = limit; }
    bool is_empty() const noexcept { return front_ == end_; }
    /// One to be filled in, if there is room and memory, and then added.
    scheduled_segment* free_entry() noexcept;
    void add_entry() noexcept;
    /// The first one, if it is finished.
    scheduled_segment* finished_front() noexcept;
    void remove_front() noexcept;
    /// Sleeps until the first one is finished; it is claimed.
    void wait_for_front() noexcept;

    /// No segment is claimed from now on, and who has one gives up. What the
    /// owner itself has claimed it must finish before `clear`.
    void cancel() noexcept;
    /// Waits until nobody has a segment, and removes all.
    void clear() noexcept;

    /// Wakes all that wait for work, for good.
    void end_work() noexcept;

    // For every thread.

    /// Null if there is none for now.
    scheduled_segment* claim() noexcept;
    void finish(scheduled_segment& entry) noexcept;
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
    scheduled_segment& entry(std::uint64_t number) noexcept {
        return *entries_[static_cast<std::size_t>(number % entries_.size())];
    }
    void note_counts() noexcept;

    /// Made when they are first needed, by the owner.
    std::vector<std::unique_ptr<scheduled_segment>> entries_;
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

} // namespace mgunzip::detail

#endif
