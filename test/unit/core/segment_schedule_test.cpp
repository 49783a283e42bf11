// SPDX-License-Identifier: BSL-1.0
// Who decodes what where: the order of segments, and giving up.
#include "gzip/segment_schedule.hpp"
#include "gzip/segment_worker.hpp"

#include "support/bgzf_files.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <thread>

using namespace mgunzip;
using namespace mgunzip::test;
using detail::scheduled_members;
using member_segments = detail::segment_worker::schedule;

namespace {

// Plans all members of `file` that fit into `room` as the next segment.
void add_segment(member_segments& schedule, const bytes& file, std::size_t room,
                 std::uint8_t* out) {
    scheduled_members* const entry = schedule.free_entry();
    BOOST_REQUIRE(entry);
    entry->segment.members().plan({file.data(), file.data() + file.size()},
                                  room);
    BOOST_REQUIRE(entry->segment.members().size() > 0u);
    entry->segment.restart();
    entry->out = out;
    schedule.add_entry();
}

void add_empty(member_segments& schedule) {
    BOOST_REQUIRE(schedule.free_entry());
    schedule.add_entry();
}

} // namespace

BOOST_AUTO_TEST_CASE(segments_are_claimed_and_taken_in_their_order) {
    member_segments schedule(3);
    BOOST_TEST(schedule.is_empty());
    BOOST_TEST(!schedule.claim());
    BOOST_TEST(!schedule.may_have_work());
    std::array<scheduled_members*, 3> added{};
    for (scheduled_members*& entry : added) {
        entry = schedule.free_entry();
        add_empty(schedule);
    }
    BOOST_TEST(!schedule.free_entry());
    BOOST_TEST(schedule.may_have_work());
    for (scheduled_members* const entry : added)
        BOOST_TEST(schedule.claim() == entry);
    BOOST_TEST(!schedule.claim());

    // Finished in another order.
    schedule.finish(*added[1]);
    BOOST_TEST(!schedule.finished_front());
    BOOST_TEST(!schedule.is_front_finished());
    schedule.finish(*added[0]);
    BOOST_TEST(schedule.is_front_finished());
    BOOST_TEST(schedule.finished_front() == added[0]);
    schedule.remove_front();
    BOOST_TEST(schedule.finished_front() == added[1]);
    schedule.remove_front();
    BOOST_TEST(!schedule.finished_front());
    BOOST_TEST(!schedule.is_empty());

    // Entries are used again, first those that are likely to be in a cache.
    BOOST_TEST(schedule.free_entry() == added[1]);
    add_empty(schedule);
    BOOST_TEST(schedule.claim() == added[1]);
    schedule.finish(*added[1]);
    BOOST_TEST(!schedule.finished_front());
    schedule.finish(*added[2]);
    BOOST_TEST(schedule.finished_front() == added[2]);
}

BOOST_AUTO_TEST_CASE(owner_sleeps_until_the_first_is_finished) {
    member_segments schedule(2);
    add_empty(schedule);
    add_empty(schedule);
    scheduled_members* const first = schedule.claim();
    scheduled_members* const second = schedule.claim();
    std::thread other([&] {
        schedule.finish(*second);
        schedule.finish(*first);
    });
    schedule.wait_for_front();
    BOOST_TEST(schedule.finished_front() == first);
    other.join();
}

BOOST_AUTO_TEST_CASE(nothing_is_claimed_after_the_end_or_a_cancellation) {
    member_segments schedule(4);
    add_empty(schedule);
    add_empty(schedule);
    scheduled_members* const claimed = schedule.claim();
    schedule.cancel();
    BOOST_TEST(schedule.is_cancelled());
    BOOST_TEST(!schedule.may_have_work());
    BOOST_TEST(!schedule.claim());
    std::thread other([&] { schedule.finish(*claimed); });
    schedule.clear(); // waits for it
    other.join();
    BOOST_TEST(schedule.is_empty());
    BOOST_TEST(!schedule.is_cancelled());
    BOOST_TEST(!schedule.is_front_finished());
    add_empty(schedule);
    BOOST_TEST(schedule.wait_for_work());
    schedule.end_work();
    BOOST_TEST(!schedule.wait_for_work());
}

BOOST_AUTO_TEST_CASE(worker_decodes_what_it_claims) {
    random_source random(1);
    const bytes file = joined(random_members(random, 12, 2000)) + some_more();
    member_segments schedule(2);
    detail::segment_worker worker(schedule, {.least_input = 0});
    BOOST_TEST(!worker.work());
    bytes out(1'000'000, 'x');
    add_segment(schedule, file, 400'000, out.data());
    add_segment(schedule, file, 400'000, nullptr); // only to be checked
    const std::size_t size =
        schedule.free_entry() == nullptr ? 400'000 : 0; // both are planned
    BOOST_TEST(size > 0u);
    BOOST_TEST(worker.work());
    BOOST_REQUIRE(schedule.finished_front());
    const detail::member_segment& first = schedule.finished_front()->segment;
    BOOST_TEST(first.is_whole());
    const detail::finished_members done =
        first.members().finished(first.good());
    BOOST_TEST(done.count == first.members().size());
    BOOST_TEST(done.output == first.members().output_size());
    BOOST_TEST(out[done.output] == 'x');
    schedule.remove_front();
    while (!schedule.finished_front())
        BOOST_REQUIRE(worker.work());
    BOOST_TEST(schedule.finished_front()->segment.is_whole());
}

// Whatever it has begun.
BOOST_AUTO_TEST_CASE(worker_gives_up_when_all_is_cancelled) {
    random_source random(2);
    const bytes file = joined(random_members(random, 40, 9000)) + some_more();
    bytes out(4'000'000);
    for (int round = 0; round < 20; ++round) {
        member_segments schedule(3);
        detail::segment_worker worker(schedule, {.least_input = 0});
        for (int i = 0; i < 3; ++i)
            add_segment(schedule, file, 30'000 + 10'000u * round,
                        out.data() + i * 1'000'000);
        // After the first it has begun others.
        BOOST_TEST(worker.work());
        schedule.cancel();
        worker.give_up();
        schedule.clear();
        BOOST_TEST(schedule.is_empty());
        // And does anything again.
        add_segment(schedule, file, 300'000, out.data());
        BOOST_TEST(worker.work());
        BOOST_REQUIRE(schedule.finished_front());
        BOOST_TEST(schedule.finished_front()->segment.is_whole());
    }
}
