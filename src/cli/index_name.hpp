// SPDX-License-Identifier: BSL-1.0
// Where the index of a file lies.
#ifndef MGUNZIP_CLI_INDEX_NAME_HPP
#define MGUNZIP_CLI_INDEX_NAME_HPP

#include <mgunzip/index.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mgunzip::cli {

/// The name that the program behind each format uses: x.gz.gzi for bgzip, x.gzi
/// for gztool, which adds .gzi to names that do not end in .gz, and x.gz.gzidx
/// for indexed_gzip, which has no rule.
std::string index_name_for(std::string_view name, index_format format);

/// All of these, the first one that there is to be taken.
std::vector<std::string> index_names_for(std::string_view name);

/// The format that the end of an index file's name stands for: only .gzidx
/// does.
std::optional<index_format> format_by_name(std::string_view index_name);

} // namespace mgunzip::cli

#endif
