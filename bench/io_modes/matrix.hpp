// SPDX-License-Identifier: BSL-1.0
// Measures cell after cell.
#ifndef MGUNZIP_BENCH_IO_MODES_MATRIX_HPP
#define MGUNZIP_BENCH_IO_MODES_MATRIX_HPP

#include "folder.hpp"
#include "results.hpp"
#include "settings.hpp"

#include <functional>
#include <vector>

namespace mgunzip::bench {

/// Measures everything that the settings ask for, and tells on standard error
/// how it goes. `after_cell` is given all cells so far, whenever there is one
/// more. Returns false if something that was to be measured failed; what, is on
/// standard error. What this system cannot do is not a failure. Throws where
/// the data cannot be made.
[[nodiscard]] bool
measure_matrix(const settings& wanted, const std::vector<folder>& folders,
               const std::function<void(const std::vector<cell>&)>& after_cell);

} // namespace mgunzip::bench

#endif
