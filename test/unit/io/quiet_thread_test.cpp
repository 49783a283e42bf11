// SPDX-License-Identifier: BSL-1.0
// Tests of threads that no signal reaches.
#include "io/quiet_thread.hpp"

#include "io/helper_thread.hpp"
#include "support/child_process.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>

#include <unistd.h>

using namespace mgunzip;
using test::is_success;
using test::status_of_child;

namespace {

bool is_blocked(int number) noexcept {
    sigset_t mask;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    return ::sigismember(&mask, number) == 1;
}

bool are_blocked() noexcept {
    bool all = true;
    for (const int number : {SIGTERM, SIGXFSZ, SIGPIPE, SIGTSTP, SIGTTIN})
        all = all && is_blocked(number);
    return all && !is_blocked(SIGBUS) && !is_blocked(SIGSEGV);
}

struct findings {
    bool in_thread = false;
    bool in_helper = false;
};

void look(void* context) noexcept {
    auto& found = *static_cast<findings*>(context);
    found.in_thread = are_blocked();
    io::helper_thread helper;
    if (helper.start([&] { found.in_helper = are_blocked(); }))
        helper.join();
}

void send_to_itself(void*) noexcept {
    ::pthread_kill(::pthread_self(), SIGXFSZ);
}

} // namespace

BOOST_AUTO_TEST_CASE(signals_but_faults_are_blocked_in_helpers_too) {
    findings found;
    io::quiet_thread thread;
    BOOST_REQUIRE(thread.start(look, &found));
    BOOST_TEST(!is_blocked(SIGTERM)); // here
    thread.join();
    BOOST_TEST(found.in_thread);
    BOOST_TEST(found.in_helper);
    BOOST_TEST(!is_blocked(SIGTERM));
}

BOOST_AUTO_TEST_CASE(what_it_gets_ends_with_it) {
    BOOST_TEST(is_success(status_of_child([] {
        io::quiet_thread thread;
        if (!thread.start(send_to_itself, nullptr))
            return false;
        thread.join();
        return true;
    })));
}

BOOST_AUTO_TEST_CASE(quiet_time_takes_only_its_own_signals_away) {
    BOOST_TEST(is_success(status_of_child([] {
        {
            const io::quiet_time quiet;
            send_to_itself(nullptr);
        }
        if (is_blocked(SIGXFSZ))
            return false;
        // What waited before still waits.
        sigset_t set;
        ::sigemptyset(&set);
        ::sigaddset(&set, SIGXFSZ);
        ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
        send_to_itself(nullptr);
        { const io::quiet_time quiet; }
        ::sigpending(&set);
        return ::sigismember(&set, SIGXFSZ) == 1 && is_blocked(SIGXFSZ);
    })));
}
