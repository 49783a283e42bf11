// SPDX-License-Identifier: BSL-1.0
// Shows from time to time how far the work has got.
#include "cli/progress_line.hpp"

#include "cli/standard_error.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <new>
#include <string_view>

#include <unistd.h>

namespace mgunzip::cli {
namespace {

using namespace std::chrono_literals;

// Work that is done by then is not long.
constexpr auto first_after = 1s;

constexpr std::size_t width_of_lines = 200;

// A job that has not come by for so long after its time, because it waits for
// something, is shown no longer if another one does.
constexpr auto patience = 400ms;

coarse_clock::duration interval_of(progress_style style) noexcept {
    return style == progress_style::line ? 100ms : 1000ms;
}

// True if the terminal can erase what is right of the cursor.
bool can_erase_line() {
    const char* const type = std::getenv("TERM");
    return type != nullptr && std::string_view(type) != "" &&
           std::string_view(type) != "dumb";
}

// A key such as Ctrl-C is shown in two columns, and in the last column some
// terminals would begin a new line: then only a part could be erased.
std::size_t line_width() noexcept {
    constexpr unsigned kept_free = 3;
    return std::max(terminal_width(), kept_free) - kept_free;
}

bool writes_to_stdout(const options& wanted,
                      const std::vector<operand>& operands) {
    return wanted.output_place == output_place::standard_output ||
           ((wanted.output_place == output_place::beside_input ||
             wanted.output_place == output_place::directory) &&
            std::any_of(
                operands.begin(), operands.end(),
                [](const operand& input) { return input.is_standard_input; }));
}

} // namespace

coarse_clock::time_point coarse_clock::now() noexcept {
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
    return time_point(std::chrono::seconds(time.tv_sec) +
                      std::chrono::nanoseconds(time.tv_nsec));
}

progress_style progress_style_for(const options& wanted,
                                  const std::vector<operand>& operands) {
    if (wanted.progress == progress_display::never || wanted.is_quiet)
        return progress_style::none;
    const bool has_terminal = ::isatty(STDERR_FILENO) && can_erase_line();
    if (wanted.progress == progress_display::always)
        return has_terminal ? progress_style::line : progress_style::lines;
    return has_terminal && !(writes_to_stdout(wanted, operands) &&
                             ::isatty(STDOUT_FILENO))
               ? progress_style::line
               : progress_style::none;
}

progress_line::progress_line(progress_style style, run_progress& run) noexcept
    : style_(style), run_(run), next_(coarse_clock::now() + first_after) {
    count_continuations();
}

progress_line::~progress_line() {
    erase_status_line();
}

void progress_line::leave(job& file) noexcept {
    // What could not be decoded is done as well.
    if (const std::uint64_t size = file.input_size.value_or(0);
        size > file.counted)
        run_.used(size - file.counted);
    run_.end();
    const std::lock_guard lock(mutex_);
    if (shown_ == &file)
        shown_ = nullptr;
}

bool progress_line::may_show(const job& file,
                             coarse_clock::time_point now) noexcept {
    const auto next = next_.load(std::memory_order_relaxed);
    if (now < next || (shown_ && shown_ != &file && now < next + patience))
        return false;
    shown_ = &file;
    next_.store(now + interval_of(style_), std::memory_order_relaxed);
    return true;
}

std::string progress_line::text(const progress_state& state, const job& file,
                                coarse_clock::time_point now,
                                std::size_t width) {
    const auto share =
        run_.count() > 1 ? run_.share() : std::optional<double>();
    if (!share)
        return progress_text(state, width);
    return progress_text({.done = run_.ended(),
                          .count = run_.count(),
                          .share = *share,
                          .elapsed = now - begin_ - file.stopped.all()},
                         state, width);
}

void progress_line::show(const job& file, std::uint64_t consumed,
                         std::uint64_t produced,
                         coarse_clock::time_point now) noexcept {
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock || !may_show(file, now))
        return;
    const progress_state state{.name = file.name,
                               .number = file.number,
                               .count = run_.count(),
                               .input_size = file.input_size,
                               .consumed = consumed,
                               .produced = produced,
                               .elapsed =
                                   now - file.begin - file.stopped.all()};
    try {
        if (style_ == progress_style::line)
            show_status_line(text(state, file, now, line_width()));
        else
            write_status("mgunzip: " + text(state, file, now, width_of_lines) +
                         '\n');
    } catch (const std::bad_alloc&) {
        // Work that can be done without memory goes on.
    }
}

} // namespace mgunzip::cli
