// SPDX-License-Identifier: BSL-1.0
// The program that mgunzip takes the place of.
#ifndef MGUNZIP_TEST_GNU_GZIP_HPP
#define MGUNZIP_TEST_GNU_GZIP_HPP

#include "support/program_runner.hpp"
#include "support/skip.hpp"

namespace mgunzip::test {

/// Skips the running test case where the system's gzip is another one.
inline void require_gnu_gzip() {
    static const outcome version = run({.words = {"gzip", "--version"}});
    if (!version.text().starts_with("gzip 1.1"))
        skip_test("the system's gzip is not GNU gzip 1.1x");
}

} // namespace mgunzip::test

#endif
