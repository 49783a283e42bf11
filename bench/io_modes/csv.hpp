// SPDX-License-Identifier: BSL-1.0
// Measurements as a file of comma-separated values, for
// bench/programs/io_modes_report; doc/io-modes.md explains its columns.
#ifndef MGUNZIP_BENCH_IO_MODES_CSV_HPP
#define MGUNZIP_BENCH_IO_MODES_CSV_HPP

#include "results.hpp"

#include <string>
#include <vector>

namespace mgunzip::bench {

/// Writes every round of every cell as one line. Throws where that is not
/// possible.
void write_csv(const std::string& path, const std::vector<cell>& cells);

} // namespace mgunzip::bench

#endif
