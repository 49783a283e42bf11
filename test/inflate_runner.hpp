// SPDX-License-Identifier: BSL-1.0
// Runs an inflater over a stream, in pieces and windows of any size, and checks
// that it keeps its promises about them.
#ifndef MGUNZIP_TEST_INFLATE_RUNNER_HPP
#define MGUNZIP_TEST_INFLATE_RUNNER_HPP

#include "decode_result.hpp"

#include <functional>
#include <limits>
#include <span>
#include <string>

namespace mgunzip::test {

/// Gives the next size; asked before each call of the decoder.
using size_source = std::function<std::size_t()>;

inline std::size_t everything() {
    return std::numeric_limits<std::size_t>::max();
}
inline size_source always(std::size_t size) {
    return [size] { return size; };
}

/// How input and output are cut. No size may be 0.
struct run_sizes {
    size_source piece = everything;                  ///< bytes of input
    size_source goal = always(std::size_t{1} << 16); ///< `next` to `goal`
    std::size_t margin = 512;                        ///< `goal` to `end`
};

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
