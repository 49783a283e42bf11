// SPDX-License-Identifier: BSL-1.0
// Reads indexes of gztool, also such as still grow.
#include "index/byte_source.hpp"
#include "index/index_formats.hpp"

#include <algorithm>

namespace mgunzip::detail {
namespace {

bool has_magic(std::span<const std::uint8_t> bytes,
               std::string_view magic) noexcept {
    return std::equal(magic.begin(), magic.end(), bytes.begin());
}

enum class outcome : std::uint8_t { read, cut, impossible };

outcome read_point(byte_source& source, bool has_lines, index_point& point) {
    const std::size_t line_size = has_lines ? 8 : 0;
    if (source.left() < gztool::point_size)
        return outcome::cut;
    point.output = source.big(8);
    const std::uint64_t in = source.big(8);
    const std::uint64_t bits = source.big(4);
    const std::uint64_t window_size = source.big(4);
    if (!block_bit(in, bits, point.bit) || window_size > gztool::max_window)
        return outcome::impossible;
    if (source.left() < window_size + line_size)
        return outcome::cut;
    point.window = source.take(static_cast<std::size_t>(window_size));
    point.is_packed = window_size != 0;
    if (has_lines) {
        const std::uint64_t line = source.big(8); // counted from 1
        if (line == 0)
            return outcome::impossible;
        point.lines = line - 1;
    }
    return outcome::read;
}

} // namespace

bool is_gztool(std::span<const std::uint8_t> bytes) noexcept {
    constexpr std::size_t begin_size =
        gztool::magic_offset + gztool::magic.size();
    return bytes.size() >= begin_size &&
           std::ranges::all_of(bytes.first(gztool::magic_offset),
                               [](std::uint8_t byte) { return byte == 0; }) &&
           (has_magic(bytes.subspan(gztool::magic_offset), gztool::magic) ||
            has_magic(bytes.subspan(gztool::magic_offset),
                      gztool::magic_with_lines));
}

// A point is as long as its window, so they are read one after the other. While
// the file grows, the number of points is not known, and the last one may have
// been written in part.
index_errc read_gztool(std::span<const std::uint8_t> bytes,
                       index_content& content) {
    index_facts& facts = content.facts;
    facts.format = index_format::gztool;
    byte_source source(bytes);
    source.take(gztool::magic_offset);
    const bool is_v1 = source.take(gztool::magic.size()).back() == 'X';
    facts.has_lines = is_v1;
    if (source.left() < (is_v1 ? 4U : 0U) + 16)
        return index_errc::truncated_index;
    // Lines may end with carriage returns, which nobody else counts.
    const bool counts_newlines = is_v1 && source.big(4) == 0;
    facts.has_lines = counts_newlines;
    const std::uint64_t have = source.big(8);
    const std::uint64_t size = source.big(8);
    const bool is_empty = have == 0 && size == 0 && source.left() == 0;
    facts.is_complete = have == size && have != ~std::uint64_t{0} && !is_empty;

    while (!facts.is_complete || content.points.size() < have) {
        index_point point;
        const outcome found = read_point(source, is_v1, point);
        if (found == outcome::impossible)
            return index_errc::impossible_points;
        if (found == outcome::cut && facts.is_complete)
            return index_errc::truncated_index;
        if (found == outcome::cut)
            return index_errc::ok;
        if (!counts_newlines)
            point.lines = 0;
        if (add_point(content, point) != index_errc::ok)
            return index_errc::impossible_points;
    }
    if (source.left() < (is_v1 ? 16U : 8U))
        return index_errc::truncated_index;
    facts.output_size = source.big(8);
    if (counts_newlines)
        facts.lines = source.big(8);
    return index_errc::ok;
}

} // namespace mgunzip::detail
