// SPDX-License-Identifier: BSL-1.0
// Leaves a test that cannot be done on this machine or by this user.
#ifndef MGUNZIP_TEST_SKIP_HPP
#define MGUNZIP_TEST_SKIP_HPP

#include <boost/test/execution_monitor.hpp>
#include <boost/test/results_collector.hpp>
#include <boost/test/unit_test.hpp>

#include <iostream>
#include <string>

namespace mgunzip::test {

/// Ends the running test case and says why. Boost.Test's report then counts it
/// as skipped, not as passed; if a check has failed already, it has failed.
[[noreturn]] inline void skip_test(const std::string& reason) {
    namespace unit_test = boost::unit_test;
    const unit_test::test_case& running =
        unit_test::framework::current_test_case();
    std::cout << "skipped: " << running.full_name() << ": " << reason
              << std::endl;
    unit_test::results_collector_t& results = unit_test::results_collector;
    if (results.results(running.p_id).p_assertions_failed == 0)
        results.test_unit_skipped(running, reason);
    // Ends a test case without being an error.
    throw boost::execution_aborted();
}

} // namespace mgunzip::test

#endif
