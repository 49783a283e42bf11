// SPDX-License-Identifier: BSL-1.0
// libFuzzer: zlib and bare DEFLATE streams by the library's functions against
// the reference decoder.
#include "fuzz/fuzz_targets.hpp"

// An exception ends the program, which is what the fuzzer looks for.
extern "C" [[gnu::visibility("default")]] int
LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    mgunzip::test::fuzz_zlib({data, size});
    return 0;
}
