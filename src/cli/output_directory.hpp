// SPDX-License-Identifier: BSL-1.0
// --output-dir: outputs in another directory than the inputs.
#ifndef MGUNZIP_CLI_OUTPUT_DIRECTORY_HPP
#define MGUNZIP_CLI_OUTPUT_DIRECTORY_HPP

#include "cli/destination.hpp"
#include "cli/message.hpp"
#include "cli/open_directories.hpp"
#include "cli/operand.hpp"
#include "cli/options.hpp"

#include <vector>

namespace mgunzip::cli {

/// False if two of the operands would have one output, for which the reporter
/// is told of each such pair. What their directories are called says nothing,
/// but with -r what lies below an operand is told apart by its way from there.
/// Names that are stored in the files are not known yet.
[[nodiscard]] bool are_outputs_different(const std::vector<operand>& operands,
                                         const options& wanted,
                                         reporter& report);

/// True if surely no output is made under the name of an input, whatever the
/// directories are: none has the name of another one.
[[nodiscard]] bool are_outputs_no_inputs(const std::vector<operand>& operands,
                                         const options& wanted);

/// Opens the directory itself, which is made if it alone is missing. Returns
/// false when it cannot be had; the reporter has been told.
[[nodiscard]] bool open_output_directory(const options& wanted,
                                         reporter& report,
                                         shared_directory& result);

/// What is to lie beside the input goes to the directory, if the options say
/// so. It is not opened yet.
void move_to_output_directory(destination& to, const operand& input,
                              const options& wanted);

/// Opens that directory for `claim_name`, with those in between made as far as
/// they are missing. Returns false when it cannot be had; the reporter has been
/// told.
[[nodiscard]] bool enter_output_directory(destination& to, const operand& input,
                                          const options& wanted,
                                          open_directories& directories,
                                          reporter& report);

} // namespace mgunzip::cli

#endif
