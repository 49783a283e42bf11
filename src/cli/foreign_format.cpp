// SPDX-License-Identifier: BSL-1.0
// What is not in gzip format, but of which one can tell what it is.
#include "cli/foreign_format.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

namespace mgunzip::cli {
namespace {

using namespace std::string_view_literals;

struct known_format {
    std::size_t offset;
    std::string_view magic;
    foreign_format format;
};

constexpr std::string_view by_gzip = "gzip -d decompresses it";
constexpr std::string_view by_gnu_gzip = "GNU gzip decompresses it";

constexpr known_format known_formats[] = {
    {0, "\x1f\x9d"sv, {"compress (.Z)", by_gzip, "uncompress decompresses it"}},
    {0, "\x1f\x1e"sv, {"pack (.z)", by_gzip, by_gnu_gzip}},
    {0, "\x1f\xa0"sv, {"compress -H (lzh)", by_gzip, by_gnu_gzip}},
    {0, "PK\x03\x04"sv, {"zip", "unzip decompresses it"}},
    {0, "BZh"sv, {"bzip2", "bzip2 -d decompresses it"}},
    {0, "\xfd\x37zXZ"sv, {"xz", "xz -d decompresses it"}},
    {0, "\x28\xb5\x2f\xfd"sv, {"zstd", "zstd -d decompresses it"}},
    {0, "\x04\x22\x4d\x18"sv, {"lz4", "lz4 -d decompresses it"}},
    {257, "ustar"sv, {"tar, not compressed", "tar xf unpacks it"}},
};

// What servers send in place of a file, as text.
constexpr std::string_view ask_server =
    "look at it: a server may have sent it in place of the file";
constexpr foreign_format html{"HTML", ask_server};
constexpr foreign_format json{"JSON", ask_server};

bool has_at(std::span<const std::uint8_t> data, std::size_t offset,
            std::string_view magic) {
    return data.size() >= offset + magic.size() &&
           std::equal(magic.begin(), magic.end(), data.subspan(offset).begin(),
                      [](char expected, std::uint8_t byte) {
                          return static_cast<std::uint8_t>(expected) == byte;
                      });
}

constexpr bool is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

// In lower case, without blanks and the mark of UTF-8 in front.
std::string text_of(std::span<const std::uint8_t> data) {
    constexpr std::string_view utf8_mark = "\xef\xbb\xbf";
    if (has_at(data, 0, utf8_mark))
        data = data.subspan(utf8_mark.size());
    std::string text;
    for (const std::uint8_t byte : data) {
        const char letter = static_cast<char>(byte);
        if (!text.empty() || !is_blank(letter))
            text += letter >= 'A' && letter <= 'Z'
                        ? static_cast<char>(letter - 'A' + 'a')
                        : letter;
    }
    return text;
}

bool is_html(std::string_view text) {
    return text.starts_with("<!doctype html") || text.starts_with("<html") ||
           text.starts_with("<head") || text.starts_with("<body");
}

// An object or an array of something, at least as far as it goes.
bool is_json(std::string_view text) {
    if (!text.starts_with('{') && !text.starts_with('['))
        return false;
    const auto next = std::find_if_not(text.begin() + 1, text.end(), is_blank);
    return next != text.end() &&
           (*next == '"' || *next == (text.front() == '{' ? '}' : ']') ||
            (text.front() == '[' && (*next == '{' || *next == '[')));
}

} // namespace

foreign_format recognize(std::span<const std::uint8_t> beginning) {
    for (const known_format& known : known_formats)
        if (has_at(beginning, known.offset, known.magic))
            return known.format;
    const std::string text = text_of(beginning);
    if (is_html(text))
        return html;
    return is_json(text) ? json : foreign_format{};
}

} // namespace mgunzip::cli
