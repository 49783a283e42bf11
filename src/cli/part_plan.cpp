// SPDX-License-Identifier: BSL-1.0
// From the parts that are asked for to places in the output.
#include "cli/part_plan.hpp"

#include <algorithm>

namespace mgunzip::cli {
namespace {

planned_part plan_bytes(std::uint64_t from,
                        const std::optional<std::uint64_t>& count) {
    planned_part plan{.read_from = from, .begin = {.at = from}};
    if (count)
        plan.end = {.at = from + *count};
    return plan;
}

// Lines that begin in a range begin at 0 or behind a newline; so the newline
// may be the byte in front of the range.
// Of an input that is read once, what was read may end with that newline.
detail::output_border line_border(std::uint64_t at,
                                  const reading_place* place) noexcept {
    if (place != nullptr && at >= place->line_begins && at <= place->output)
        return {.at = place->output};
    return at == 0 ? detail::output_border{}
                   : detail::output_border{.at = at - 1, .lines = 1};
}

planned_part plan_whole_lines(std::uint64_t from,
                              const std::optional<std::uint64_t>& count,
                              const reading_place* place) {
    const detail::output_border begin = line_border(from, place);
    planned_part plan{.read_from = begin.at, .begin = begin};
    if (count)
        plan.end = line_border(from + *count, place);
    return plan;
}

// The last point in front of which there are fewer newlines.
const index_point* point_before_line(const gzip_index* index,
                                     std::uint64_t line) {
    if (index == nullptr || !index->facts().has_lines)
        return nullptr;
    const auto points = index->points();
    const auto behind =
        std::ranges::lower_bound(points, line, {}, &index_point::lines);
    return behind == points.begin() ? nullptr : &*std::prev(behind);
}

planned_part plan_lines(std::uint64_t from,
                        const std::optional<std::uint64_t>& count,
                        const gzip_index* index, const reading_place* place) {
    const index_point* const point = point_before_line(index, from);
    std::uint64_t at = point == nullptr ? 0 : point->output;
    std::uint64_t in_front = point == nullptr ? 0 : point->lines;
    if (place != nullptr && place->lines_begun <= from) {
        at = place->output;
        in_front = place->lines;
    }
    planned_part plan{.read_from = at,
                      .begin = {.at = at, .lines = from - in_front},
                      .first_line = in_front};
    if (count)
        plan.end = {.at = at, .lines = from - in_front + *count};
    return plan;
}

std::uint64_t in_front_of_last(std::uint64_t count,
                               std::uint64_t all) noexcept {
    return all - std::min(count, all);
}

} // namespace

std::optional<std::uint64_t> planned_part::most_bytes() const noexcept {
    if (!end || begin.lines != 0 || end->lines != 0)
        return std::nullopt;
    return end->at - begin.at;
}

planned_part plan_part(const output_part& part, const options& wanted,
                       const gzip_index* index, const output_size& size,
                       const reading_place* place) {
    if (wanted.parts_are_lines) {
        const std::uint64_t all =
            size.newlines.value_or(0) + (size.ends_in_line ? 1 : 0);
        const std::uint64_t from =
            part.is_tail ? in_front_of_last(part.from, all) : part.from;
        return plan_lines(from, part.count, index, place);
    }
    const std::uint64_t from =
        part.is_tail ? in_front_of_last(part.from, size.bytes.value_or(0))
                     : part.from;
    return wanted.takes_whole_lines ? plan_whole_lines(from, part.count, place)
                                    : plan_bytes(from, part.count);
}

} // namespace mgunzip::cli
