// SPDX-License-Identifier: BSL-1.0
// Runs all operands of the command line, in order or side by side.
#ifndef MGUNZIP_CLI_RUN_OPERANDS_HPP
#define MGUNZIP_CLI_RUN_OPERANDS_HPP

#include "cli/message.hpp"
#include "cli/options.hpp"

namespace mgunzip::cli {

/// Does what the options say with each operand and, with -r, with each file in
/// directories. An error of one does not stop the others, unless standard
/// output is broken.
///
/// Files that lie beside their inputs are made side by side, and so is `--test`
/// done, by this thread and as many more as `thread_count` allows. Files and
/// messages are the same as one after the other, and so the messages' order.
/// If threads cannot be started, the others do the work. May throw
/// std::bad_alloc.
void run_operands(const options& wanted, reporter& report);

/// How many threads that is, this one included.
unsigned thread_limit(const options& wanted);

} // namespace mgunzip::cli

#endif
