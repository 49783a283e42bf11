// SPDX-License-Identifier: BSL-1.0
// Messages and the status line.
#include "cli/standard_error.hpp"

#include "cli/message.hpp"
#include "io/call_counts.hpp"
#include "support/captured_messages.hpp"

#include <boost/test/unit_test.hpp>

using namespace mgunzip;
using namespace mgunzip::cli;
using mgunzip::test::captured_messages;

BOOST_AUTO_TEST_CASE(line_takes_the_place_of_the_one_before) {
    const captured_messages captured;
    BOOST_TEST(show_status_line("one"));
    BOOST_TEST(show_status_line("two"));
    erase_status_line();
    BOOST_TEST(captured.text() == "\rone\x1b[K\rtwo\x1b[K\r\x1b[K");
    erase_status_line();
    BOOST_TEST(captured.text() == "\rone\x1b[K\rtwo\x1b[K\r\x1b[K");
}

BOOST_AUTO_TEST_CASE(message_erases_the_line_that_is_shown) {
    const captured_messages captured;
    write_message("a\n");
    BOOST_TEST(show_status_line("line"));
    write_message("b\n");
    write_message("c\n");
    BOOST_TEST(captured.text() == "a\n\rline\x1b[K\r\x1b[Kb\nc\n");
}

BOOST_AUTO_TEST_CASE(nothing_is_shown_while_it_is_held) {
    const captured_messages captured;
    hold_status_line();
    hold_status_line();
    BOOST_TEST(!show_status_line("line"));
    release_status_line();
    BOOST_TEST(!show_status_line("line"));
    BOOST_TEST(!write_status("line\n"));
    write_message("message\n");
    release_status_line();
    BOOST_TEST(write_status("line\n"));
    BOOST_TEST(captured.text() == "message\nline\n");
}

BOOST_AUTO_TEST_CASE(question_holds_the_line_until_it_is_answered) {
    const captured_messages captured;
    reporter report("mgunzip");
    BOOST_TEST(show_status_line("line"));
    report.ask("x", "so? ");
    BOOST_TEST(!show_status_line("line"));
    report.answered();
    BOOST_TEST(show_status_line("line"));
    erase_status_line();
    BOOST_TEST(captured.text() == "\rline\x1b[K\r\x1b[Kmgunzip: x: so? "
                                  "\rline\x1b[K\r\x1b[K");
}

BOOST_AUTO_TEST_CASE(closed_pipe_is_an_error_and_no_signal) {
    int fds[2];
    BOOST_REQUIRE(::pipe(fds) == 0);
    const io::unique_fd writer(fds[1]);
    ::close(fds[0]);
    const captured_messages captured;
    BOOST_REQUIRE(::dup2(writer.get(), STDERR_FILENO) == STDERR_FILENO);
    BOOST_TEST(!write_status("line\n"));
    BOOST_TEST(!show_status_line("line"));
}

BOOST_AUTO_TEST_CASE(messages_are_no_calls_for_a_file) {
    const captured_messages captured;
    const io::call_counts before = io::calls_of_this_thread;
    write_message("message\n");
    BOOST_TEST((io::calls_of_this_thread == before));
}
