// SPDX-License-Identifier: BSL-1.0
// Tests of several threads that decompress files at the same time.
#include <mgunzip/file.hpp>

#include "support/bgzf_files.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <thread>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

bytes bgzf_file() {
    random_source random(3);
    return joined(random_members(random, 60, 20000)) + bgzf_end();
}

} // namespace

BOOST_AUTO_TEST_CASE(several_threads_decompress_at_the_same_time) {
    const scratch_directory scratch;
    const bytes data = sample(400000);
    write_file(scratch / "one", gzip(data));
    write_file(scratch / "many", bgzf_file());
    BOOST_REQUIRE(decompress_file(scratch / "many", scratch / "many.out"));
    const bytes many_data = read_file(scratch / "many.out");
    std::atomic<int> good{0};
    const auto work = [&](int number) {
        const bool is_one = number % 2 == 0;
        const std::string out = scratch / std::to_string(number);
        for (int round = 0; round < 3; ++round) {
            const file_result done = decompress_file(
                scratch / (is_one ? "one" : "many"), out,
                {.replace = true,
                 .threads = 2,
                 .progress = [](const file_progress&) { return true; },
                 .progress_interval = std::chrono::milliseconds(1)});
            if (done && read_file(out) == (is_one ? data : many_data))
                ++good;
        }
    };
    std::vector<std::thread> threads;
    for (int number = 0; number < 6; ++number)
        threads.emplace_back(work, number);
    for (std::thread& thread : threads)
        thread.join();
    BOOST_TEST(good == 18);
}

// All of them want the same name: one gets it.
BOOST_AUTO_TEST_CASE(a_name_is_given_once) {
    const scratch_directory scratch;
    write_file(scratch / "in", gzip(sample(50000)));
    std::atomic<int> good{0};
    std::atomic<int> refused{0};
    std::vector<std::thread> threads;
    for (int number = 0; number < 4; ++number)
        threads.emplace_back([&] {
            const file_result done =
                decompress_file(scratch / "in", scratch / "out");
            ++(done ? good : refused);
            if (!done && done.error != std::errc::file_exists)
                good = 100;
        });
    for (std::thread& thread : threads)
        thread.join();
    BOOST_TEST(good == 1);
    BOOST_TEST(refused == 3);
    BOOST_TEST((scratch.entries() == std::vector<std::string>{"in", "out"}));
}

BOOST_AUTO_TEST_CASE(a_stop_reaches_all_that_know_it) {
    const scratch_directory scratch;
    write_file(scratch / "in", gzip(sample(400000)));
    std::stop_source stop;
    std::atomic<int> stopped{0};
    std::vector<std::thread> threads;
    for (int number = 0; number < 3; ++number)
        threads.emplace_back([&] {
            while (verify_file(scratch / "in", {.stop = stop.get_token()}))
                ;
            ++stopped;
        });
    stop.request_stop();
    for (std::thread& thread : threads)
        thread.join();
    BOOST_TEST(stopped == 3);
}
