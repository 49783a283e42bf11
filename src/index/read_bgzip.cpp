// SPDX-License-Identifier: BSL-1.0
// Reads indexes of bgzip.
#include "index/byte_source.hpp"
#include "index/index_formats.hpp"

namespace mgunzip::detail {

bool is_bgzip(std::span<const std::uint8_t> bytes) noexcept {
    if (bytes.size() < 8)
        return false;
    byte_source source(bytes);
    const std::uint64_t count = source.little(8);
    return source.left() % bgzip::entry_size == 0 &&
           source.left() / bgzip::entry_size == count;
}

// The first member is not listed.
index_errc read_bgzip(std::span<const std::uint8_t> bytes,
                      index_content& content) {
    content.facts.format = index_format::bgzip;
    byte_source source(bytes);
    source.take(8); // the number, which `is_bgzip` has compared
    content.points.reserve(source.left() / bgzip::entry_size + 1);
    content.points.emplace_back();
    while (source.left() != 0) {
        index_point point;
        const std::uint64_t in = source.little(8);
        point.output = source.little(8);
        if (!block_bit(in, 0, point.bit))
            return index_errc::impossible_points;
        content.points.push_back(point);
    }
    return index_errc::ok;
}

} // namespace mgunzip::detail
