// SPDX-License-Identifier: BSL-1.0
// Removes an input whose output has got its name.
#ifndef MGUNZIP_CLI_REMOVE_INPUT_HPP
#define MGUNZIP_CLI_REMOVE_INPUT_HPP

#include "cli/input_file.hpp"
#include "cli/message.hpp"

namespace mgunzip::cli {

/// Removes the input from the directory in which it was opened, if it is still
/// what was decoded. Returns true if it is gone; else the reporter has been
/// told.
bool remove_input(const input_file& input, reporter& report);

} // namespace mgunzip::cli

#endif
