// SPDX-License-Identifier: BSL-1.0
// One operand, from its name to the verified output.
#include "cli/file_job.hpp"

#include "support/captured_messages.hpp"
#include "support/gzip_builder.hpp"

#include <boost/test/unit_test.hpp>

#include <unistd.h>

using namespace mgunzip;
using cli::exit_status;
using cli::options;
using cli::output_place;
using cli::reporter;
using names = std::vector<std::string>;

namespace {

struct worker {
    test::scratch_directory scratch;
    test::captured_messages messages;
    reporter report{"mgunzip"};
    cli::open_directories directories;

    worker() {
        test::write_file(scratch / "x.gz", test::gzip_stored("text"));
        test::write_file(scratch / "bad.gz", {'b', 'a', 'd'});
    }
    // Whether to go on.
    bool run(const std::string& name, const options& wanted = {}) {
        return cli::file_job(wanted, report).run({scratch / name}, directories);
    }
    bool run_into(int out, const std::string& name) {
        const io::unique_fd before(::dup(STDOUT_FILENO));
        BOOST_REQUIRE(::dup2(out, STDOUT_FILENO) == STDOUT_FILENO);
        const bool goes_on =
            run(name, {.output_place = output_place::standard_output});
        ::dup2(before.get(), STDOUT_FILENO);
        return goes_on;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(file_jobs, worker)

BOOST_AUTO_TEST_CASE(good_file_is_replaced) {
    BOOST_TEST(run("x.gz"));
    BOOST_TEST((report.status() == exit_status::ok));
    BOOST_TEST((scratch.entries() == names{"bad.gz", "x"}));
    BOOST_TEST(
        (test::read_file(scratch / "x") == test::bytes{'t', 'e', 'x', 't'}));
    BOOST_TEST(messages.text().empty());
}

BOOST_AUTO_TEST_CASE(bad_file_is_an_error_and_the_next_one_may_follow) {
    BOOST_TEST(run("bad.gz"));
    BOOST_TEST((report.status() == exit_status::error));
    BOOST_TEST(run("x.gz"));
    BOOST_TEST((scratch.entries() == names{"bad.gz", "x"}));
}

BOOST_AUTO_TEST_CASE(working_standard_output_takes_the_next_file_too) {
    const auto file = test::open_file(scratch / "out", O_CREAT | O_RDWR);
    BOOST_TEST(run_into(file.get(), "bad.gz"));
    BOOST_TEST(run_into(file.get(), "x.gz"));
    BOOST_TEST(run_into(file.get(), "x.gz"));
    BOOST_TEST(test::read_file(scratch / "out").size() == 8u);
}

BOOST_AUTO_TEST_CASE(broken_standard_output_ends_all) {
    const auto full = test::open_file("/dev/full", O_WRONLY);
    BOOST_TEST(!run_into(full.get(), "x.gz"));
    BOOST_TEST((report.status() == exit_status::error));
}

BOOST_AUTO_TEST_CASE(broken_named_output_ends_one_file) {
    BOOST_TEST(run("x.gz", {.output_place = output_place::named_file,
                            .output_name = "/dev/full"}));
    BOOST_TEST((report.status() == exit_status::error));
}

BOOST_AUTO_TEST_CASE(garbage_is_a_warning_after_the_work_is_done) {
    auto packed = test::gzip_stored("text");
    packed.insert(packed.end(), {'j', 'u', 'n', 'k'});
    test::write_file(scratch / "x.gz", packed);
    BOOST_TEST(run("x.gz"));
    BOOST_TEST((report.status() == exit_status::warning));
    BOOST_TEST((scratch.entries() == names{"bad.gz", "x"}));
}

BOOST_AUTO_TEST_SUITE_END()
