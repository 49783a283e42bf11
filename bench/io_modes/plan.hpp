// SPDX-License-Identifier: BSL-1.0
// Which cells are worth their time, and which ways in each.
#ifndef MGUNZIP_BENCH_IO_MODES_PLAN_HPP
#define MGUNZIP_BENCH_IO_MODES_PLAN_HPP

#include "folder.hpp"
#include "results.hpp"
#include "settings.hpp"
#include "variant.hpp"

#include <vector>

namespace mgunzip::bench {

/// One cell before it is measured.
struct planned_cell {
    const folder* where = nullptr;
    cell what;
    std::vector<variant> ways;
};

/// Everything that the settings ask for and that has something to say, in the
/// order in which it is measured: all of a size together, and of this all of a
/// folder. The folders must live as long as the plan.
std::vector<planned_cell> make_plan(const settings& wanted,
                                    const std::vector<folder>& folders);

} // namespace mgunzip::bench

#endif
