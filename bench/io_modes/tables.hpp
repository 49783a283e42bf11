// SPDX-License-Identifier: BSL-1.0
// Tables of the report.
#ifndef MGUNZIP_BENCH_IO_MODES_TABLES_HPP
#define MGUNZIP_BENCH_IO_MODES_TABLES_HPP

#include "results.hpp"

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

namespace mgunzip::bench {

using cell_list = std::vector<const cell*>;
using way_filter = std::function<bool(const result&)>;

/// Names of all ways that count, in the order in which they turn up.
std::vector<std::string> names_of(const cell_list& cells,
                                  const way_filter& counts);

/// A row for each cell, a column for each way that counts: minimum / median
/// (minimum in relation to that of the cell's fastest way, whether that counts
/// or not). Prints nothing where there is nothing to print.
void print_times(std::ostream& out, const cell_list& cells,
                 const way_filter& counts);

/// A row for each cell: the fastest way, and how auto and mmap compare with
/// the fastest that can be asked for.
void print_choices(std::ostream& out, const cell_list& cells);

/// A row for each way of one cell: medians of what else it costs.
void print_costs(std::ostream& out, const cell& where);

} // namespace mgunzip::bench

#endif
