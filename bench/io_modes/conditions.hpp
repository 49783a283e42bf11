// SPDX-License-Identifier: BSL-1.0
// What numbers depend on besides the ways to write.
#ifndef MGUNZIP_BENCH_IO_MODES_CONDITIONS_HPP
#define MGUNZIP_BENCH_IO_MODES_CONDITIONS_HPP

#include "settings.hpp"

#include <iosfwd>

namespace mgunzip::bench {

/// Prints the command, the machine and the data as a list in Markdown.
void print_conditions(std::ostream& out, const settings& wanted);

} // namespace mgunzip::bench

#endif
