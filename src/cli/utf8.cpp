// SPDX-License-Identifier: BSL-1.0
// Finds the characters in text that may be anything, as file names are.
#include "cli/utf8.hpp"

namespace mgunzip::cli {
namespace {

unsigned byte_at(std::string_view text, std::size_t at) noexcept {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

bool is_tail(std::string_view text, std::size_t at) noexcept {
    return (byte_at(text, at) & 0xc0) == 0x80;
}

} // namespace

std::size_t utf8_length(std::string_view text) noexcept {
    const unsigned first = byte_at(text, 0);
    const unsigned second = byte_at(text, 1);
    if (first < 0x80)
        return text.empty() ? 0 : 1;
    if (!is_tail(text, 1))
        return 0;
    if (first >= 0xc2 && first <= 0xdf)
        return 2;
    if (!is_tail(text, 2))
        return 0;
    if (first >= 0xe0 && first <= 0xef) {
        const bool is_overlong = first == 0xe0 && second < 0xa0;
        const bool is_surrogate = first == 0xed && second >= 0xa0;
        return is_overlong || is_surrogate ? 0 : 3;
    }
    if (first >= 0xf0 && first <= 0xf4 && is_tail(text, 3)) {
        const bool is_overlong = first == 0xf0 && second < 0x90;
        const bool is_beyond = first == 0xf4 && second >= 0x90;
        return is_overlong || is_beyond ? 0 : 4;
    }
    return 0;
}

bool is_control(std::string_view text) noexcept {
    const unsigned first = byte_at(text, 0);
    const unsigned second = byte_at(text, 1);
    return first < 0x20 || first == 0x7f ||
           (first == 0xc2 && second >= 0x80 && second < 0xa0);
}

} // namespace mgunzip::cli
