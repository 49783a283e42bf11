// SPDX-License-Identifier: BSL-1.0
// Writes messages in the form of GNU gzip's.
#include "cli/message.hpp"

#include "cli/ordered_messages.hpp"
#include "cli/standard_error.hpp"
#include "cli/utf8.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace mgunzip::cli {
std::string printable(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        if (length == 0 || is_control(text))
            result.append(std::max<std::size_t>(length, 1), '?');
        else
            result += text.substr(0, length);
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return result;
}

reporter::reporter(std::string_view program_name)
    : program_name_(program_name) {}

reporter::reporter(const reporter& model, ordered_messages& messages,
                   std::size_t job)
    : program_name_(model.program_name_), messages_(&messages), job_(job),
      is_quiet_(model.is_quiet_) {}

void reporter::error(std::string_view subject, std::string_view text) {
    add_status(exit_status::error);
    print(subject, text);
}

void reporter::warn(std::string_view subject, std::string_view text) {
    add_status(exit_status::warning);
    if (!is_quiet_)
        print(subject, text);
}

void reporter::note(std::string_view subject, std::string_view text) {
    print(subject, text);
}

void reporter::wait_for_turn() {
    if (messages_)
        messages_->wait_for_turn(job_);
}

void reporter::ask(std::string_view subject, std::string_view text) {
    wait_for_turn();
    hold_status_line();
    print(subject, text, {});
}

void reporter::answered() noexcept {
    release_status_line();
}

void reporter::show(std::string_view lines) {
    put(lines);
}

exit_status reporter::restart_status() noexcept {
    return std::exchange(status_, exit_status::ok);
}

void reporter::add_status(exit_status other) noexcept {
    if (status_ == exit_status::ok || other == exit_status::error)
        status_ = other;
}

// One call for the whole line, so that lines of several processes do not mix.
void reporter::print(std::string_view subject, std::string_view text,
                     std::string_view end) const {
    std::string line = program_name_ + ": ";
    if (!subject.empty()) {
        line += subject;
        line += ": ";
    }
    line += text;
    line = printable(line);
    line += end;
    put(line);
}

void reporter::put(std::string_view lines) const {
    if (messages_)
        messages_->print(job_, lines);
    else
        write_message(lines);
}

} // namespace mgunzip::cli
