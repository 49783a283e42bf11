// SPDX-License-Identifier: BSL-1.0
// Tests of the handler for SIGBUS: whom it passes signals on to.
#include "io/sigbus_handler.hpp"

#include "support/child_process.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>

#include <unistd.h>

using namespace mgunzip;
using test::died_of;
using test::is_success;
using test::status_of_child;

namespace {

bool see_to_nothing(const siginfo_t&) noexcept {
    return false;
}
bool see_to_all(const siginfo_t&) noexcept {
    return true;
}

volatile std::sig_atomic_t plain_calls = 0;
volatile std::sig_atomic_t calls_with_info = 0;
volatile std::sig_atomic_t was_masked = 0;
struct sigaction set_before {};

void count_plain(int) {
    plain_calls = plain_calls + 1;
}

void count_with_info(int number, siginfo_t* info, void* context) {
    sigset_t mask;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    was_masked = ::sigismember(&mask, SIGUSR1);
    if (number == SIGBUS && info->si_pid == ::getpid() && context != nullptr)
        calls_with_info = calls_with_info + 1;
}

// What was set before this one gets the signal, too.
void count_and_pass_on(int number, siginfo_t* info, void* context) {
    plain_calls = plain_calls + 1;
    if ((set_before.sa_flags & SA_SIGINFO) != 0)
        set_before.sa_sigaction(number, info, context);
    else if (set_before.sa_handler != SIG_DFL)
        set_before.sa_handler(number);
}

void set(void (*handler)(int, siginfo_t*, void*)) {
    struct sigaction action {};
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO;
    ::sigaddset(&action.sa_mask, SIGUSR1);
    ::sigaction(SIGBUS, &action, &set_before);
}

void send() {
    ::kill(::getpid(), SIGBUS);
}

bool is_current(void (*handler)(int)) {
    struct sigaction now {};
    ::sigaction(SIGBUS, nullptr, &now);
    return now.sa_handler == handler;
}

} // namespace

BOOST_AUTO_TEST_CASE(handler_of_before_gets_what_is_not_seen_to) {
    BOOST_TEST(is_success(status_of_child([] {
        std::signal(SIGBUS, count_plain);
        io::sigbus_handler handler;
        if (!handler.begin(see_to_nothing))
            return false;
        send();
        send();
        return plain_calls == 2;
    })));
}

BOOST_AUTO_TEST_CASE(handler_of_before_gets_all_it_would_have_got) {
    BOOST_TEST(is_success(status_of_child([] {
        set(count_with_info);
        io::sigbus_handler handler;
        if (!handler.begin(see_to_nothing))
            return false;
        send();
        return calls_with_info == 1 && was_masked == 1;
    })));
}

BOOST_AUTO_TEST_CASE(handler_that_is_for_once_is_called_once) {
    BOOST_TEST(died_of(status_of_child([] {
                           struct sigaction action {};
                           action.sa_handler = count_plain;
                           action.sa_flags = static_cast<int>(SA_RESETHAND);
                           ::sigaction(SIGBUS, &action, nullptr);
                           io::sigbus_handler handler;
                           if (!handler.begin(see_to_nothing))
                               return false;
                           send();
                           if (plain_calls == 1)
                               send();
                           return false;
                       }),
                       SIGBUS));
}

BOOST_AUTO_TEST_CASE(what_is_seen_to_goes_no_further) {
    BOOST_TEST(is_success(status_of_child([] {
        io::sigbus_handler handler;
        if (!handler.begin(see_to_all))
            return false;
        send();
        return true;
    })));
}

BOOST_AUTO_TEST_CASE(default_ends_the_process_and_ignoring_does_not) {
    BOOST_TEST(died_of(status_of_child([] {
                           io::sigbus_handler handler;
                           if (handler.begin(see_to_nothing))
                               send();
                           return false;
                       }),
                       SIGBUS));
    BOOST_TEST(is_success(status_of_child([] {
        std::signal(SIGBUS, SIG_IGN);
        io::sigbus_handler handler;
        if (!handler.begin(see_to_nothing))
            return false;
        send();
        return true;
    })));
}

BOOST_AUTO_TEST_CASE(last_object_sets_what_was_there_before) {
    BOOST_TEST(is_success(status_of_child([] {
        std::signal(SIGBUS, count_plain);
        {
            io::sigbus_handler first;
            io::sigbus_handler second;
            if (!first.begin(see_to_all) || !second.begin(see_to_all))
                return false;
            first.end();
            if (is_current(count_plain))
                return false;
        }
        return is_current(count_plain);
    })));
}

BOOST_AUTO_TEST_CASE(handler_that_others_set_meanwhile_stays) {
    BOOST_TEST(is_success(status_of_child([] {
        {
            io::sigbus_handler handler;
            if (!handler.begin(see_to_all))
                return false;
            std::signal(SIGBUS, count_plain);
        }
        return is_current(count_plain);
    })));
}

// Ours, theirs in front of it, and ours in front of that.
BOOST_AUTO_TEST_CASE(signals_do_not_go_round_in_a_circle) {
    BOOST_TEST(died_of(status_of_child([] {
                           io::sigbus_handler first;
                           if (!first.begin(see_to_nothing))
                               return false;
                           set(count_and_pass_on);
                           io::sigbus_handler second;
                           if (second.begin(see_to_nothing))
                               send();
                           return false;
                       }),
                       SIGBUS));
    BOOST_TEST(is_success(status_of_child([] {
        std::signal(SIGBUS, SIG_IGN);
        io::sigbus_handler first;
        if (!first.begin(see_to_nothing))
            return false;
        set(count_and_pass_on);
        {
            io::sigbus_handler second;
            if (!second.begin(see_to_nothing))
                return false;
            send();
        }
        return plain_calls == 1;
    })));
}

BOOST_AUTO_TEST_CASE(others_that_set_theirs_too_often_are_told) {
    BOOST_TEST(is_success(status_of_child([] {
        io::sigbus_handler handlers[20];
        for (io::sigbus_handler& handler : handlers) {
            if (!handler.begin(see_to_all))
                return true;
            set(count_with_info);
        }
        return false;
    })));
}
