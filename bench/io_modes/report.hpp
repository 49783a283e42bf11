// SPDX-License-Identifier: BSL-1.0
// What was measured, as Markdown.
#ifndef MGUNZIP_BENCH_IO_MODES_REPORT_HPP
#define MGUNZIP_BENCH_IO_MODES_REPORT_HPP

#include "results.hpp"
#include "settings.hpp"

#include <iosfwd>
#include <vector>

namespace mgunzip::bench {

/// Prints the conditions and the tables.
void print_report(std::ostream& out, const settings& wanted,
                  const std::vector<cell>& cells);

} // namespace mgunzip::bench

#endif
