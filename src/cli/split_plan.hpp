// SPDX-License-Identifier: BSL-1.0
// Into which parts one file can be divided for several workers (--splits).
#ifndef MGUNZIP_CLI_SPLIT_PLAN_HPP
#define MGUNZIP_CLI_SPLIT_PLAN_HPP

#include "cli/message.hpp"
#include "cli/open_directories.hpp"
#include "cli/operand.hpp"
#include "cli/options.hpp"

#include <mgunzip/index.hpp>

#include <cstdint>
#include <string>

namespace mgunzip::cli {

/// One line of a plan: the number of the part, counted from 0, its first byte,
/// and how many it has; the first byte of the compressed data that it is
/// decoded from, and how many of them that takes. Tabs are between them.
std::string split_line(const gzip_index& index, std::uint64_t number,
                       std::uint64_t first, std::uint64_t size);

/// Prints the plan of one file, for parts of `wanted.split_size` bytes of
/// output: a function of the file's size and its index, or its members, alone.
/// The reporter is told what is wrong. May throw std::bad_alloc.
void print_splits(const operand& from, const options& wanted, reporter& report,
                  open_directories& directories);

} // namespace mgunzip::cli

#endif
