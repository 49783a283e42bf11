// SPDX-License-Identifier: BSL-1.0
// Measurements as a file of comma-separated values, for
// bench/programs/io_modes_report; doc/io-modes.md explains its columns.
#ifndef MGUNZIP_BENCH_IO_MODES_CSV_HPP
#define MGUNZIP_BENCH_IO_MODES_CSV_HPP

#include "results.hpp"

#include <string>
#include <vector>

namespace mgunzip::bench {

/// A line for each round of each cell, and in front of them lines that begin
/// with "# ": what the numbers depend on besides.
class csv_file {
  public:
    /// `is_appended`: what the file has stays in front.
    csv_file(std::string path, bool is_appended,
             const std::vector<std::string>& conditions);

    /// Writes the file anew. Throws where that is not possible.
    void write(const std::vector<cell>& cells) const;

  private:
    std::string path_;
    std::string head_; // up to the first line of the cells
};

} // namespace mgunzip::bench

#endif
