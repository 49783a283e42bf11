// SPDX-License-Identifier: BSL-1.0
// Puts index files together, byte by byte.
#ifndef MGUNZIP_TEST_INDEX_BUILDER_HPP
#define MGUNZIP_TEST_INDEX_BUILDER_HPP

#include "support/decode_result.hpp"
#include "support/gzip_builder.hpp"
#include "support/reference_zlib.hpp"

#include <mgunzip/index.hpp>

#include <string_view>

namespace mgunzip::test {

inline bytes little(std::uint64_t value, std::size_t size) {
    bytes result;
    for (std::size_t i = 0; i < size; ++i)
        result.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    return result;
}

inline bytes big(std::uint64_t value, std::size_t size) {
    bytes result = little(value, size);
    return {result.rbegin(), result.rend()};
}

inline bytes characters(std::string_view text) {
    return {text.begin(), text.end()};
}

/// The header of an index of indexed_gzip.
struct gzidx_header {
    std::uint8_t version = 1;
    std::uint64_t compressed_size = 1000;
    std::uint64_t output_size = 50000;
    std::uint32_t spacing = 65536;
    std::uint32_t window_size = 32768;
    std::uint32_t points = 2;

    bytes data() const {
        return characters("GZIDX") + bytes{version, 0} +
               little(compressed_size, 8) + little(output_size, 8) +
               little(spacing, 4) + little(window_size, 4) + little(points, 4);
    }
};

/// A point of indexed_gzip in version 1.
inline bytes gzidx_point(std::uint64_t in, std::uint64_t output, unsigned bits,
                         bool has_window) {
    return little(in, 8) + little(output, 8) + little(bits, 1) +
           little(has_window ? 1 : 0, 1);
}

/// The beginning of an index of gztool.
inline bytes gztool_header(bool has_lines, std::uint64_t have,
                           std::uint64_t size) {
    return bytes(8) + characters(has_lines ? "gzipindX" : "gzipindx") +
           (has_lines ? big(0, 4) : bytes{}) + big(have, 8) + big(size, 8);
}

/// A point of gztool, without a line.
inline bytes gztool_point(std::uint64_t in, std::uint64_t output, unsigned bits,
                          const bytes& window) {
    return big(output, 8) + big(in, 8) + big(bits, 4) + big(window.size(), 4) +
           window;
}

/// What `write_index` gives.
inline bytes written(const gzip_index& index, index_format format) {
    bytes result;
    const std::error_code error =
        write_index(index, format, [&](std::span<const std::uint8_t> piece) {
            result.insert(result.end(), piece.begin(), piece.end());
            return std::error_code();
        });
    if (error)
        throw std::system_error(error, "write_index");
    return result;
}

} // namespace mgunzip::test

#endif
