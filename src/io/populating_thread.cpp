// SPDX-License-Identifier: BSL-1.0
// A thread that makes pages writable ahead of the decoder.
#include "io/populating_thread.hpp"

#include "io/blocked_signals.hpp"
#include "io/page_advice.hpp"

#include <algorithm>

namespace mgunzip::io {
namespace {

constexpr std::size_t mib = 1024 * 1024;

// What is populated in one call. A decoder that catches up waits for the rest
// of a step, and so does `park`.
constexpr std::size_t populate_step = 1 * mib;

// The thread is woken for no less than this: the decoder moves on by 128 KiB
// at a time, and waking somebody up for each of these costs as much as it
// saves.
constexpr std::size_t wake_step = 2 * mib;
static_assert(wake_step + populate_step <= populating_thread::max_ahead / 2,
              "the thread is woken long before the decoder catches up");

const std::uint8_t* limited(const std::uint8_t* from, std::size_t size,
                            const std::uint8_t* end) noexcept {
    return from + std::min(size, static_cast<std::size_t>(end - from));
}

} // namespace

populating_thread::~populating_thread() {
    if (!thread_.joinable())
        return;
    {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
    }
    work_.notify_one();
    thread_.join();
    add_usage_of_helper(usage_);
}

bool populating_thread::start() noexcept {
    if (thread_.joinable())
        return true;
    const blocked_signals blocked;
    try {
        thread_ = std::thread([this] { run(); });
    } catch (const std::system_error&) {
        return false;
    }
    return true;
}

void populating_thread::assign(const std::uint8_t* begin,
                               const std::uint8_t* end,
                               const std::uint8_t* position) noexcept {
    end_ = end;
    known_populated_ = begin;
    given_limit_ = std::max(begin, limited(position, max_ahead, end));
    {
        const std::lock_guard lock(mutex_);
        populated_ = begin;
        limit_ = given_limit_;
        error_ = {};
    }
    work_.notify_one();
}

std::error_code
populating_thread::advance(const std::uint8_t* position,
                           const std::uint8_t* wanted) noexcept {
    const std::uint8_t* const limit = limited(position, max_ahead, end_);
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
    progress_.wait(lock, [&] { return populated_ >= wanted || error_; });
    known_populated_ = populated_;
    return populated_ >= wanted ? std::error_code{} : error_;
}

void populating_thread::park() noexcept {
    std::unique_lock lock(mutex_);
    limit_ = nullptr;
    progress_.wait(lock, [&] { return !is_populating_; });
}

bool populating_thread::has_work() const noexcept {
    return limit_ && populated_ < limit_ && !error_;
}

void populating_thread::run() noexcept {
    std::unique_lock lock(mutex_);
    for (;;) {
        work_.wait(lock, [&] { return is_ending_ || has_work(); });
        if (is_ending_) {
            usage_ = usage_of_this_thread();
            return;
        }
        const std::uint8_t* const begin = populated_;
        const std::uint8_t* const end = limited(begin, populate_step, limit_);
        is_populating_ = true;
        lock.unlock();
        const auto error = populate_for_writing(begin, end);
        lock.lock();
        is_populating_ = false;
        error_ = error;
        if (!error)
            populated_ = end;
        progress_.notify_one();
    }
}

} // namespace mgunzip::io
