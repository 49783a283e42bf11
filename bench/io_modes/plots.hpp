// SPDX-License-Identifier: BSL-1.0
// What was measured, drawn by gnuplot.
#ifndef MGUNZIP_BENCH_IO_MODES_PLOTS_HPP
#define MGUNZIP_BENCH_IO_MODES_PLOTS_HPP

#include "janitor.hpp"
#include "results.hpp"

#include <string>
#include <vector>

namespace mgunzip::bench {

/// Draws SVG files into `folder`, which is made if need be; what is needed for
/// that in a folder that the janitor removes. Where gnuplot is not installed,
/// says so on standard error.
void draw_plots(const std::string& folder, janitor& cleaner,
                const std::vector<cell>& cells);

} // namespace mgunzip::bench

#endif
