// SPDX-License-Identifier: BSL-1.0
#include "message.hpp"

#include "cli/ordered_messages.hpp"

#include <cstddef>

namespace mgunzip::cli {
namespace {

// How many bytes at `at` form one character of UTF-8 that may be printed: 0 if
// none does. Overlong forms, surrogates and what is beyond U+10FFFF are no
// characters (RFC 3629, section 4); U+0080 to U+009F are control characters.
std::size_t printable_length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) -> unsigned {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i])
                                    : 0;
    };
    const auto is_tail = [&](std::size_t i) {
        return (byte(i) & 0xc0) == 0x80;
    };
    const unsigned first = byte(0);
    if (first < 0x80)
        return first >= 0x20 && first != 0x7f ? 1 : 0;
    if (first >= 0xc2 && first <= 0xdf && is_tail(1))
        return first == 0xc2 && byte(1) < 0xa0 ? 0 : 2;
    if (first >= 0xe0 && first <= 0xef && is_tail(1) && is_tail(2)) {
        const bool is_overlong = first == 0xe0 && byte(1) < 0xa0;
        const bool is_surrogate = first == 0xed && byte(1) >= 0xa0;
        return is_overlong || is_surrogate ? 0 : 3;
    }
    if (first >= 0xf0 && first <= 0xf4 && is_tail(1) && is_tail(2) &&
        is_tail(3)) {
        const bool is_overlong = first == 0xf0 && byte(1) < 0x90;
        const bool is_beyond = first == 0xf4 && byte(1) >= 0x90;
        return is_overlong || is_beyond ? 0 : 4;
    }
    return 0;
}

} // namespace

std::string printable(std::string_view text) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = printable_length(text, at);
        if (length == 0)
            result += '?';
        else
            result += text.substr(at, length);
        at += length == 0 ? 1 : length;
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

void reporter::ask(std::string_view subject, std::string_view text) {
    if (messages_)
        messages_->wait_for_turn(job_);
    print(subject, text, {});
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
    if (messages_)
        messages_->print(job_, line);
    else
        write_message(line);
}

} // namespace mgunzip::cli
