// SPDX-License-Identifier: BSL-1.0
// Messages and the exit status.
#include "cli/message.hpp"

#include "support/captured_messages.hpp"

#include <boost/test/unit_test.hpp>

using mgunzip::cli::exit_status;
using mgunzip::cli::printable;
using mgunzip::cli::reporter;

namespace {

// What `talk` prints to standard error.
template <typename Talk>
std::string messages_of(Talk talk) {
    const mgunzip::test::captured_messages messages;
    reporter report("mgunzip");
    talk(report);
    return messages.text();
}

} // namespace

BOOST_AUTO_TEST_CASE(text_is_printable_as_it_is) {
    for (const char* const text :
         {"", "plain name.gz", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80",
          "\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf\xc2\xa0"})
        BOOST_TEST(printable(text) == text);
}

BOOST_AUTO_TEST_CASE(control_characters_are_masked) {
    BOOST_TEST(printable("a\nb\tc\x1b[0m\x7f") == "a?b?c?[0m?");
    BOOST_TEST(printable(std::string_view("\0x", 2)) == "?x");
    // U+0080 and U+009F: a terminal may take them for commands as well.
    BOOST_TEST(printable("\xc2\x80 \xc2\x9f") == "?? ??");
}

BOOST_AUTO_TEST_CASE(bytes_that_form_no_character_are_masked) {
    BOOST_TEST(printable("\xff\xfe") == "??");
    BOOST_TEST(printable("\x80z") == "?z");
    // Cut short at the end, and in the middle.
    BOOST_TEST(printable("\xc3") == "?");
    BOOST_TEST(printable("\xe2\x82") == "??");
    BOOST_TEST(printable("\xf0\x9f\x98z") == "???z");
    // Overlong forms, surrogates, and beyond U+10FFFF.
    BOOST_TEST(printable("\xc0\xaf") == "??");
    BOOST_TEST(printable("\xe0\x9f\xbf") == "???");
    BOOST_TEST(printable("\xf0\x8f\xbf\xbf") == "????");
    BOOST_TEST(printable("\xed\xa0\x80") == "???");
    BOOST_TEST(printable("\xf4\x90\x80\x80") == "????");
    BOOST_TEST(printable("\xf5\x80\x80\x80") == "????");
}

BOOST_AUTO_TEST_CASE(message_is_a_line_with_program_and_subject) {
    BOOST_TEST(messages_of([](reporter& report) {
                   report.error("x.gz", "is bad");
                   report.warn("", "beware");
                   report.note("y", "fine");
               }) == "mgunzip: x.gz: is bad\n"
                     "mgunzip: beware\n"
                     "mgunzip: y: fine\n");
}

BOOST_AUTO_TEST_CASE(question_leaves_the_line_open) {
    BOOST_TEST(messages_of([](reporter& report) { report.ask("x", "so? "); }) ==
               "mgunzip: x: so? ");
}

BOOST_AUTO_TEST_CASE(message_is_one_line_whatever_is_in_it) {
    BOOST_TEST(messages_of([](reporter& report) {
                   report.error("a\nb", "c\x1b d");
               }) == "mgunzip: a?b: c? d\n");
}

BOOST_AUTO_TEST_CASE(quiet_silences_warnings_only) {
    BOOST_TEST(messages_of([](reporter& report) {
                   report.set_quiet(true);
                   report.warn("x", "beware");
                   BOOST_TEST((report.status() == exit_status::warning));
                   report.error("x", "is bad");
               }) == "mgunzip: x: is bad\n");
}

BOOST_AUTO_TEST_CASE(status_is_that_of_the_worst_message) {
    static_cast<void>(messages_of([](reporter& report) {
        report.note("x", "fine");
        report.ask("x", "fine?");
        BOOST_TEST((report.status() == exit_status::ok));
        report.warn("x", "beware");
        BOOST_TEST((report.status() == exit_status::warning));
        report.error("x", "is bad");
        report.warn("x", "beware");
        BOOST_TEST((report.status() == exit_status::error));
    }));
}
