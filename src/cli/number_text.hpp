// SPDX-License-Identifier: BSL-1.0
// Numbers as text, the same in all languages.
#ifndef MGUNZIP_CLI_NUMBER_TEXT_HPP
#define MGUNZIP_CLI_NUMBER_TEXT_HPP

#include <cstdint>
#include <string>

namespace mgunzip::cli {

/// "1,234,567".
std::string grouped(std::uint64_t number);

/// "999 B", "1.05 GB": three digits, and decimal units.
std::string short_bytes(std::uint64_t number);

/// With a dot and so many digits behind it.
std::string decimal(double number, int digits);

/// What compressing has saved, in percent of the output; negative if it has
/// made more of it, 0 if there is no output.
double saved_percent(std::uint64_t bytes_in, std::uint64_t bytes_out) noexcept;

} // namespace mgunzip::cli

#endif
