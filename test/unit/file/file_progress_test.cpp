// SPDX-License-Identifier: BSL-1.0
// Tests of progress and cancellation of work on files.
#include <mgunzip/file.hpp>

#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <csignal>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

using namespace mgunzip;
using namespace mgunzip::test;
namespace fs = std::filesystem;

namespace {

using names = std::vector<std::string>;

// A pipe has the file in it up to its middle, so the work has begun and cannot
// end before the rest is written.
struct half_way {
    scratch_directory scratch;
    fs::path out = scratch / "out";
    bytes data = sample(1000000);
    bytes file = gzip(data);
    io::unique_fd from;
    io::unique_fd to;
    std::thread writer;
    std::atomic<bool> goes_on{false};

    half_way() {
        std::signal(SIGPIPE, SIG_IGN);
        int ends[2];
        BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
        from.reset(ends[0]);
        to.reset(ends[1]);
        writer = std::thread([this] {
            const std::size_t half = file.size() / 2;
            static_cast<void>(io::write_all(to.get(), file.data(), half));
            goes_on.wait(false);
            static_cast<void>(io::write_all(to.get(), file.data() + half,
                                            file.size() - half));
            to.reset();
        });
    }
    ~half_way() {
        let_go_on();
        from.reset(); // nobody reads the rest
        writer.join();
    }
    void let_go_on() {
        goes_on = true;
        goes_on.notify_all();
    }
    void expect_cancelled(const file_result& result) const {
        BOOST_TEST((result.error == std::errc::operation_canceled),
                   result.error.message());
        BOOST_TEST((result.operation == file_operation::decode));
        BOOST_TEST(scratch.entries().empty());
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(progress, half_way)

BOOST_AUTO_TEST_CASE(it_grows_and_ends_with_all_in_the_callers_thread) {
    std::vector<file_progress> told;
    const auto caller = std::this_thread::get_id();
    bool is_in_caller = true;
    const file_result done = decompress_file(
        from.get(), out,
        {.progress =
             [&](const file_progress& now) {
                 is_in_caller =
                     is_in_caller && std::this_thread::get_id() == caller;
                 told.push_back(now);
                 let_go_on();
                 return true;
             },
         .progress_interval = std::chrono::milliseconds(0)});
    BOOST_TEST(!done.error, done.error.message());
    BOOST_TEST(is_in_caller);
    BOOST_TEST_REQUIRE(told.size() >= 2u);
    for (std::size_t i = 1; i < told.size(); ++i) {
        BOOST_TEST(told[i - 1].consumed <= told[i].consumed);
        BOOST_TEST(told[i - 1].produced <= told[i].produced);
    }
    BOOST_TEST(told.front().produced < data.size());
    BOOST_TEST(told.back().produced == data.size());
    BOOST_TEST(told.back().consumed == file.size());
    BOOST_TEST(!told.back().input_size.has_value());
    BOOST_TEST((read_file(out.string()) == data));
}

BOOST_AUTO_TEST_CASE(false_ends_the_work_and_leaves_nothing) {
    int calls = 0;
    expect_cancelled(
        decompress_file(from.get(), out,
                        {.progress =
                             [&](const file_progress&) {
                                 ++calls;
                                 let_go_on();
                                 return false;
                             },
                         .progress_interval = std::chrono::milliseconds(1)}));
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(an_exception_ends_the_work_and_does_not_leave) {
    expect_cancelled(
        decompress_file(from.get(), out,
                        {.progress = [&](const file_progress&) -> bool {
                             let_go_on();
                             throw std::runtime_error("thrown");
                         },
                         .progress_interval = std::chrono::milliseconds(1)}));
}

BOOST_AUTO_TEST_CASE(a_stop_ends_the_work_from_another_thread) {
    std::stop_source stop;
    std::thread other([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        stop.request_stop();
        let_go_on();
    });
    expect_cancelled(
        decompress_file(from.get(), out, {.stop = stop.get_token()}));
    other.join();
}

BOOST_AUTO_TEST_CASE(a_stop_that_was_requested_before_makes_no_file) {
    std::stop_source stop;
    stop.request_stop();
    let_go_on();
    expect_cancelled(
        decompress_file(from.get(), out, {.stop = stop.get_token()}));
    expect_cancelled(verify_file(from.get(), {.stop = stop.get_token()}));
}

BOOST_AUTO_TEST_CASE(size_of_a_file_is_known_and_small_work_is_told_once) {
    let_go_on();
    write_file(scratch / "in", file);
    std::vector<file_progress> told;
    const file_result done = verify_file(
        scratch / "in", {.progress =
                             [&](const file_progress& now) {
                                 told.push_back(now);
                                 return false; // too late
                             },
                         .progress_interval = std::chrono::minutes(1)});
    BOOST_TEST(!done.error);
    BOOST_TEST_REQUIRE(told.size() == 1u);
    BOOST_TEST(told[0].consumed == file.size());
    BOOST_TEST(told[0].produced == data.size());
    BOOST_TEST(told[0].input_size.value_or(0) == file.size());
}

BOOST_AUTO_TEST_SUITE_END()
