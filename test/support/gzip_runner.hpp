// SPDX-License-Identifier: BSL-1.0
// Runs a gzip decoder over a file, in pieces and windows of any size, and
// checks that it keeps its promises about them.
#ifndef MGUNZIP_TEST_GZIP_RUNNER_HPP
#define MGUNZIP_TEST_GZIP_RUNNER_HPP

#include "support/reference_gunzip.hpp"
#include "support/run_sizes.hpp"

namespace mgunzip::test {

/// As `run_inflater`, for whole files and gzip.hpp.
gunzip_result run_gzip_decoder(std::span<const std::uint8_t> input,
                               const run_sizes& sizes = {});

/// The same with members decoded at once where that is possible: the outcome
/// has the last of the members only.
gunzip_result run_members_at_once(std::span<const std::uint8_t> input,
                                  run_sizes sizes = {});

/// What is expected of that.
gunzip_result with_last_member(gunzip_result expected);

} // namespace mgunzip::test

#endif
