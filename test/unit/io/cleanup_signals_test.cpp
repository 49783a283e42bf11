// SPDX-License-Identifier: BSL-1.0
// Tests of what signals leave behind.
#include "io/cleanup_signals.hpp"

#include "io/blocked_signals.hpp"
#include "io/file_names.hpp"
#include "io/thread_limit.hpp"

#include "support/child_process.hpp"
#include "support/emulator.hpp"
#include "support/fake_producer.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <list>
#include <thread>

#include <unistd.h>

using namespace mgunzip;
using test::scratch_directory;

namespace {

// A directory with one file, "temporary", and its descriptor.
struct temporary_file {
    scratch_directory scratch;
    io::unique_fd directory;

    temporary_file() {
        test::write_file(scratch / "temporary", test::pattern(10));
        test::write_file(scratch / "other", test::pattern(10));
        directory = test::open_base(scratch);
    }
    bool exists() const {
        return std::filesystem::exists(scratch / "temporary");
    }
};

void make_empty(const std::string& name) {
    test::write_file(name, {});
}

// What an action finds, and leaves.
const char* file_at_the_end = nullptr;
int messages_at_the_end = -1;

void tell_whether_the_file_exists() noexcept {
    const bool is_there = ::access(file_at_the_end, F_OK) == 0;
    static_cast<void>(!::write(messages_at_the_end, is_there ? "y" : "n", 1));
}

// Long enough for a handler to begin.
void let_others_run() {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
}

bool is_default(int number) {
    struct sigaction action {};
    return ::sigaction(number, nullptr, &action) == 0 &&
           action.sa_handler == SIG_DFL;
}

} // namespace

BOOST_FIXTURE_TEST_CASE(who_leaves_signals_alone_sets_no_handlers,
                        temporary_file) {
    std::list<io::signal_cleanup> cleanups;
    for (std::size_t i = 0; i < io::cleanup_slot_count + 1; ++i) {
        cleanups.emplace_back(io::at_signal::leave);
        BOOST_TEST(cleanups.back().unlink(directory.get(), "temporary"));
        cleanups.back().confirm();
    }
    struct sigaction action {};
    BOOST_REQUIRE(::sigaction(SIGTERM, nullptr, &action) == 0);
    BOOST_TEST((action.sa_handler == SIG_DFL));
}

BOOST_AUTO_TEST_CASE(signal_unlinks_the_file_and_ends_the_process) {
    test::skip_if_emulated("ends by itself when a signal ends its program");
    for (const int number :
         {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT, SIGXCPU, SIGUSR1}) {
        const temporary_file file;
        const int status = test::status_of_child([&] {
            io::signal_cleanup cleanup;
            if (!cleanup.unlink(file.directory.get(), "temporary"))
                return false;
            ::raise(number);
            return false;
        });
        BOOST_TEST(test::died_of(status, number));
        BOOST_TEST(!file.exists());
        BOOST_TEST(file.scratch.entries().size() == 1u);
    }
}

// There the default dispositions have no effect.
BOOST_AUTO_TEST_CASE(signal_ends_process_1_of_a_container) {
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        const temporary_file file;
        const int status = test::status_of_process_1([&] {
            io::signal_cleanup cleanup;
            if (!cleanup.unlink(file.directory.get(), "temporary"))
                return false;
            ::raise(number);
            return false;
        });
        BOOST_TEST(WIFEXITED(status));
        BOOST_TEST(WEXITSTATUS(status) == 128 + number);
        BOOST_TEST(!file.exists());
    }
}

BOOST_AUTO_TEST_CASE(process_1_of_a_container_always_has_handlers) {
    const int status = test::status_of_process_1([] {
        io::keep_handlers_of_process_1();
        const temporary_file file;
        {
            io::signal_cleanup cleanup;
            if (!cleanup.unlink(file.directory.get(), "temporary"))
                return false;
        }
        return !is_default(SIGTERM);
    });
    BOOST_TEST(test::is_success(status));
    io::keep_handlers_of_process_1();
    BOOST_TEST(is_default(SIGUSR1));
}

BOOST_AUTO_TEST_CASE(signal_sent_by_another_process_does_the_same) {
    const temporary_file file;
    const int status = test::status_of_child([&]() -> bool {
        io::signal_cleanup cleanup;
        if (!cleanup.unlink(file.directory.get(), "temporary"))
            return false;
        const pid_t victim = ::getpid();
        if (::fork() == 0) {
            ::kill(victim, SIGTERM);
            ::_exit(0);
        }
        for (;;)
            ::pause();
    });
    BOOST_TEST(test::died_of(status, SIGTERM));
    BOOST_TEST(!file.exists());
}

BOOST_AUTO_TEST_CASE(signal_calls_a_function_when_files_are_cleaned_up) {
    const temporary_file file;
    const std::string name = file.scratch / "temporary";
    const auto messages =
        test::open_file(file.scratch / "other", O_WRONLY | O_TRUNC);
    file_at_the_end = name.c_str();
    messages_at_the_end = messages.get();
    const int status = test::status_of_child([&] {
        io::signal_cleanup first;
        io::signal_cleanup second;
        if (!first.call(tell_whether_the_file_exists) ||
            !second.unlink(file.directory.get(), "temporary"))
            return false;
        ::raise(SIGTERM);
        return false;
    });
    BOOST_TEST(test::died_of(status, SIGTERM));
    BOOST_TEST((test::read_file(file.scratch / "other") ==
                std::vector<std::uint8_t>{'n'}));
}

BOOST_AUTO_TEST_CASE(function_that_was_dismissed_is_not_called) {
    const temporary_file file;
    const auto messages =
        test::open_file(file.scratch / "other", O_WRONLY | O_TRUNC);
    file_at_the_end = "";
    messages_at_the_end = messages.get();
    const int status = test::status_of_child([&] {
        io::signal_cleanup cleanup;
        if (!cleanup.call(tell_whether_the_file_exists) ||
            !cleanup.unlink(file.directory.get(), "temporary"))
            return false;
        ::raise(SIGTERM);
        return false;
    });
    BOOST_TEST(test::died_of(status, SIGTERM));
    BOOST_TEST(test::read_file(file.scratch / "other").empty());
    BOOST_TEST(!file.exists());
}

BOOST_AUTO_TEST_CASE(signal_rolls_a_file_back) {
    const temporary_file file;
    const auto fd = test::open_file(file.scratch / "temporary", O_RDWR);
    const int status = test::status_of_child([&] {
        io::file_rollback state{.fd = fd.get(), .offset_fd = fd.get()};
        io::signal_cleanup cleanup;
        if (!cleanup.roll_back(state))
            return false;
        state.end = 4;
        ::raise(SIGINT);
        return false;
    });
    BOOST_TEST(test::died_of(status, SIGINT));
    const auto content = test::read_file(file.scratch / "temporary");
    BOOST_REQUIRE(content.size() == 4u);
    for (std::size_t i = 0; i < 4; ++i)
        BOOST_TEST(content[i] == test::pattern_at(i));
    std::uint64_t offset = 0;
    BOOST_REQUIRE(!io::get_offset(fd.get(), offset));
    BOOST_TEST(offset == 4u);
}

// The other thread is in the middle of a write at nearly any time, and would
// have time for many more until the process ends.
BOOST_AUTO_TEST_CASE(file_that_a_signal_cuts_is_not_made_longer_by_others) {
    const temporary_file file;
    const auto fd = test::open_file(file.scratch / "temporary", O_RDWR);
    const int status = test::status_of_child([&] {
        io::file_rollback state{.fd = fd.get()};
        io::signal_cleanup cut;
        io::signal_cleanup rest;
        if (!cut.roll_back(state) ||
            !rest.call([]() noexcept { let_others_run(); }))
            return false;
        state.end = 4;
        std::atomic<bool> has_written = false;
        std::thread other([&] {
            const io::blocked_signals blocked;
            while (state.gate.enter()) {
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
                static_cast<void>(!::pwrite(fd.get(), "x", 1, 1'000'000));
                state.gate.leave();
                has_written = true;
            }
            io::signal_cleanup::stop_at_the_end();
        });
        while (!has_written)
            std::this_thread::yield();
        ::raise(SIGTERM);
        return false;
    });
    BOOST_TEST(test::died_of(status, SIGTERM));
    BOOST_TEST(test::read_file(file.scratch / "temporary").size() == 4u);
}

BOOST_AUTO_TEST_CASE(ignored_signal_stays_ignored) {
    const temporary_file file;
    const int status = test::status_of_child([&] {
        std::signal(SIGHUP, SIG_IGN);
        io::signal_cleanup cleanup;
        if (!cleanup.unlink(file.directory.get(), "temporary"))
            return false;
        ::raise(SIGHUP);
        cleanup.dismiss();
        ::raise(SIGHUP);
        return file.exists();
    });
    BOOST_TEST(test::is_success(status));
}

BOOST_AUTO_TEST_CASE(handlers_are_there_only_while_something_is_to_be_done) {
    const temporary_file file;
    const int status = test::status_of_child([&] {
        io::signal_cleanup a;
        io::signal_cleanup b;
        bool is_right = is_default(SIGTERM);
        is_right &= a.unlink(file.directory.get(), "temporary");
        is_right &= b.unlink(file.directory.get(), "temporary");
        is_right &= !is_default(SIGTERM);
        a.dismiss();
        a.dismiss();
        is_right &= !is_default(SIGTERM);
        b.dismiss();
        return is_right && is_default(SIGTERM) && is_default(SIGPIPE);
    });
    BOOST_TEST(test::is_success(status));
}

BOOST_AUTO_TEST_CASE(dismissed_file_survives_the_signal) {
    const temporary_file file;
    const int status = test::status_of_child([&] {
        io::signal_cleanup kept;
        io::signal_cleanup dismissed;
        if (!kept.unlink(file.directory.get(), "no such file") ||
            !dismissed.unlink(file.directory.get(), "temporary"))
            return false;
        dismissed.dismiss();
        ::raise(SIGTERM);
        return false;
    });
    BOOST_TEST(test::died_of(status, SIGTERM));
    BOOST_TEST(file.exists());
}

BOOST_AUTO_TEST_CASE(names_that_cannot_be_and_too_many_are_refused) {
    const temporary_file file;
    io::signal_cleanup cleanup;
    BOOST_TEST(!cleanup.unlink(file.directory.get(), ""));
    BOOST_TEST(!cleanup.unlink(file.directory.get(), std::string(256, 'x')));
    std::list<io::signal_cleanup> all(1);
    while (all.back().unlink(file.directory.get(), "temporary")) {
        BOOST_REQUIRE(all.size() < 1000);
        all.emplace_back();
    }
    BOOST_TEST(all.size() == io::cleanup_slot_count + 1);
    all.pop_front();
    BOOST_TEST(all.back().unlink(file.directory.get(), "temporary"));
}

BOOST_AUTO_TEST_CASE(file_that_another_thread_is_about_to_make_is_waited_for) {
    const temporary_file file;
    const int status = test::status_of_child([&] {
        io::signal_cleanup cleanup;
        std::atomic<bool> is_announced{false};
        std::thread other;
        {
            const io::blocked_signals blocked;
            other = std::thread([&] {
                if (!cleanup.unlink(file.directory.get(), "new"))
                    return;
                is_announced = true;
                let_others_run();
                make_empty(file.scratch / "waited for");
                make_empty(file.scratch / "new");
                cleanup.confirm();
            });
        }
        while (!is_announced)
            std::this_thread::yield();
        ::raise(SIGTERM);
        return false;
    });
    BOOST_TEST(test::died_of(status, SIGTERM));
    BOOST_TEST(std::filesystem::exists(file.scratch / "waited for"));
    BOOST_TEST(!std::filesystem::exists(file.scratch / "new"));
}

BOOST_AUTO_TEST_CASE(nothing_new_is_made_once_a_handler_runs) {
    const temporary_file file;
    const int status = test::status_of_child([&] {
        // The handler looks at the first object, then waits for the second;
        // meanwhile there is room for a third in the place of the first.
        io::signal_cleanup first;
        io::signal_cleanup second;
        io::signal_cleanup third;
        std::atomic<bool> is_announced{false};
        if (!first.unlink(file.directory.get(), "first"))
            return false;
        std::thread others[2];
        {
            const io::blocked_signals blocked;
            others[0] = std::thread([&] {
                if (!second.unlink(file.directory.get(), "second"))
                    return;
                is_announced = true;
                let_others_run();
                let_others_run();
                second.confirm();
            });
            others[1] = std::thread([&] {
                while (!is_announced)
                    std::this_thread::yield();
                let_others_run();
                if (third.unlink(file.directory.get(), "third"))
                    make_empty(file.scratch / "third");
            });
        }
        while (!is_announced)
            std::this_thread::yield();
        first.dismiss();
        ::raise(SIGTERM);
        return false;
    });
    BOOST_TEST(test::died_of(status, SIGTERM));
    BOOST_TEST(!std::filesystem::exists(file.scratch / "third"));
}

BOOST_AUTO_TEST_CASE(name_of_a_certain_file_is_unlinked_only_while_it_is_its) {
    for (const bool is_replaced : {false, true}) {
        const temporary_file file;
        const auto fd = test::open_file(file.scratch / "temporary", O_RDWR);
        const int status = test::status_of_child([&] {
            io::signal_cleanup cleanup;
            if (!cleanup.unlink(file.directory.get(), "temporary"))
                return false;
            cleanup.confirm(fd.get());
            if (is_replaced)
                std::filesystem::rename(file.scratch / "other",
                                        file.scratch / "temporary");
            ::raise(SIGTERM);
            return false;
        });
        BOOST_TEST(test::died_of(status, SIGTERM));
        BOOST_TEST(file.exists() == is_replaced);
    }
}

// What the handler of another thread has removed must not count as kept.
BOOST_AUTO_TEST_CASE(nothing_is_dismissed_once_a_handler_runs) {
    const temporary_file file;
    const int status = test::status_of_child([&] {
        io::signal_cleanup first;
        io::signal_cleanup second;
        std::atomic<int> announced{0};
        std::thread others[2];
        {
            const io::blocked_signals blocked;
            others[0] = std::thread([&] {
                if (!first.unlink(file.directory.get(), "temporary"))
                    return;
                first.confirm();
                ++announced;
                while (file.exists())
                    std::this_thread::yield();
                first.dismiss();
                make_empty(file.scratch / "went on");
            });
            // Keeps the handler waiting.
            others[1] = std::thread([&] {
                while (announced == 0)
                    std::this_thread::yield();
                if (!second.unlink(file.directory.get(), "second"))
                    return;
                ++announced;
                let_others_run();
                let_others_run();
                second.confirm();
            });
        }
        while (announced < 2)
            std::this_thread::yield();
        ::raise(SIGTERM);
        return false;
    });
    BOOST_TEST(test::died_of(status, SIGTERM));
    BOOST_TEST(!std::filesystem::exists(file.scratch / "went on"));
}
