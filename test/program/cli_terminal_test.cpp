// SPDX-License-Identifier: BSL-1.0
// Questions to somebody at a terminal, and what messages look like there.
#include "support/gzip_builder.hpp"
#include "support/program_runner.hpp"
#include "support/pseudo_terminal.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <unistd.h>

using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

// x.gz, an x in its way, and somebody at the terminal.
struct at_a_terminal {
    scratch_directory scratch;
    pseudo_terminal terminal;

    at_a_terminal() {
        write_file(scratch / "x.gz", gzip("text"));
        write_file(scratch / "x", to_bytes("old"));
    }
    outcome run_with(const names& arguments, const std::string& typed) {
        BOOST_REQUIRE(
            ::write(terminal.ours.get(), typed.data(), typed.size()) ==
            static_cast<ssize_t>(typed.size()));
        command what = mgunzip_command(arguments, scratch);
        what.in = terminal.theirs.get();
        return run(what);
    }
    bool has_text() const {
        return read_file(scratch / "x") == to_bytes("text");
    }
};

constexpr const char* question =
    "mgunzip: x: already exists; do you wish to overwrite (y or n, or all)? ";
constexpr const char* end_of_file = "\x04";

} // namespace

BOOST_FIXTURE_TEST_SUITE(terminals, at_a_terminal)

BOOST_AUTO_TEST_CASE(yes_overwrites) {
    for (const char* const answer : {"y\n", "Yes\n"}) {
        write_file(scratch / "x", to_bytes("old"));
        const outcome done = run_with({"-k", "x.gz"}, answer);
        BOOST_TEST(done.exit_status() == 0);
        BOOST_TEST(done.err == question);
        BOOST_TEST(has_text());
    }
}

BOOST_AUTO_TEST_CASE(anything_else_does_not) {
    for (const std::string answer :
         {"n\n", "\n", " y\n", "no\n", "allow\n", end_of_file}) {
        const outcome done = run_with({"x.gz"}, answer);
        BOOST_TEST(done.exit_status() == 2, done);
        // Ctrl-D leaves the cursor behind the question.
        BOOST_TEST(done.err == question +
                                   std::string(answer == end_of_file, '\n') +
                                   "mgunzip: x: not overwritten\n");
        BOOST_TEST(!has_text());
        BOOST_TEST((scratch.entries() == names{"x", "x.gz"}));
    }
}

BOOST_AUTO_TEST_CASE(named_output_is_asked_about_too) {
    BOOST_TEST(run_with({"-o", "x", "x.gz"}, "n\n").exit_status() == 2);
    BOOST_TEST(!has_text());
    BOOST_TEST(run_with({"-o", "x", "x.gz"}, "y\n").exit_status() == 0);
    BOOST_TEST(has_text());
}

BOOST_AUTO_TEST_CASE(all_is_yes_to_all_questions) {
    for (const char* const name : {"y", "z"}) {
        write_file(scratch / (name + std::string(".gz")), gzip("text"));
        write_file(scratch / name, to_bytes("old"));
    }
    for (const char* const threads : {"-T1", "-T3"}) {
        const outcome done =
            run_with({"-k", threads, "x.gz", "y.gz", "z.gz"}, "n\nALL\n");
        BOOST_TEST(done.exit_status() == 2, done);
        BOOST_TEST(!has_text());
        for (const char* const name : {"y", "z"}) {
            BOOST_TEST((read_file(scratch / name) == to_bytes("text")));
            write_file(scratch / name, to_bytes("old"));
        }
        BOOST_TEST(!done.says("z: already exists"), done);
    }
}

BOOST_AUTO_TEST_CASE(question_after_ctrl_d_can_be_answered) {
    write_file(scratch / "y.gz", gzip("text"));
    write_file(scratch / "y", to_bytes("old"));
    static_cast<void>(
        run_with({"-k", "x.gz", "y.gz"}, std::string(end_of_file) + "y\n"));
    BOOST_TEST(!has_text());
    BOOST_TEST((read_file(scratch / "y") == to_bytes("text")));
}

BOOST_AUTO_TEST_CASE(bare_call_says_how_to_get_help) {
    const outcome done = run_with({}, "");
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.err ==
               "mgunzip: stdin: compressed data not read from a terminal; use "
               "-f to force decompression, or see mgunzip --help\n");
}

BOOST_AUTO_TEST_CASE(each_question_has_its_own_answer) {
    write_file(scratch / "y.gz", gzip("text"));
    write_file(scratch / "y", to_bytes("old"));
    const outcome done = run_with({"x.gz", "y.gz"}, "n\ny\n");
    BOOST_TEST(done.exit_status() == 2);
    BOOST_TEST(!has_text());
    BOOST_TEST((scratch.entries() == names{"x", "x.gz", "y"}));
    BOOST_TEST((read_file(scratch / "y") == to_bytes("text")));
}

BOOST_AUTO_TEST_CASE(nobody_is_asked_with_force_or_for_what_is_no_gzip_file) {
    BOOST_TEST(run_with({"-f", "-k", "x.gz"}, "").silently(0));
    BOOST_TEST(has_text());
    write_file(scratch / "x.gz", to_bytes("no gzip"));
    const outcome done = run_with({"x.gz"}, "");
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.err ==
               "mgunzip: x.gz: not in gzip format (member 1, byte 0)\n");
}

// Nothing but the progress has control sequences, whatever is asked for.
BOOST_AUTO_TEST_CASE(messages_have_no_colour) {
    write_file(scratch / "bad.gz", to_bytes("no gzip"));
    for (const char* const wish :
         {"NO_COLOR=", "NO_COLOR=1", "CLICOLOR_FORCE=1", "FORCE_COLOR=1",
          "COLORTERM=truecolor"})
        for (const names& arguments :
             {names{"x.gz"}, names{"-c", "bad.gz"}, names{"-tv", "x.gz"},
              names{"-lv", "x.gz"}, names{"-t", "--stats", "x.gz"},
              names{"--foo"}, names{"--help"}, names{"-Vv"}}) {
            pseudo_terminal shown;
            command what = mgunzip_command(arguments, scratch);
            what.environment = {"TERM=xterm-256color", wish};
            what.out = shown.theirs.get();
            what.prepare = [] { ::dup2(STDOUT_FILENO, STDERR_FILENO); };
            static_cast<void>(run(what));
            const std::string text = shown.text();
            BOOST_TEST(text.ends_with("\r\n"), arguments.front());
            BOOST_TEST(text.find('\x1b') == text.npos, text);
        }
}

BOOST_AUTO_TEST_SUITE_END()
