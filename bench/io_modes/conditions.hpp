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

/// Whether the host of a virtual machine takes free memory back, of the text of
/// a virtio device's `features`: a digit for each bit, the lowest first.
bool has_page_reporting(const std::string& balloon_features);

} // namespace mgunzip::bench

#endif
