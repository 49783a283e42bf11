// SPDX-License-Identifier: BSL-1.0
// The advice that messages end with, all in one place.
#ifndef MGUNZIP_CLI_HINT_HPP
#define MGUNZIP_CLI_HINT_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace mgunzip::cli {

/// What messages are about, other than error codes. doc/errors.md has the
/// message of each.
enum class situation : std::uint8_t {
    bad_usage,
    asked_to_compress,
    called_to_compress, ///< as gzip, without an option
    unknown_kernel,
    input_is_directory,
    input_is_special,
    input_is_privileged, ///< setuid or setgid
    input_is_sticky,
    input_has_links,
    input_is_link,
    found_link,    ///< in a directory
    found_special, ///< in a directory
    input_is_terminal,
    unknown_suffix,
    found_without_suffix, ///< in a directory
    output_exists,
    output_is_directory,
    output_is_input,
    same_output,        ///< of two inputs
    output_way_refused, ///< of --io, for what is no new file
    stored_name_is_input,
    other_data,      ///< not in gzip format, and on the way to standard output
    output_withheld, ///< an error, and some output that gets no name
    input_changes,   ///< an error, maybe because of that
    input_changed,
    input_replaced,
    input_not_removed,
    attributes_lost,
    index_without_name,
    no_index, ///< a device or the like is to be one
    index_is_output,
    no_index_in_the_way, ///< a file of that name
    index_is_older,      ///< than the input
    index_unfit,         ///< found beside the input
    split_without_index,
    part_needs_mapping,
    part_goes_back,
    part_behind_end, ///< of the output
    part_is_cut,     ///< by that
    trailing_zeros,
    trailing_garbage,
};

/// What can be done, in a few words; an empty text where there is nothing. The
/// tests see to it that there is a text for each enumerator, be it empty.
std::optional<std::string_view> hint_for(situation about) noexcept;

/// The same for `errc`, by its class, and `io_errc`. Nothing for other codes.
std::optional<std::string_view> hint_for(const std::error_code& error) noexcept;

/// The same for what is wrong with a file that is to be made; some of the
/// system's codes have a text then.
std::optional<std::string_view>
hint_for_new_file(const std::error_code& error) noexcept;

/// "TEXT; HINT", or TEXT alone where there is no hint.
std::string with_hint(std::string text, std::optional<std::string_view> hint);

inline std::string with_hint(std::string text, situation about) {
    return with_hint(std::move(text), hint_for(about));
}

} // namespace mgunzip::cli

#endif
