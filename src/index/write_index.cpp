// SPDX-License-Identifier: BSL-1.0
// Writes indexes for other programs.
#include <mgunzip/index.hpp>

#include "index/index_formats.hpp"
#include "index/number_writer.hpp"
#include "index/window_packer.hpp"

#include <algorithm>
#include <limits>

namespace mgunzip {
namespace detail {

std::error_code write_gzidx(const gzip_index& index, const index_sink& sink) {
    const index_facts& facts = index.facts();
    const std::span<const index_point> points = index.points();
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    if (facts.format == index_format::bgzip || !facts.output_size ||
        points.size() > most)
        return index_errc::unsuitable_format;
    number_writer to(sink);
    to.text(gzidx::magic);
    to.little(gzidx::version, 1);
    to.little(0, 1); // flags
    to.little(facts.compressed_size, 8);
    to.little(*facts.output_size, 8);
    to.little(
        std::clamp<std::uint64_t>(facts.spacing, gzidx::window_size, most), 4);
    to.little(gzidx::window_size, 4);
    to.little(points.size(), 4);
    for (const index_point& point : points) {
        to.little(whole_byte(point.bit), 8);
        to.little(point.output, 8);
        to.little(bits_in_front(point.bit), 1);
        to.little(point.window.empty() ? 0 : 1, 1);
        if (const std::error_code error = to.flush_if_large())
            return error;
    }
    index_window window;
    for (const index_point& point : points) {
        if (point.window.empty())
            continue;
        if (const std::error_code error = window.load(point))
            return error;
        to.zeros(gzidx::window_size - window.bytes().size());
        to.bytes(window.bytes());
        if (const std::error_code error = to.flush_if_large())
            return error;
    }
    return to.flush();
}

std::error_code write_gztool(const gzip_index& index, const index_sink& sink) {
    const index_facts& facts = index.facts();
    if (facts.format == index_format::bgzip || !facts.output_size)
        return index_errc::unsuitable_format;
    const bool has_lines = facts.has_lines && facts.lines;
    window_packer packer;
    number_writer to(sink);
    to.zeros(gztool::magic_offset);
    to.text(has_lines ? gztool::magic_with_lines : gztool::magic);
    if (has_lines)
        to.big(0, 4); // they end with newlines
    to.big(index.points().size(), 8);
    to.big(index.points().size(), 8);
    for (const index_point& point : index.points()) {
        to.big(point.output, 8);
        to.big(whole_byte(point.bit), 8);
        to.big(bits_in_front(point.bit), 4);
        const std::vector<std::uint8_t> packed =
            point.window.empty() || point.is_packed
                ? std::vector(point.window.begin(), point.window.end())
                : packer.pack(point.window);
        to.big(packed.size(), 4);
        to.bytes(packed);
        if (has_lines)
            to.big(point.lines + 1, 8);
        if (const std::error_code error = to.flush_if_large())
            return error;
    }
    to.big(*facts.output_size, 8);
    if (has_lines)
        to.big(*facts.lines, 8);
    return to.flush();
}

std::error_code write_bgzip(const gzip_index& index, const index_sink& sink) {
    const std::span<const index_point> points = index.points();
    if (index.facts().format != index_format::bgzip || points.empty() ||
        points.front().bit != 0)
        return index_errc::unsuitable_format;
    number_writer to(sink);
    to.little(points.size() - 1, 8);
    for (const index_point& point : points.subspan(1)) {
        to.little(point.bit / 8, 8);
        to.little(point.output, 8);
        if (const std::error_code error = to.flush_if_large())
            return error;
    }
    return to.flush();
}

} // namespace detail

std::error_code write_index(const gzip_index& index, index_format format,
                            const index_sink& sink) {
    switch (format) {
    case index_format::bgzip:
        return detail::write_bgzip(index, sink);
    case index_format::gztool:
        return detail::write_gztool(index, sink);
    case index_format::gzidx:
        break;
    }
    return detail::write_gzidx(index, sink);
}

} // namespace mgunzip
