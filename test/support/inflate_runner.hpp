// SPDX-License-Identifier: BSL-1.0
// Runs an inflater over a stream, in pieces and windows of any size, and checks
// that it keeps its promises about them.
#ifndef MGUNZIP_TEST_INFLATE_RUNNER_HPP
#define MGUNZIP_TEST_INFLATE_RUNNER_HPP

#include "support/run_sizes.hpp"

namespace mgunzip::test {

/// Decodes a whole stream. Input and window of each call are blocks of memory
/// of exactly the right size, for the address sanitizer to watch, and history
/// is there only as far as the contract says. Throws std::logic_error when the
/// decoder breaks a promise of inflate.hpp.
decode_result run_inflater(std::span<const std::uint8_t> input,
                           const run_sizes& sizes = {});

/// The kernels that this processor has.
std::vector<std::string> supported_inflate_kernels();

/// Runs `test` with each supported kernel, then selects the one from before.
void for_each_inflate_kernel(
    const std::function<void(const std::string& kernel)>& test);

} // namespace mgunzip::test

#endif
