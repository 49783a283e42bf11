// SPDX-License-Identifier: BSL-1.0
// Reads indexes of indexed_gzip.
#include "index/byte_source.hpp"
#include "index/index_formats.hpp"

#include <algorithm>

namespace mgunzip::detail {

bool is_gzidx(std::span<const std::uint8_t> bytes) noexcept {
    return bytes.size() >= gzidx::magic.size() &&
           std::equal(gzidx::magic.begin(), gzidx::magic.end(), bytes.begin());
}

// Behind the header come all points, and then the windows of those that have
// one; so the size of the file says whether all is there.
index_errc read_gzidx(std::span<const std::uint8_t> bytes,
                      index_content& content) {
    if (bytes.size() < gzidx::header_size)
        return index_errc::truncated_index;
    byte_source source(bytes);
    source.take(gzidx::magic.size());
    const std::uint64_t version = source.little(1);
    source.take(1); // flags
    const std::uint64_t compressed_size = source.little(8);
    const std::uint64_t output_size = source.little(8);
    content.facts.format = index_format::gzidx;
    content.facts.spacing = source.little(4);
    const std::uint64_t window_size = source.little(4);
    const std::uint64_t count = source.little(4);
    if (version > gzidx::version || window_size != gzidx::window_size)
        return index_errc::unknown_version;
    if (compressed_size != 0 &&
        compressed_size != content.facts.compressed_size)
        return index_errc::other_size;
    if (output_size != 0)
        content.facts.output_size = output_size;

    const std::size_t point_size = gzidx::point_size + (version == 1 ? 1 : 0);
    if (source.left() / point_size < count)
        return index_errc::truncated_index;
    byte_source points(
        source.take(static_cast<std::size_t>(count) * point_size));
    reserve_points(content, count);
    while (points.left() != 0) {
        index_point point;
        const std::uint64_t in = points.little(8);
        point.output = points.little(8);
        if (!block_bit(in, points.little(1), point.bit))
            return index_errc::impossible_points;
        const bool has_window =
            version == 1 ? points.little(1) != 0 : !content.points.empty();
        if (has_window) {
            if (source.left() < gzidx::window_size)
                return index_errc::truncated_index;
            point.window = source.take(gzidx::window_size);
        }
        if (add_point(content, point) != index_errc::ok)
            return index_errc::impossible_points;
    }
    return index_errc::ok;
}

} // namespace mgunzip::detail
