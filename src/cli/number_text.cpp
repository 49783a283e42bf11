// SPDX-License-Identifier: BSL-1.0
// Numbers as text, the same in all languages.
#include "cli/number_text.hpp"

#include <charconv>

namespace mgunzip::cli {

std::string grouped(std::uint64_t number) {
    constexpr std::size_t group = 3;
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > group;) {
        at -= group;
        text.insert(at, 1, ',');
    }
    return text;
}

std::string decimal(double number, int digits) {
    char text[400]; // longer than any number with a few digits
    const auto [end, error] = std::to_chars(text, text + sizeof text, number,
                                            std::chars_format::fixed, digits);
    return {text, end};
}

std::string short_bytes(std::uint64_t number) {
    constexpr std::uint64_t thousand = 1000;
    if (number < thousand)
        return std::to_string(number) + " B";
    const char* unit = "kMGTPE";
    auto value = static_cast<double>(number) / 1000;
    // What would be rounded up to four digits is one of the next unit.
    while (value >= 999.5) {
        value /= 1000;
        ++unit;
    }
    const int digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return decimal(value, digits) + ' ' + *unit + 'B';
}

double saved_percent(std::uint64_t bytes_in, std::uint64_t bytes_out) noexcept {
    const auto in = static_cast<double>(bytes_in);
    const auto out = static_cast<double>(bytes_out);
    return bytes_out == 0 ? 0.0 : 100.0 * (out - in) / out;
}

} // namespace mgunzip::cli
