// SPDX-License-Identifier: BSL-1.0
// Measures cell after cell.
#ifndef MGUNZIP_BENCH_IO_MODES_MATRIX_HPP
#define MGUNZIP_BENCH_IO_MODES_MATRIX_HPP

#include "folder.hpp"
#include "results.hpp"
#include "settings.hpp"

#include <vector>

namespace mgunzip::bench {

struct outcome {
    std::vector<cell> cells{};
    /// False if something that was to be measured failed; what, is on standard
    /// error. What this system cannot do is not a failure.
    bool is_complete = true;
};

/// Measures everything that the settings ask for, and tells on standard error
/// how it goes. Throws where that cannot be done at all.
outcome measure_matrix(const settings& wanted,
                       const std::vector<folder>& folders);

} // namespace mgunzip::bench

#endif
