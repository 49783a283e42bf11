// SPDX-License-Identifier: BSL-1.0
// Directories that cannot be read, or not to their end.
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

// d/a.gz, d/sub/b.gz, d/z.gz and f.gz.
struct tree {
    scratch_directory scratch;

    tree() {
        std::filesystem::create_directories(scratch / "d/sub");
        for (const char* const name :
             {"d/a.gz", "d/sub/b.gz", "d/z.gz", "f.gz"})
            write_file(scratch / name, gzip(name));
    }

    outcome run_with(const std::string& faults) const {
        return run(faulty_command(faults, {"-rk", "d", "f.gz"}, scratch));
    }
    bool has(const std::string& name) const {
        return std::filesystem::exists(scratch / name);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(recursive, tree)

BOOST_AUTO_TEST_CASE(directory_that_cannot_be_opened_is_an_error) {
    for (const auto& [error, text] :
         {std::pair{"EIO", "Input/output error"},
          std::pair{"EMFILE", "Too many open files"}}) {
        const outcome done =
            run_with("open_directory:" + std::string(error) + ":0:1");
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.err == "mgunzip: d: " + std::string(text) + "\n");
        BOOST_TEST(has("f"));
        BOOST_TEST(!has("d/a"));
        std::filesystem::remove(scratch / "f");
    }
}

BOOST_AUTO_TEST_CASE(directory_below_that_cannot_be_opened_is_an_error) {
    const outcome done = run_with("open_directory:EIO:1:1");
    BOOST_TEST(done.exit_status() == 1, done);
    BOOST_TEST(done.err == "mgunzip: d/sub: Input/output error\n");
    for (const char* const name : {"f", "d/a", "d/z"})
        BOOST_TEST(has(name), name);
    BOOST_TEST(!has("d/sub/b"));
}

BOOST_AUTO_TEST_CASE(
    what_was_read_of_a_directory_in_front_of_an_error_is_done) {
    require_no_address_sanitizer();
    // ".", ".." and three entries, in an order of the file system's.
    const outcome done = run_with("readdir:EIO:4:1");
    BOOST_TEST(done.exit_status() == 1, done);
    BOOST_TEST(done.err == "mgunzip: d: Input/output error\n");
    BOOST_TEST(has("f"));
    const int found = int{has("d/a")} + has("d/z") + has("d/sub/b");
    BOOST_TEST(found >= 1);
    BOOST_TEST(found < 3);
}

BOOST_AUTO_TEST_CASE(reading_directories_goes_on_after_a_signal) {
    for (const char* const fault :
         {"open_directory:EINTR:0:3", "readdir:EINTR:2:1"}) {
        const outcome done = run_with(fault);
        BOOST_TEST(done.silently(0), done);
        for (const char* const name : {"f", "d/a", "d/z", "d/sub/b"}) {
            BOOST_TEST(has(name), name);
            std::filesystem::remove(scratch / name);
        }
    }
}

BOOST_AUTO_TEST_CASE(opening_an_input_goes_on_after_a_signal) {
    const outcome done =
        run(faulty_command("open_input:EINTR:0:3", {"-c", "f.gz"}, scratch));
    BOOST_TEST(done.silently(0), done);
    BOOST_TEST(done.text() == "f.gz");
}

BOOST_AUTO_TEST_SUITE_END()
