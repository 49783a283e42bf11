// SPDX-License-Identifier: BSL-1.0
// Tests of the comparison of two ways of providing pages.
#include "io/way_trial.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <vector>

using namespace mgunzip;
using namespace std::chrono_literals;
using io::page_way;
using io::way_trial;
using std::chrono::nanoseconds;

namespace {

constexpr std::uint64_t mib = 1 << 20;

const io::trial_tuning small{.lead = 4 * mib,
                             .min_rest = 8 * mib,
                             .unit = 2 * mib,
                             .units = 2,
                             .clock = nullptr};

// Provides [begin, end) in steps; the ways of the steps, and what each unit
// costs, one after the other.
std::vector<page_way> run(way_trial& trial, std::uint64_t begin,
                          std::uint64_t end, std::uint64_t step,
                          std::vector<nanoseconds> costs) {
    std::vector<page_way> ways;
    std::size_t unit = 0;
    while (begin < end) {
        const auto part = trial.part_at(begin);
        BOOST_TEST_REQUIRE(!!part);
        const std::uint64_t size =
            std::min({step, part->end - begin, end - begin});
        if (ways.empty() || ways.back() != part->way)
            ways.push_back(part->way);
        if (part->is_measured) {
            trial.add(begin, size, costs.at(unit) * size / small.unit);
            unit += begin + size == part->end ? 1 : 0;
        }
        begin += size;
    }
    return ways;
}

way_trial zeros_or_not() {
    return {page_way::zeros, page_way::unreserved, 0, 64 * mib, small};
}

using ways = std::vector<page_way>;

} // namespace

BOOST_AUTO_TEST_SUITE(way_trials)

BOOST_AUTO_TEST_CASE(nothing_is_tried_unless_it_was_planned) {
    const way_trial trial;
    BOOST_TEST(!trial.is_planned());
    BOOST_TEST(!trial.part_at(0));
    BOOST_TEST(!trial.settled());
}

BOOST_AUTO_TEST_CASE(short_outputs_are_not_worth_a_trial) {
    constexpr std::uint64_t least = 4 * mib + 8 * mib + 8 * mib;
    BOOST_TEST(way_trial(page_way::zeros, page_way::unreserved, 0, least, small)
                   .is_planned());
    BOOST_TEST(
        !way_trial(page_way::zeros, page_way::unreserved, 0, least - 1, small)
             .is_planned());
    BOOST_TEST(
        !way_trial(page_way::zeros, page_way::unreserved, 1, least, small)
             .is_planned());
}

BOOST_AUTO_TEST_CASE(better_way_is_kept) {
    way_trial trial = zeros_or_not();
    const auto taken =
        run(trial, 0, 64 * mib, 256 << 10, {9ms, 10ms, 7ms, 8ms});
    BOOST_TEST((taken == ways{page_way::zeros, page_way::unreserved}));
    BOOST_TEST((trial.settled() == page_way::unreserved));
    BOOST_TEST(trial.cost_of(page_way::zeros)->count() == 4'500'000);
    BOOST_TEST(trial.cost_of(page_way::unreserved)->count() == 3'500'000);
    BOOST_TEST(!trial.cost_of(page_way::populate));
}

BOOST_AUTO_TEST_CASE(first_way_comes_back_if_the_other_is_no_better) {
    way_trial trial = zeros_or_not();
    const auto taken =
        run(trial, 0, 64 * mib, 256 << 10, {9ms, 10ms, 8ms, 99ms});
    BOOST_TEST((taken ==
                ways{page_way::zeros, page_way::unreserved, page_way::zeros}));
    BOOST_TEST((trial.settled() == page_way::zeros));
}

BOOST_AUTO_TEST_CASE(one_dear_unit_proves_nothing) {
    way_trial trial = zeros_or_not();
    BOOST_TEST(run(trial, 0, 64 * mib, mib, {1ms, 500ms, 2ms, 2ms}).size() ==
               3u);
    trial = zeros_or_not();
    BOOST_TEST(run(trial, 0, 64 * mib, mib, {500ms, 3ms, 900ms, 1ms}).size() ==
               2u);
}

BOOST_AUTO_TEST_CASE(units_end_at_multiples_of_their_size_in_the_file) {
    const way_trial trial(page_way::zeros, page_way::unreserved, 12'345,
                          64 * mib, small);
    const auto lead = trial.part_at(12'345);
    BOOST_TEST_REQUIRE(!!lead);
    BOOST_TEST(!lead->is_measured);
    BOOST_TEST(lead->end == 6 * mib);
    const auto unit = trial.part_at(lead->end + 100);
    BOOST_TEST_REQUIRE(!!unit);
    BOOST_TEST(unit->is_measured);
    BOOST_TEST(unit->end == 8 * mib);
}

BOOST_AUTO_TEST_CASE(unit_that_was_skipped_in_part_is_not_counted) {
    way_trial trial = zeros_or_not();
    trial.add(5 * mib, mib, 1ns); // the second half of the first unit
    BOOST_TEST(!trial.cost_of(page_way::zeros));
    trial.add(6 * mib, 2 * mib, 2ms);
    BOOST_TEST(trial.cost_of(page_way::zeros)->count() == 1'000'000);
    // The other way was not measured at all.
    BOOST_TEST((trial.part_at(20 * mib)->way == page_way::zeros));
}

BOOST_AUTO_TEST_CASE(way_that_was_settled_on_stays) {
    way_trial trial = zeros_or_not();
    trial.settle(page_way::unreserved);
    trial.add(4 * mib, 2 * mib, 1ns);
    BOOST_TEST((trial.part_at(0)->way == page_way::unreserved));
    BOOST_TEST((trial.part_at(60 * mib)->way == page_way::unreserved));
    BOOST_TEST(!trial.cost_of(page_way::zeros));
}

BOOST_AUTO_TEST_CASE(time_of_the_thread_goes_on_while_it_works) {
    const auto before = io::thread_time();
    volatile int sum = 0;
    while (io::thread_time() == before)
        sum = sum + 1;
    BOOST_TEST((io::thread_time() > before));
}

BOOST_AUTO_TEST_SUITE_END()
