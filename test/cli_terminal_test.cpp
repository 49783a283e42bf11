// SPDX-License-Identifier: BSL-1.0
// Questions to somebody at a terminal.
#include "gzip_builder.hpp"
#include "program_runner.hpp"
#include "sample_data.hpp"
#include "scratch_directory.hpp"
#include "skip.hpp"

#include <boost/test/unit_test.hpp>

#include <pty.h>
#include <unistd.h>

using namespace mgunzip::test;
using mgunzip::io::unique_fd;

namespace {

using names = std::vector<std::string>;

// x.gz, an x in its way, and somebody at the terminal.
struct at_a_terminal {
    scratch_directory scratch;
    unique_fd ours;
    unique_fd theirs;

    at_a_terminal() {
        write_file(scratch / "x.gz", gzip("text"));
        write_file(scratch / "x", to_bytes("old"));
        int first = -1;
        int second = -1;
        if (::openpty(&first, &second, nullptr, nullptr, nullptr) != 0)
            skip_test("there are no pseudo-terminals");
        ours.reset(first);
        theirs.reset(second);
    }
    outcome run_with(const names& arguments, const std::string& typed) {
        BOOST_REQUIRE(::write(ours.get(), typed.data(), typed.size()) ==
                      static_cast<ssize_t>(typed.size()));
        command what = mgunzip_command(arguments, scratch);
        what.in = theirs.get();
        return run(what);
    }
    bool has_text() const {
        return read_file(scratch / "x") == to_bytes("text");
    }
};

constexpr const char* question =
    "mgunzip: x: already exists; do you wish to overwrite (y or n)? ";
constexpr const char* end_of_file = "\x04";

} // namespace

BOOST_FIXTURE_TEST_SUITE(terminal, at_a_terminal)

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
    for (const char* const answer :
         {"n\n", "\n", " y\n", "no\n", end_of_file}) {
        const outcome done = run_with({"x.gz"}, answer);
        BOOST_TEST(done.exit_status() == 2, done);
        BOOST_TEST(done.err ==
                   std::string(question) + "mgunzip: x: not overwritten\n");
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

BOOST_AUTO_TEST_SUITE_END()
