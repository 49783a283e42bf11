// SPDX-License-Identifier: BSL-1.0
// All options: their names, what they do, and what --help says of them.
#ifndef MGUNZIP_CLI_OPTION_TABLE_HPP
#define MGUNZIP_CLI_OPTION_TABLE_HPP

#include "cli/options.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mgunzip::cli {

/// Whether an option takes a value. An optional one stands behind '='.
enum class option_value : std::uint8_t { none, optional, required };

/// Whose an option is. Abbreviations are looked for among GNU gzip's first.
enum class option_origin : std::uint8_t { gnu, own };

/// Under which heading --help, the manual page and the README show an option.
enum class option_group : std::uint8_t {
    output,
    input,
    information,
    performance,
    compatibility, ///< accepted for scripts that were written for gzip
};

/// All groups in the order in which documents show them.
inline constexpr std::array option_groups = {
    option_group::output, option_group::input, option_group::information,
    option_group::performance, option_group::compatibility};

/// The heading: "Output" and so on.
std::string_view group_title(option_group group) noexcept;

struct option_entry {
    const char* names; ///< "long,s" as Program_options has it; one may be empty
    option_origin origin;
    option_group group;
    option_value takes_value;
    const char* value_name; ///< null without a value
    const char* help;       ///< null: accepted, but not documented
    /// May throw usage_error. An optional value that is missing is empty.
    void (*apply)(options& result, const std::string& value);

    /// Each may be empty.
    std::string_view long_name() const noexcept;
    std::string_view short_name() const noexcept;
};

std::span<const option_entry> option_table() noexcept;

/// The names of all options that --help shows: "--keep", "-k", and so on.
std::vector<std::string> option_names();

/// The text of --help.
std::string help_text();

} // namespace mgunzip::cli

#endif
