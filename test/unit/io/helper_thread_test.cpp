// SPDX-License-Identifier: BSL-1.0
// Threads that work for another: their signals, and what they have used.
#include "io/helper_thread.hpp"

#include "support/child_process.hpp"
#include "support/emulator.hpp"
#include "support/sanitizers.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <sys/resource.h>

using namespace mgunzip;
using io::helper_thread;

namespace {

// Of all threads, as the system prints them.
std::vector<std::string> signal_masks() {
    std::vector<std::string> masks;
    for (const auto& entry :
         std::filesystem::directory_iterator("/proc/self/task")) {
        std::ifstream status(entry.path() / "status");
        for (std::string line; std::getline(status, line);)
            if (line.starts_with("SigBlk:"))
                masks.push_back(line.substr(8));
    }
    return masks;
}

// Work that lasts until it is told to end.
struct long_work {
    std::atomic<bool> is_over{false};

    void operator()() {
        while (!is_over)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(helper_threads)

BOOST_AUTO_TEST_CASE(work_is_done_when_it_is_joined) {
    helper_thread thread;
    int rounds = 0;
    for (int i = 1; i <= 3; ++i) {
        BOOST_TEST(!thread.is_started());
        BOOST_TEST_REQUIRE(thread.start([&] { ++rounds; }));
        BOOST_TEST(thread.is_started());
        thread.join();
        BOOST_TEST(rounds == i);
    }
    thread.join();
    {
        helper_thread other;
        BOOST_TEST_REQUIRE(other.start([&] { ++rounds; }));
    }
    BOOST_TEST(rounds == 4);
}

BOOST_AUTO_TEST_CASE(what_it_has_used_counts_for_the_thread_that_joins_it) {
    const io::thread_usage before = io::usage_of_this_thread();
    {
        const helper_thread never_started;
        helper_thread thread;
        BOOST_TEST_REQUIRE(
            thread.start([] { io::calls_of_this_thread.madvise += 7; }));
        BOOST_TEST(io::usage_of_this_thread().helpers == before.helpers);
    }
    io::thread_usage usage = io::usage_of_this_thread();
    usage -= before;
    BOOST_TEST(usage.helpers == 1U);
    BOOST_TEST(usage.calls.madvise == 7U);
}

BOOST_AUTO_TEST_CASE(signals_go_to_the_thread_that_started_it) {
    // All but those that a fault of its own raises are blocked there.
    long_work work;
    helper_thread thread;
    sigset_t before;
    sigset_t after;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &before);
    BOOST_REQUIRE(thread.start([&] { work(); }));
    ::pthread_sigmask(SIG_SETMASK, nullptr, &after);
    for (int number = 1; number < SIGRTMIN; ++number)
        BOOST_TEST(sigismember(&before, number) == sigismember(&after, number));

    const auto blocks = [](const std::string& mask, int number) {
        return (std::stoull(mask, nullptr, 16) >> (number - 1) & 1) == 1;
    };
    const auto has_such_a_thread = [&] {
        return std::ranges::any_of(
            signal_masks(), [&](const std::string& mask) {
                return blocks(mask, SIGTERM) && blocks(mask, SIGINT) &&
                       blocks(mask, SIGPIPE) && !blocks(mask, SIGBUS) &&
                       !blocks(mask, SIGSEGV);
            });
    };
    // A thread gets its mask when it begins.
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!has_such_a_thread() && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    BOOST_TEST(has_such_a_thread());
    work.is_over = true;
}

BOOST_AUTO_TEST_CASE(system_without_a_thread_to_give_is_no_error) {
    test::skip_if_emulated("does not limit the address space");
    if (test::has_sanitizer())
        test::skip_test("sanitizers end a process without address space");
    const int status = test::status_of_child([] {
        // No room for another stack; but the C library keeps some.
        long_work work;
        std::vector<helper_thread> threads(100);
        const struct rlimit none { 1 << 20, 1 << 20 };
        const bool is_refused =
            ::setrlimit(RLIMIT_AS, &none) == 0 &&
            !std::ranges::all_of(threads, [&](helper_thread& each) {
                return each.start([&] { work(); });
            });
        work.is_over = true;
        return is_refused;
    });
    BOOST_TEST(test::is_success(status));
}

BOOST_AUTO_TEST_SUITE_END()
