// SPDX-License-Identifier: BSL-1.0
// libFuzzer: indexes, and parts of files by them, against the reference
// decoder.
#include "fuzz/fuzz_targets.hpp"

// An exception ends the program, which is what the fuzzer looks for.
extern "C" [[gnu::visibility("default")]] int
LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    mgunzip::test::fuzz_index({data, size});
    return 0;
}
