// SPDX-License-Identifier: BSL-1.0
// What was measured, drawn by gnuplot.
#ifndef MGUNZIP_BENCH_IO_MODES_PLOTS_HPP
#define MGUNZIP_BENCH_IO_MODES_PLOTS_HPP

#include "results.hpp"

#include <string>
#include <vector>

namespace mgunzip::bench {

/// Draws SVG files into `folder`, which is made if need be; scripts are
/// written to `scratch`. Where gnuplot is not installed, says so on standard
/// error.
void draw_plots(const std::string& folder, const std::string& scratch,
                const std::vector<cell>& cells);

} // namespace mgunzip::bench

#endif
