// SPDX-License-Identifier: BSL-1.0
// From the name of a compressed file to that of the decompressed one, and back.
#ifndef MGUNZIP_CLI_OUTPUT_NAME_HPP
#define MGUNZIP_CLI_OUTPUT_NAME_HPP

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mgunzip::cli {

/// `name` without its suffix, as GNU gunzip does it: `suffix` (-S) comes first,
/// then .gz .z .taz .tgz -gz -z _z, in any case of letters; a `suffix` that is
/// the end of one of those comes last. .tgz and .taz become .tar. Nothing if
/// there is no known suffix, or nothing in front of it.
std::optional<std::string> output_name_for(std::string_view name,
                                           std::string_view suffix);

/// What GNU gunzip tries where there is no file `name`: the name with `suffix`
/// (-S), .gz, .z, -z and .Z. Nothing if it has a known suffix already.
std::vector<std::string> compressed_names_for(std::string_view name,
                                              std::string_view suffix);

} // namespace mgunzip::cli

#endif
