// SPDX-License-Identifier: BSL-1.0
// The files that were made in this run: none of them replaces another.
#ifndef MGUNZIP_CLI_MADE_OUTPUTS_HPP
#define MGUNZIP_CLI_MADE_OUTPUTS_HPP

#include "cli/input_file.hpp"
#include "cli/options.hpp"

#include <mutex>
#include <optional>
#include <string>

#include <sys/stat.h>

namespace mgunzip::cli {

/// Who gives names to outputs of which one could replace another holds this
/// from before looking for the other one until the new one is remembered.
[[nodiscard]] std::unique_lock<std::mutex>
take_naming_turn(const options& wanted);

/// Remembers the output of `input`, which has its name and is open as `fd`, if
/// another one could replace it. For the whole process, as the other one is.
/// Any thread may call these functions; they may throw std::bad_alloc.
void remember_output(int fd, const input_file& input, const options& wanted);

/// The name of the input whose output `file` is, if it was made in this run and
/// of another input than `input`, and nobody has changed anything of it since.
std::optional<std::string> find_made_output(const struct stat& file,
                                            const input_file& input);

} // namespace mgunzip::cli

#endif
