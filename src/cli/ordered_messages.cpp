// SPDX-License-Identifier: BSL-1.0
// Prints the messages of jobs that run side by side in the order of the jobs.
#include "cli/ordered_messages.hpp"

#include "cli/standard_error.hpp"

#include <utility>

namespace mgunzip::cli {

void ordered_messages::print(std::size_t job, std::string_view text) {
    const std::lock_guard lock(mutex_);
    if (job == turn_)
        write_message(text);
    else
        jobs_[job].kept += text;
}

void ordered_messages::wait_for_turn(std::size_t job) {
    std::unique_lock lock(mutex_);
    turn_changed_.wait(lock, [&] { return turn_ == job; });
}

void ordered_messages::finish(std::size_t job) noexcept {
    const std::lock_guard lock(mutex_);
    jobs_[job].is_done = true;
    if (job != turn_)
        return;
    while (turn_ < jobs_.size() && jobs_[turn_].is_done) {
        if (++turn_ == jobs_.size())
            break;
        const std::string kept = std::exchange(jobs_[turn_].kept, {});
        if (!kept.empty())
            write_message(kept);
    }
    turn_changed_.notify_all();
}

} // namespace mgunzip::cli
