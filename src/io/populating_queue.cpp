// SPDX-License-Identifier: BSL-1.0
// Makes pages writable ahead of the decoder, by any thread that has time.
#include "io/populating_queue.hpp"

#include <algorithm>

namespace mgunzip::io {
namespace {

constexpr std::size_t kib = 1024;
constexpr std::size_t mib = 1024 * kib;

// The owner's steps begin small, as what is populated behind the end of a small
// file is wasted, and double up to where a larger one gains nothing.
constexpr std::size_t first_own_step = 256 * kib;
constexpr std::size_t last_own_step = 1 * mib;

// What other threads populate in one call. A decoder that catches up waits for
// the rest of it, and so does `park`; a helper has the decoder wait for it.
constexpr std::size_t step = 256 * kib;

// Other threads are woken for no less than this: the decoder moves on by 128
// KiB at a time, and waking one for each of these costs as much as it saves.
constexpr std::size_t wake_step = 2 * mib;
static_assert(wake_step + step <= populating_queue::max_ahead / 2,
              "others are woken long before the decoder catches up");

const std::uint8_t* limited(const std::uint8_t* from, std::size_t size,
                            const std::uint8_t* end) noexcept {
    return from + std::min(size, static_cast<std::size_t>(end - from));
}

// Up to where other threads may go. Whole steps from the beginning of the range
// on, so that no step is cut in two.
const std::uint8_t* limit_for(const std::uint8_t* position,
                              const std::uint8_t* begin,
                              const std::uint8_t* end) noexcept {
    const std::uint8_t* const limit =
        limited(position, populating_queue::max_ahead, end);
    return limit == end || limit < begin ? limit
                                         : limit - (limit - begin) % step;
}

} // namespace

void populating_queue::assign(const std::uint8_t* begin,
                              const std::uint8_t* end,
                              const std::uint8_t* position,
                              const page_provider& provider) noexcept {
    end_ = end;
    known_populated_ = begin;
    begin_ = begin;
    given_limit_ = std::max(begin, limit_for(position, begin, end));
    own_step_ = first_own_step;
    {
        const std::lock_guard lock(mutex_);
        provider_ = provider;
        populated_ = begin;
        limit_ = given_limit_;
        error_ = {};
    }
    work_.notify_one();
}

std::error_code populating_queue::advance(const std::uint8_t* position,
                                          const std::uint8_t* wanted) noexcept {
    const std::uint8_t* const limit = limit_for(position, begin_, end_);
    const bool gives_work =
        limit > given_limit_ &&
        (limit == end_ ||
         static_cast<std::size_t>(limit - given_limit_) >= wake_step);
    if (!gives_work && wanted <= known_populated_)
        return {};
    std::unique_lock lock(mutex_);
    if (gives_work) {
        limit_ = given_limit_ = limit;
        work_.notify_one();
    }
    while (populated_ < wanted && !error_) {
        if (is_populating_) {
            progress_.wait(lock);
            continue;
        }
        // A decoder may have gone past what was populated for it.
        populated_ = std::max(populated_, position);
        populate(lock, own_step_, end_);
        own_step_ = std::min(2 * own_step_, last_own_step);
    }
    known_populated_ = populated_;
    return populated_ >= wanted ? std::error_code{} : error_;
}

void populating_queue::park() noexcept {
    std::unique_lock lock(mutex_);
    limit_ = nullptr;
    progress_.wait(lock, [&] { return !is_populating_; });
}

bool populating_queue::has_work() const noexcept {
    return limit_ && populated_ < limit_ && !error_ && !is_populating_;
}

// The next `size` bytes, as far as `limit`.
void populating_queue::populate(std::unique_lock<std::mutex>& lock,
                                std::size_t size,
                                const std::uint8_t* limit) noexcept {
    const std::uint8_t* const begin = populated_;
    const std::uint8_t* const end = limited(begin, size, limit);
    is_populating_ = true;
    lock.unlock();
    const auto error = provider_.provide(begin, end);
    lock.lock();
    is_populating_ = false;
    error_ = error;
    if (!error)
        populated_ = end;
    progress_.notify_one();
    // A thread that found another at work waits for the next piece.
    if (has_work())
        work_.notify_one();
}

bool populating_queue::work() noexcept {
    std::unique_lock lock(mutex_);
    if (!has_work())
        return false;
    populate(lock, step, limit_);
    return true;
}

void populating_queue::work_until_end() noexcept {
    std::unique_lock lock(mutex_);
    for (;;) {
        work_.wait(lock, [&] { return is_ending_ || has_work(); });
        if (is_ending_)
            break;
        populate(lock, step, limit_);
    }
    is_ending_ = false;
}

void populating_queue::end_work() noexcept {
    {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
    }
    work_.notify_one();
}

} // namespace mgunzip::io
