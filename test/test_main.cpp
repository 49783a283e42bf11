// SPDX-License-Identifier: BSL-1.0
// The main function of every test program.
#define BOOST_TEST_MODULE mgunzip
#include <boost/test/unit_test.hpp>

#include <unistd.h>

namespace {

// A test program that hangs would hold up all the others. SIGALRM ends it, and
// a program without a report has failed. Many times what the slowest one takes
// under sanitizers.
struct time_limit {
    static constexpr unsigned seconds = 600;
    time_limit() { ::alarm(seconds); }
};

} // namespace

BOOST_TEST_GLOBAL_FIXTURE(time_limit);
