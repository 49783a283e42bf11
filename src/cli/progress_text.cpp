// SPDX-License-Identifier: BSL-1.0
// The progress of one file in words.
#include "cli/progress_text.hpp"

#include "cli/message.hpp"
#include "cli/number_text.hpp"
#include "cli/utf8.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace mgunzip::cli {
namespace {

using namespace std::chrono;

// At most: many characters of Asian languages take two.
std::size_t columns_of(std::string_view character) noexcept {
    return character.size() == 1 ? 1 : 2;
}

std::size_t columns_of_all(std::string_view text) noexcept {
    std::size_t columns = 0;
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        columns += columns_of(text.substr(0, length));
        text.remove_prefix(length);
    }
    return columns;
}

// What of the beginning takes no more than `width` columns.
std::size_t prefix_size(std::string_view text, std::size_t width) noexcept {
    std::size_t size = 0;
    while (size < text.size()) {
        const std::size_t length = utf8_length(text.substr(size));
        const std::size_t columns = columns_of(text.substr(size, length));
        if (columns > width)
            break;
        width -= columns;
        size += length;
    }
    return size;
}

// The first byte of what of the end takes no more than `width` columns.
std::size_t suffix_begin(std::string_view text, std::size_t width) noexcept {
    std::size_t begin = 0;
    for (std::size_t left = columns_of_all(text); left > width;) {
        const std::size_t length = utf8_length(text.substr(begin));
        left -= columns_of(text.substr(begin, length));
        begin += length;
    }
    return begin;
}

// Nothing is said of what would not be over within some days: nothing is known
// of it.
constexpr double most_seconds_left = 100.0 * 3600;

// Empty if it is not known. `done` is a part of all, above 0.
std::string time_left(double done, nanoseconds elapsed) {
    const double seconds =
        (1 - done) / done * duration<double>(elapsed).count();
    return seconds < most_seconds_left ? time_text(duration_cast<nanoseconds>(
                                             duration<double>(seconds)))
                                       : std::string();
}

std::string time_left(const progress_state& state) {
    if (!state.input_size || state.consumed == 0 || !state.has_time_left)
        return {};
    // A file may have grown.
    const auto size =
        static_cast<double>(std::max(*state.input_size, state.consumed));
    return time_left(static_cast<double>(state.consumed) / size, state.elapsed);
}

// What the line has besides the name.
struct line_fields {
    bool has_number;
    bool has_percent;
    bool has_bytes;
    bool has_short_bytes;
    bool has_rate;
    bool has_time_left;
};

// From all that there is to what is told even on the smallest terminal.
constexpr line_fields fields_to_choose[] = {
    {.has_number = true,
     .has_percent = true,
     .has_bytes = true,
     .has_short_bytes = false,
     .has_rate = true,
     .has_time_left = true},
    {true, true, true, true, true, true},
    {true, true, true, true, false, true},
    {true, true, false, true, false, true},
    {false, true, false, true, false, true},
    {false, true, false, true, false, false},
};

// Less of a name does not tell which file it is.
constexpr std::size_t least_name = 12;

bool is_size_known(const progress_state& state) noexcept {
    return state.input_size && *state.input_size > 0;
}

std::string number_of(const progress_state& state) {
    return state.count > 1 ? " (" + grouped(state.number) + " of " +
                                 grouped(state.count) + ")"
                           : std::string();
}

std::string percent(const progress_state& state) {
    const double percent = 100 * static_cast<double>(state.consumed) /
                           static_cast<double>(*state.input_size);
    return decimal(std::min(percent, 100.0), 0) + '%';
}

std::string rate(const progress_state& state) {
    const double seconds = duration<double>(state.elapsed).count();
    return seconds > 0
               ? decimal(static_cast<double>(state.produced) / seconds / 1e6,
                         1) +
                     " MB/s"
               : std::string();
}

// The fields behind the name. Bytes take the place of a percentage that is not
// known.
std::string told_by(const line_fields& fields, const progress_state& state) {
    std::string text;
    const auto add = [&](const std::string& field) {
        if (!text.empty() && !field.empty())
            text += ", ";
        text += field;
    };
    if (fields.has_percent && is_size_known(state))
        add(percent(state));
    if (fields.has_bytes || text.empty())
        add(fields.has_short_bytes ? short_bytes(state.produced)
                                   : grouped(state.produced) + " bytes");
    if (fields.has_rate)
        add(rate(state));
    const std::string left = time_left(state);
    if (fields.has_time_left && !left.empty())
        add(left + " left");
    return text;
}

// What a line about several files begins with.
struct front_fields {
    std::size_t bar; ///< columns between its ends; 0: none
    bool has_files;
    bool has_time_left;
};

constexpr front_fields fronts_to_choose[] = {
    {20, true, true},   {10, true, true},  {10, true, false},
    {10, false, false}, {6, false, false}, {0, false, false}};

// So much of a file is told, or nothing.
constexpr std::size_t least_of_file = 24;

std::string bar(double share, std::size_t width) {
    const auto done =
        static_cast<std::size_t>(share * static_cast<double>(width));
    return '[' + std::string(done, '=') + std::string(width - done, ' ') + "] ";
}

std::string front(const front_fields& fields, const run_state& run) {
    std::string text =
        fields.bar == 0 ? std::string() : bar(run.share, fields.bar);
    text += decimal(std::floor(100 * run.share), 0) + '%';
    if (fields.has_files)
        text.append(", ")
            .append(grouped(run.done))
            .append(" of ")
            .append(grouped(run.count))
            .append(" files");
    const std::string left =
        run.share > 0 ? time_left(run.share, run.elapsed) : std::string();
    if (fields.has_time_left && !left.empty())
        text.append(", ").append(left).append(" left");
    return text;
}

} // namespace

std::string time_text(nanoseconds time) {
    const auto all = static_cast<std::uint64_t>(ceil<seconds>(time).count());
    const auto two_digits = [](std::uint64_t number) {
        return std::string(number < 10 ? 1 : 0, '0')
            .append(std::to_string(number));
    };
    const std::uint64_t minutes = all / 60;
    const std::string end = ':' + two_digits(all % 60);
    return minutes < 60 ? std::to_string(minutes) + end
                        : std::to_string(minutes / 60) + ':' +
                              two_digits(minutes % 60) + end;
}

std::string shortened(std::string_view text, std::size_t width) {
    constexpr std::string_view gap = "...";
    if (columns_of_all(text) <= width)
        return std::string(text);
    if (width <= gap.size())
        return std::string(text.substr(0, prefix_size(text, width)));
    // The end of a name tells more than its beginning.
    const std::size_t kept = width - gap.size();
    return std::string(text.substr(0, prefix_size(text, kept / 2)))
        .append(gap)
        .append(text.substr(suffix_begin(text, kept - kept / 2)));
}

std::string progress_text(const progress_state& state, std::size_t width) {
    const std::string name = printable(state.name);
    const std::size_t least = std::min(columns_of_all(name), least_name);
    std::string told;
    for (const line_fields& fields : fields_to_choose) {
        told = told_by(fields, state);
        const std::string rest =
            (fields.has_number ? number_of(state) : std::string())
                .append(": ")
                .append(told);
        if (rest.size() + least <= width)
            return shortened(name, width - rest.size()) + rest;
    }
    return told.size() <= width ? told : std::string();
}

std::string progress_text(const run_state& run, const progress_state& file,
                          std::size_t width) {
    constexpr std::string_view gap = "; ";
    progress_state part = file;
    part.count = 1;
    part.has_time_left = false;
    std::string alone;
    for (const front_fields& fields : fronts_to_choose) {
        std::string text = front(fields, run);
        if (text.size() > width)
            continue;
        const std::size_t room = width - text.size();
        if (fields.has_files && room >= gap.size() + least_of_file)
            return text.append(gap).append(
                progress_text(part, room - gap.size()));
        if (alone.empty())
            alone = std::move(text);
    }
    return alone;
}

} // namespace mgunzip::cli
