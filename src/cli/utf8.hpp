// SPDX-License-Identifier: BSL-1.0
// Finds the characters in text that may be anything, as file names are.
#ifndef MGUNZIP_CLI_UTF8_HPP
#define MGUNZIP_CLI_UTF8_HPP

#include <cstddef>
#include <string_view>

namespace mgunzip::cli {

/// How many bytes at the beginning of `text` form one character of UTF-8: 0 if
/// none do. Overlong forms, surrogates and what is beyond U+10FFFF are no
/// characters (RFC 3629, section 4).
std::size_t utf8_length(std::string_view text) noexcept;

/// True if `text`, which is not empty, begins with a control character: U+0000
/// to U+001F, or U+007F to U+009F.
bool is_control(std::string_view text) noexcept;

} // namespace mgunzip::cli

#endif
