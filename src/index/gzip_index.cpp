// SPDX-License-Identifier: BSL-1.0
// Reads an index, and judges whether a file can have its points.
#include <mgunzip/index.hpp>

#include "index/index_formats.hpp"

#include <algorithm>
#include <exception>

namespace mgunzip {
namespace {

using detail::index_content;

// A match of 258 bytes takes two bits.
constexpr std::uint64_t most_output_per_bit = max_expansion / 8;

// May throw std::bad_alloc.
index_errc read_content(std::span<const std::uint8_t> bytes,
                        index_content& content) {
    if (detail::is_gzidx(bytes))
        return detail::read_gzidx(bytes, content);
    if (detail::is_gztool(bytes))
        return detail::read_gztool(bytes, content);
    if (detail::is_bgzip(bytes))
        return detail::read_bgzip(bytes, content);
    return index_errc::not_an_index;
}

// Whether `b` can be behind `a`.
bool may_follow(const index_point& a, const index_point& b) noexcept {
    return a.bit < b.bit && a.output <= b.output && a.lines <= b.lines &&
           (b.output - a.output) / most_output_per_bit <= b.bit - a.bit &&
           b.lines - a.lines <= b.output - a.output;
}

// The end of the data comes last, like a point. Files without output are not
// worth an exception: they can have any size that is large enough.
index_errc judge(index_content& content) noexcept {
    const index_facts& facts = content.facts;
    if (facts.compressed_size > ~std::uint64_t{0} / 8)
        return index_errc::impossible_points;
    const std::uint64_t end = facts.compressed_size * 8;
    std::vector<index_point>& points = content.points;
    const index_point begin{};
    const index_point* last = &begin;
    for (const index_point& point : points) {
        const bool is_first_of_all = last == &begin && point.bit == 0 &&
                                     point.output == 0 && point.lines == 0;
        if (point.bit > end || (!is_first_of_all && !may_follow(*last, point)))
            return index_errc::impossible_points;
        last = &point;
    }
    if (facts.output_size &&
        (*facts.output_size < last->output ||
         (*facts.output_size - last->output) / most_output_per_bit >
             end - last->bit))
        return index_errc::impossible_points;
    return index_errc::ok;
}

// There is nothing behind them that anybody would want.
void drop_points_at_end(index_content& content) noexcept {
    std::vector<index_point>& points = content.points;
    index_facts& facts = content.facts;
    if (!points.empty() && points.back().bit == facts.compressed_size * 8) {
        if (!facts.output_size)
            facts.output_size = points.back().output;
        points.pop_back();
    }
    while (facts.output_size && points.size() > 1 &&
           points.back().output == *facts.output_size)
        points.pop_back();
}

} // namespace

std::error_code gzip_index::read(std::span<const std::uint8_t> bytes,
                                 std::uint64_t compressed_size) noexcept {
    clear();
    try {
        index_content content;
        content.facts.compressed_size = compressed_size;
        index_errc found = read_content(bytes, content);
        if (found == index_errc::ok)
            found = judge(content);
        if (found != index_errc::ok)
            return found;
        drop_points_at_end(content);
        facts_ = content.facts;
        points_ = std::move(content.points);
        return {};
    } catch (const std::exception&) {
        return std::make_error_code(std::errc::not_enough_memory);
    }
}

const index_point* gzip_index::find(std::uint64_t output) const noexcept {
    const auto behind =
        std::ranges::upper_bound(points_, output, {}, &index_point::output);
    return behind == points_.begin() ? nullptr : &*std::prev(behind);
}

void gzip_index::clear() noexcept {
    facts_ = {};
    points_.clear();
    windows_.clear();
}

} // namespace mgunzip
