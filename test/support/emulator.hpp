// SPDX-License-Identifier: BSL-1.0
// Leaves a test of what an emulator does not do as the system does.
#ifndef MGUNZIP_TEST_EMULATOR_HPP
#define MGUNZIP_TEST_EMULATOR_HPP

#include "support/skip.hpp"

#include <cstdlib>
#include <string>

namespace mgunzip::test {

/// Skips the running test case if `test/cross/run` runs it.
inline void skip_if_emulated(const std::string& reason) {
    if (const char* const emulator = std::getenv("MGUNZIP_TEST_EMULATOR"))
        skip_test(std::string(emulator) + " " + reason);
}

} // namespace mgunzip::test

#endif
