// SPDX-License-Identifier: BSL-1.0
// Messages of jobs side by side, in the order of the jobs.
#include "cli/ordered_messages.hpp"

#include "cli/message.hpp"
#include "support/captured_messages.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <thread>

using mgunzip::cli::exit_status;
using mgunzip::cli::ordered_messages;
using mgunzip::cli::reporter;

BOOST_AUTO_TEST_CASE(messages_of_the_first_job_are_printed_at_once) {
    const mgunzip::test::captured_messages captured;
    ordered_messages messages(2);
    messages.print(0, "a\n");
    BOOST_TEST(captured.text() == "a\n");
    messages.print(0, "b\n");
    BOOST_TEST(captured.text() == "a\nb\n");
}

BOOST_AUTO_TEST_CASE(messages_of_others_wait_for_their_turn) {
    const mgunzip::test::captured_messages captured;
    ordered_messages messages(4);
    messages.print(2, "c\n");
    messages.print(1, "b\n");
    messages.finish(2);
    messages.print(3, "d\n");
    BOOST_TEST(captured.text() == "");
    messages.finish(0);
    BOOST_TEST(captured.text() == "b\n");
    messages.print(1, "more\n");
    BOOST_TEST(captured.text() == "b\nmore\n");
    messages.finish(1);
    BOOST_TEST(captured.text() == "b\nmore\nc\nd\n");
    messages.print(3, "end\n");
    messages.finish(3);
    BOOST_TEST(captured.text() == "b\nmore\nc\nd\nend\n");
}

BOOST_AUTO_TEST_CASE(question_waits_until_all_before_it_is_said) {
    const mgunzip::test::captured_messages captured;
    const reporter model("mgunzip");
    ordered_messages messages(2);
    std::atomic<bool> has_asked{false};
    std::jthread second([&] {
        reporter report(model, messages, 1);
        report.warn("b", "beware");
        report.ask("b", "so? ");
        has_asked = true;
        messages.finish(1);
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    BOOST_TEST(!has_asked);
    reporter report(model, messages, 0);
    report.error("a", "is bad");
    messages.finish(0);
    second.join();
    BOOST_TEST(has_asked);
    BOOST_TEST(captured.text() == "mgunzip: a: is bad\n"
                                  "mgunzip: b: beware\n"
                                  "mgunzip: b: so? ");
}

BOOST_AUTO_TEST_CASE(reporter_of_a_job_is_as_quiet_as_its_model) {
    const mgunzip::test::captured_messages captured;
    reporter model("mgunzip");
    model.set_quiet(true);
    ordered_messages messages(1);
    reporter report(model, messages, 0);
    report.warn("a", "beware");
    BOOST_TEST(captured.text() == "");
    BOOST_TEST((report.status() == exit_status::warning));
    BOOST_TEST((model.status() == exit_status::ok));
}

BOOST_AUTO_TEST_CASE(added_status_counts_if_it_is_worse) {
    reporter report("mgunzip");
    report.add_status(exit_status::ok);
    BOOST_TEST((report.status() == exit_status::ok));
    report.add_status(exit_status::warning);
    report.add_status(exit_status::ok);
    BOOST_TEST((report.status() == exit_status::warning));
    report.add_status(exit_status::error);
    report.add_status(exit_status::warning);
    BOOST_TEST((report.status() == exit_status::error));
}
