// SPDX-License-Identifier: BSL-1.0
// Reads indexes of bgzip.
#include "index/byte_source.hpp"
#include "index/index_formats.hpp"

namespace mgunzip::detail {

bool is_bgzip(std::span<const std::uint8_t> bytes,
              std::uint64_t file_size) noexcept {
    if (bytes.size() < 8)
        return false;
    const std::uint64_t count = byte_source(bytes).little(8);
    const std::uint64_t entries = file_size - 8;
    return entries % bgzip::entry_size == 0 &&
           entries / bgzip::entry_size == count;
}

// The first member is not listed.
index_errc read_bgzip(std::span<const std::uint8_t> bytes,
                      index_content& content) {
    content.facts.format = index_format::bgzip;
    byte_source source(bytes);
    source.take(8); // the number, which `is_bgzip` has compared
    reserve_points(content, source.left() / bgzip::entry_size + 1);
    index_errc added = add_point(content, {});
    while (added == index_errc::ok && source.left() != 0) {
        index_point point;
        const std::uint64_t in = source.little(8);
        point.output = source.little(8);
        if (!block_bit(in, 0, point.bit))
            return index_errc::impossible_points;
        added = add_point(content, point);
    }
    return added;
}

} // namespace mgunzip::detail
