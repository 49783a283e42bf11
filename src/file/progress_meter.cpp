// SPDX-License-Identifier: BSL-1.0
// What one thread tells another of its work, and what that one answers.
#include "file/progress_meter.hpp"

#include <algorithm>

namespace mgunzip::file {

progress_meter::progress_meter(const file_options& options, bool is_alone)
    : options_(options), is_alone_(is_alone),
      interval_(std::clamp<std::chrono::milliseconds>(
          options.progress_interval, std::chrono::milliseconds{1},
          std::chrono::hours{24})),
      on_stop_(options.stop, stop_setter{&is_stopped_}) {}

void progress_meter::enter(io::transfer_stage /*stage*/,
                           const io::transfer_position& position) noexcept {
    note(position);
    if (is_alone_)
        report_if_due();
}

// A second attempt begins at zero; that is no news.
void progress_meter::note(const io::transfer_position& position) noexcept {
    constexpr auto order = std::memory_order_relaxed;
    if (position.consumed > consumed_.load(order))
        consumed_.store(position.consumed, order);
    if (position.produced > produced_.load(order))
        produced_.store(position.produced, order);
}

void progress_meter::end() noexcept {
    const std::lock_guard lock(mutex_);
    has_ended_ = true;
    ended_.notify_one();
}

void progress_meter::watch() noexcept {
    std::unique_lock lock(mutex_);
    const auto has_ended = [&] { return has_ended_; };
    if (options_.progress)
        while (!ended_.wait_for(lock, interval_, has_ended)) {
            lock.unlock();
            report();
            lock.lock();
        }
    else
        ended_.wait(lock, has_ended);
}

void progress_meter::report_if_due() noexcept {
    if (!options_.progress || clock::now() - last_report_ < interval_)
        return;
    report();
    last_report_ = clock::now();
}

void progress_meter::report_end(const io::transfer_position& end) noexcept {
    note(end);
    report(true);
}

// Who has asked for the end is not asked again.
void progress_meter::report(bool is_last) noexcept {
    file_progress now{.consumed = consumed_, .produced = produced_};
    const bool is_news = now.consumed != reported_.consumed ||
                         now.produced != reported_.produced;
    if (!options_.progress || is_stopped_ || !(is_news || is_last))
        return;
    if (const std::uint64_t size = input_size_; size != not_known)
        now.input_size = std::max(size, now.consumed);
    reported_ = now;
    try {
        if (!options_.progress(now))
            is_stopped_ = true;
    } catch (...) {
        is_stopped_ = true;
    }
}

} // namespace mgunzip::file
