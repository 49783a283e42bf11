// SPDX-License-Identifier: BSL-1.0
// The scripts of doc/examples that divide a file: GNU parallel and Dask give
// what one process gives, even if a task is killed in the middle.
#include "support/lined_text.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <mgunzip/crc32.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>

#include <sys/stat.h>

using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

// Debian's packages are Python's of the system, whichever is first in PATH.
constexpr const char* python = "/usr/bin/python3";

struct fixture {
    scratch_directory scratch;
    lined_text text = random_lines(60'000, 7);
    std::string expected;

    fixture() {
        require_program("parallel");
        if (::access(python, X_OK) != 0)
            skip_test("there is no python3");
        write_file(scratch / "x.gz", gzip(text.data));
        BOOST_TEST(run_mgunzip({"-t", "--index", "--index-spacing=64K", "x.gz"},
                               scratch)
                       .silently(0));
        std::size_t words = 0;
        bool in_word = false;
        for (const std::uint8_t byte : text.data) {
            const bool is_space = byte == ' ' || byte == '\n';
            words += !is_space && !in_word;
            in_word = !is_space;
        }
        char crc[9];
        std::snprintf(crc, sizeof crc, "%08x",
                      mgunzip::crc32(0, text.data.data(), text.data.size()));
        expected = "60000 " + std::to_string(words) + ' ' +
                   std::to_string(text.data.size()) + ' ' + crc + '\n';
    }

    // mgunzip, but for one part it dies in the middle, the first time.
    void make_program_that_dies(const std::string& first_byte) const {
        const std::string script =
            "#!/bin/sh\n"
            "case \"$*\" in *--bytes=" +
            first_byte + "+*)\n    if mkdir '" + (scratch / "died") +
            "' 2>/dev/null; then\n        '" + program_path() +
            "' \"$@\" | head -c 1000\n        kill -KILL $$\n    fi\nesac\n"
            "exec '" +
            program_path() + "' \"$@\"\n";
        write_file(scratch / "dying", to_bytes(script));
        BOOST_REQUIRE(::chmod((scratch / "dying").c_str(), 0755) == 0);
    }

    outcome run_script(const names& words, const std::string& program) const {
        command what{.words = words, .directory = scratch / "."};
        what.environment = {"MGUNZIP=" + program, "HOME=" + (scratch / ".")};
        return run(what);
    }

    outcome by_parallel(const std::string& program,
                        const std::string& results) const {
        return run_script({"bash", argument_path("count_by_parallel"), "x.gz",
                           "300K", results, "--will-cite", "--sshlogin", "2/:"},
                          program);
    }
    outcome by_dask(const std::string& program) const {
        return run_script(
            {python, argument_path("count_by_dask.py"), "x.gz", "300K"},
            program);
    }

    void require_dask() const {
        if (run({.words = {python, "-c", "import distributed"}})
                .exit_status() != 0)
            skip_test("there is no python3-distributed");
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(cluster_examples, fixture)

BOOST_AUTO_TEST_CASE(parallel_gives_what_one_process_gives) {
    const outcome done = by_parallel(program_path(), "results");
    BOOST_TEST(done.exit_status() == 0, done);
    BOOST_TEST(done.text() == expected);
}

BOOST_AUTO_TEST_CASE(parallel_repeats_a_task_that_was_killed) {
    make_program_that_dies("307200");
    const outcome done = by_parallel(scratch / "dying", "results");
    BOOST_TEST(std::filesystem::exists(scratch / "died"));
    BOOST_TEST(done.exit_status() == 0, done);
    BOOST_TEST(done.text() == expected);
}

// Without a part there is no answer, and a second run only does what is
// missing.
BOOST_AUTO_TEST_CASE(a_run_goes_on_where_it_was) {
    BOOST_TEST(by_parallel(program_path(), "results").exit_status() == 0);
    std::filesystem::remove(scratch / "results/2.part");
    const auto add_up = [&] {
        return run_script(
            {python, argument_path("combine_parts.py"), "x.gz", "results"},
            program_path());
    };
    BOOST_TEST(add_up().exit_status() != 0);
    const outcome done = by_parallel(program_path(), "results");
    BOOST_TEST(done.text() == expected);
    write_file(scratch / "results/2.part", to_bytes("1 1 1 1\n"));
    const outcome wrong = add_up();
    BOOST_TEST(wrong.exit_status() != 0);
    BOOST_TEST(wrong.says("the parts are not the whole"), wrong);
}

BOOST_AUTO_TEST_CASE(dask_gives_what_one_process_gives) {
    require_dask();
    const outcome done = by_dask(program_path());
    BOOST_TEST(done.exit_status() == 0, done);
    BOOST_TEST(done.text() == expected);
}

BOOST_AUTO_TEST_CASE(dask_repeats_a_task_that_was_killed) {
    require_dask();
    make_program_that_dies("307200");
    const outcome done = by_dask(scratch / "dying");
    BOOST_TEST(std::filesystem::exists(scratch / "died"));
    BOOST_TEST(done.exit_status() == 0, done);
    BOOST_TEST(done.text() == expected);
}

BOOST_AUTO_TEST_SUITE_END()
