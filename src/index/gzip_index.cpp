// SPDX-License-Identifier: BSL-1.0
// Reads an index.
#include <mgunzip/index.hpp>

#include "index/index_formats.hpp"

#include <algorithm>
#include <exception>

namespace mgunzip {
namespace {

using detail::index_content;

// May throw std::bad_alloc.
index_errc read_content(std::span<const std::uint8_t> bytes,
                        index_content& content) {
    if (detail::is_gzidx(bytes))
        return detail::read_gzidx(bytes, content);
    if (detail::is_gztool(bytes))
        return detail::read_gztool(bytes, content);
    if (detail::is_bgzip(bytes, bytes.size()))
        return detail::read_bgzip(bytes, content);
    return index_errc::not_an_index;
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

bool detail::begins_as_index(std::span<const std::uint8_t> beginning,
                             std::uint64_t file_size) noexcept {
    return is_gzidx(beginning) || is_gztool(beginning) ||
           is_bgzip(beginning, file_size);
}

std::error_code gzip_index::read(std::span<const std::uint8_t> bytes,
                                 std::uint64_t compressed_size) noexcept {
    clear();
    try {
        index_content content;
        content.facts.compressed_size = compressed_size;
        index_errc found = read_content(bytes, content);
        if (found == index_errc::ok)
            found = detail::judge_end(content);
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
