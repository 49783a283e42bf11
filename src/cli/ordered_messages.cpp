// SPDX-License-Identifier: BSL-1.0
#include "ordered_messages.hpp"

#include "io/posix.hpp"

#include <cerrno>
#include <csignal>
#include <utility>

#include <unistd.h>

namespace mgunzip::cli {

void write_message(std::string_view text) noexcept {
    const std::error_code error =
        io::write_all(STDERR_FILENO, text.data(), text.size());
    // A thread that blocks SIGPIPE sends it to the one that does not. There is
    // nowhere to tell of other errors.
    if (error.value() == EPIPE)
        ::kill(::getpid(), SIGPIPE);
}

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
