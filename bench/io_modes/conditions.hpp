// SPDX-License-Identifier: BSL-1.0
// What numbers depend on besides the ways to write.
#ifndef MGUNZIP_BENCH_IO_MODES_CONDITIONS_HPP
#define MGUNZIP_BENCH_IO_MODES_CONDITIONS_HPP

#include "folder.hpp"
#include "settings.hpp"

#include <string>
#include <vector>

namespace mgunzip::bench {

/// The command, the machine and the data, each "what: how".
std::vector<std::string> conditions_of(const settings& wanted,
                                       const std::vector<folder>& folders);

} // namespace mgunzip::bench

#endif
