// SPDX-License-Identifier: BSL-1.0
// The values of --bytes and --lines: which parts of the output are wanted.
#include "cli/part_option.hpp"

#include "cli/options.hpp"

#include <charconv>
#include <string>

namespace mgunzip::cli {
namespace {

constexpr std::string_view powers = "KMGTPE";

// What a suffix multiplies with; 0 if there is no such suffix.
std::uint64_t factor_of(std::string_view suffix) noexcept {
    if (suffix.empty())
        return 1;
    if (suffix == "b")
        return 512;
    const char letter = suffix.front() == 'k' ? 'K' : suffix.front();
    const std::size_t power = powers.find(letter);
    const std::string_view rest = suffix.substr(1);
    if (power == powers.npos || (!rest.empty() && rest != "B" && rest != "iB"))
        return 0;
    const std::uint64_t base = rest == "B" ? 1000 : 1024;
    std::uint64_t factor = 1;
    for (std::size_t i = 0; i <= power; ++i)
        factor *= base;
    return factor;
}

[[noreturn]] void refuse(std::string_view part, std::string_view option) {
    throw usage_error(std::string(option).append(": '").append(part).append(
        "' is none of FROM+N, FROM+, -N"));
}

output_part parse_part(std::string_view text, std::uint64_t first,
                       std::string_view option) {
    if (text.starts_with('-')) {
        const auto count = parse_size(text.substr(1));
        if (!count)
            refuse(text, option);
        return {.from = *count, .count = {}, .is_tail = true};
    }
    const std::size_t plus = text.find('+');
    if (plus == text.npos)
        refuse(text, option);
    const auto from = parse_size(text.substr(0, plus));
    if (!from || *from < first)
        refuse(text, option);
    output_part part{.from = *from - first};
    const std::string_view behind = text.substr(plus + 1);
    if (behind.empty())
        return part;
    part.count = parse_size(behind);
    if (!part.count || *part.count > ~part.from)
        refuse(text, option);
    return part;
}

} // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) noexcept {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{})
        return std::nullopt;
    const std::uint64_t factor =
        factor_of({stop, static_cast<std::size_t>(end - stop)});
    if (factor == 0 || number > ~std::uint64_t{0} / factor)
        return std::nullopt;
    return number * factor;
}

std::vector<output_part> parse_parts(std::string_view text, std::uint64_t first,
                                     std::string_view option) {
    std::vector<output_part> parts;
    for (;;) {
        const std::size_t comma = text.find(',');
        parts.push_back(parse_part(text.substr(0, comma), first, option));
        if (comma == text.npos)
            return parts;
        text.remove_prefix(comma + 1);
    }
}

} // namespace mgunzip::cli
