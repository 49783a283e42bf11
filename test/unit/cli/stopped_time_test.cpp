// SPDX-License-Identifier: BSL-1.0
// The time for which the process was stopped.
#include "cli/stopped_time.hpp"

#include "support/child_process.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>

using namespace mgunzip;
using namespace std::chrono_literals;
using cli::stopped_time;

BOOST_AUTO_TEST_CASE(gap_counts_if_the_process_was_told_to_go_on) {
    stopped_time time;
    time.look(1000s, 0);
    time.look(1010s, 0); // it has waited
    BOOST_TEST((time.all() == 0s));
    time.look(1011s, 1);
    BOOST_TEST((time.all() == 1s));
    time.look(1020s, 1);
    time.look(1022s, 3);
    BOOST_TEST((time.all() == 3s));
}

BOOST_AUTO_TEST_CASE(signal_may_be_noticed_a_little_later) {
    stopped_time time;
    time.look(1s, 0);
    time.look(61s, 0);
    time.look(61s + 1ms, 0);
    time.look(61s + 2ms, 1);
    BOOST_TEST((time.all() == 60s));
    // It counts once.
    time.look(61s + 3ms, 2);
    BOOST_TEST((time.all() == 60s));
}

BOOST_AUTO_TEST_CASE(signal_without_a_stop_counts_nothing) {
    stopped_time time;
    time.look(1s, 5);
    time.look(3s, 5);
    for (int i = 1; i < 50; ++i)
        time.look(3s + i * 10ms, 5);
    time.look(3s + 500ms, 6);
    BOOST_TEST((time.all() == 0s));
}

BOOST_AUTO_TEST_CASE(continuations_are_counted_unless_they_are_ignored) {
    const int status = test::status_of_child([] {
        ::raise(SIGCONT);
        if (cli::continuations() != 0)
            return false;
        cli::count_continuations();
        ::raise(SIGCONT);
        ::raise(SIGCONT);
        return cli::continuations() == 2;
    });
    BOOST_TEST(test::is_success(status));
    const int ignored = test::status_of_child([] {
        std::signal(SIGCONT, SIG_IGN);
        cli::count_continuations();
        ::raise(SIGCONT);
        return cli::continuations() == 0;
    });
    BOOST_TEST(test::is_success(ignored));
}
