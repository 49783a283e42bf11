// SPDX-License-Identifier: BSL-1.0
#include "bench/io_modes/progress.hpp"

#include <boost/test/unit_test.hpp>

using namespace mgunzip::bench;

namespace {

// A clock that goes on when it is told to.
struct set_clock {
    std::chrono::steady_clock::time_point now{};

    progress::clock reader() {
        return [this] { return now; };
    }
    void pass(int seconds) { now += std::chrono::seconds(seconds); }
};

constexpr expected_run small{.bytes = 1'000, .files = 1};
constexpr expected_run large{.bytes = 2'000'000'000, .files = 1};
constexpr expected_run rested{.pause = 6, .bytes = 1'000, .files = 1};

} // namespace

BOOST_AUTO_TEST_CASE(runs_are_counted) {
    set_clock clock;
    progress all(clock.reader());
    all.expect(small, 3);
    BOOST_TEST(all.text() == "0 of 3 runs");
    all.done(small);
    BOOST_TEST(all.text().starts_with("1 of 3 runs, "));
    all.done(small, 2);
    BOOST_TEST(all.text() == "3 of 3 runs, 0 s left");
}

BOOST_AUTO_TEST_CASE(time_left_follows_from_the_time_so_far) {
    set_clock clock;
    progress all(clock.reader());
    all.expect(large, 10);
    clock.pass(8); // four times as long as was guessed, or whatever
    all.done(large);
    BOOST_TEST(all.text() == "1 of 10 runs, 72 s left");
    all.expect(large, 990);
    BOOST_TEST(all.text() == "1 of 1000 runs, 133 min left");
}

BOOST_AUTO_TEST_CASE(large_runs_are_expected_to_take_longer) {
    set_clock clock;
    progress all(clock.reader());
    all.expect(small, 50);
    all.expect(large, 1);
    clock.pass(1);
    all.done(small, 50);
    BOOST_TEST(all.text() == "50 of 51 runs, 2 s left");
}

BOOST_AUTO_TEST_CASE(pauses_are_known_and_not_guessed) {
    set_clock clock;
    progress all(clock.reader());
    all.expect(rested, 2);
    clock.pass(7); // a pause, and a second of work
    all.done(rested);
    BOOST_TEST(all.text() == "1 of 2 runs, 7 s left");
}
