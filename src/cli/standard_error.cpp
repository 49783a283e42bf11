// SPDX-License-Identifier: BSL-1.0
// Writes messages, and draws the status line where that needs no waiting.
#include "cli/standard_error.hpp"

#include "io/call_counts.hpp"
#include "io/cleanup_signals.hpp"
#include "io/posix.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <mutex>
#include <string>

#include <poll.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace mgunzip::cli {
namespace {

// To the first column, and erase from there.
constexpr std::string_view erase = "\r\x1b[K";

constinit std::mutex mutex; // guards all that follows
constinit bool is_line_shown = false;
constinit unsigned holds = 0;
constinit io::signal_cleanup line_cleanup; // while the line is shown

// For the signal handler: the thread that draws, and that none is to any more.
constinit std::atomic<pthread_t> drawing_thread{};
constinit std::atomic<bool> is_ending{false};

// A write to a pipe without readers is an ordinary error as long as this lives.
class caught_sigpipe {
  public:
    caught_sigpipe() noexcept {
        ::sigemptyset(&set_);
        ::sigaddset(&set_, SIGPIPE);
        sigset_t pending;
        ::sigpending(&pending);
        was_pending_ = ::sigismember(&pending, SIGPIPE) == 1;
        ::pthread_sigmask(SIG_BLOCK, &set_, &before_);
    }
    caught_sigpipe(const caught_sigpipe&) = delete;
    caught_sigpipe& operator=(const caught_sigpipe&) = delete;
    ~caught_sigpipe() {
        constexpr timespec at_once{};
        if (!was_pending_)
            while (::sigtimedwait(&set_, nullptr, &at_once) < 0 &&
                   errno == EINTR) {
            }
        ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }

  private:
    sigset_t set_;
    sigset_t before_;
    bool was_pending_ = false;
};

bool write_all_at_once(std::string_view text) noexcept {
    return ::write(STDERR_FILENO, text.data(), text.size()) ==
           static_cast<ssize_t>(text.size());
}

bool is_ready() noexcept {
    pollfd entry{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
    return ::poll(&entry, 1, 0) == 1 && (entry.revents & POLLOUT) != 0;
}

// Writes if that can be done without waiting; gives up on all errors.
bool write_if_ready(std::string_view text) noexcept {
    if (!is_ready())
        return false;
    const caught_sigpipe caught;
    return write_all_at_once(text);
}

// A terminal that is not the controlling one has no foreground: no other job
// uses it.
bool is_in_background() noexcept {
    const pid_t foreground = ::tcgetpgrp(STDERR_FILENO);
    return foreground >= 0 && foreground != ::getpgrp();
}

// Pagers and editors read keys, not lines, and draw on the whole screen.
bool is_taken_by_others() noexcept {
    struct termios mode {};
    return ::tcgetattr(STDERR_FILENO, &mode) == 0 &&
           (mode.c_lflag & ICANON) == 0;
}

bool may_draw() noexcept {
    return !is_in_background() && !is_taken_by_others();
}

void erase_line() noexcept {
    if (!is_line_shown)
        return;
    if (may_draw())
        static_cast<void>(write_if_ready(erase));
    is_line_shown = false;
    line_cleanup.dismiss();
}

bool is_another_drawing() noexcept {
    const pthread_t thread = drawing_thread;
    return thread != pthread_t{} && !::pthread_equal(thread, ::pthread_self());
}

// In a signal handler; SIGPIPE is blocked. Another thread that draws is waited
// for, but not forever: its terminal might take no more.
void erase_line_at_the_end() noexcept {
    constexpr int most_milliseconds = 200;
    is_ending = true;
    for (int i = 0; i < most_milliseconds && is_another_drawing(); ++i)
        ::poll(nullptr, 0, 1);
    if (may_draw() && is_ready())
        static_cast<void>(write_all_at_once(erase));
}

// The handler sets `is_ending` before it looks at `drawing_thread`, so either
// nothing is drawn or it sees which thread draws.
bool draw(std::string_view line) noexcept {
    drawing_thread = ::pthread_self();
    const bool is_drawn = !is_ending && write_if_ready(line);
    drawing_thread = pthread_t{};
    return is_drawn;
}

} // namespace

void write_message(std::string_view text) noexcept {
    const std::lock_guard lock(mutex);
    const io::uncounted_calls uncounted;
    erase_line();
    const std::error_code error =
        io::write_all(STDERR_FILENO, text.data(), text.size());
    // A thread that blocks SIGPIPE sends it to the one that does not. There is
    // nowhere to tell of other errors.
    if (error.value() == EPIPE)
        ::kill(::getpid(), SIGPIPE);
}

bool show_status_line(std::string_view text) noexcept {
    const std::unique_lock lock(mutex, std::try_to_lock);
    if (!lock || holds > 0 || !may_draw())
        return false;
    try {
        // One call, or the empty line might be seen.
        std::string line;
        line.append("\r").append(text).append("\x1b[K");
        if (!is_line_shown)
            static_cast<void>(line_cleanup.call(erase_line_at_the_end));
        is_line_shown = draw(line) || is_line_shown;
        if (!is_line_shown)
            line_cleanup.dismiss();
        return is_line_shown;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

void erase_status_line() noexcept {
    const std::lock_guard lock(mutex);
    erase_line();
}

void hold_status_line() noexcept {
    const std::lock_guard lock(mutex);
    ++holds;
}

void release_status_line() noexcept {
    const std::lock_guard lock(mutex);
    --holds;
}

bool write_status(std::string_view line) noexcept {
    const std::unique_lock lock(mutex, std::try_to_lock);
    return lock && holds == 0 && write_if_ready(line);
}

unsigned terminal_width() noexcept {
    constexpr unsigned usual_width = 80;
    struct winsize size {};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0
               ? size.ws_col
               : usual_width;
}

} // namespace mgunzip::cli
