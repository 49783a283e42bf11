// SPDX-License-Identifier: BSL-1.0
// Formats of other compressors, by their magic numbers.
#include "cli/foreign_format.hpp"

#include <algorithm>

namespace mgunzip::cli {
namespace {

using namespace std::string_view_literals;

struct known_format {
    std::string_view magic;
    foreign_format format;
};

constexpr known_format known_formats[] = {
    {"\x1f\x9d"sv, {"compress (.Z)", "gzip -d"}},
    {"\x1f\x1e"sv, {"pack (.z)", "gzip -d"}},
    {"\x1f\xa0"sv, {"compress -H (lzh)", "gzip -d"}},
    {"PK\x03\x04"sv, {"zip", "unzip"}},
    {"BZh"sv, {"bzip2", "bzip2 -d"}},
    {"\xfd\x37zXZ"sv, {"xz", "xz -d"}},
    {"\x28\xb5\x2f\xfd"sv, {"zstd", "zstd -d"}},
    {"\x04\x22\x4d\x18"sv, {"lz4", "lz4 -d"}},
};

bool begins_with(std::span<const std::uint8_t> data, std::string_view magic) {
    return data.size() >= magic.size() &&
           std::equal(magic.begin(), magic.end(), data.begin(),
                      [](char expected, std::uint8_t byte) {
                          return static_cast<std::uint8_t>(expected) == byte;
                      });
}

} // namespace

foreign_format recognize(std::span<const std::uint8_t> beginning) noexcept {
    for (const known_format& known : known_formats)
        if (begins_with(beginning, known.magic))
            return known.format;
    return {};
}

} // namespace mgunzip::cli
