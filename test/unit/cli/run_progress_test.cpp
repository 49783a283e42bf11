// SPDX-License-Identifier: BSL-1.0
// The share of the work on all files that is done.
#include "cli/run_progress.hpp"

#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <optional>

#include <sys/stat.h>

using namespace mgunzip::cli;
using mgunzip::test::scratch_directory;
using mgunzip::test::write_file;

namespace {

// Files of 100, 200, 300 and so on bytes.
struct some_files {
    scratch_directory scratch;
    options wanted;
    std::vector<operand> operands;

    some_files() {
        for (std::size_t i = 1; i <= 4; ++i) {
            const std::string name = scratch / (std::to_string(i) + ".gz");
            write_file(name, std::vector<std::uint8_t>(i * 100));
            operands.push_back({.name = name});
        }
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(run_progress_of_files, some_files)

BOOST_AUTO_TEST_CASE(share_is_of_the_bytes_of_all_files) {
    run_progress all(wanted, operands);
    BOOST_TEST(all.begin() == 1u);
    all.opened(1, 100);
    all.used(100);
    all.end();
    std::filesystem::remove(operands[0].name);
    BOOST_TEST(all.begin() == 2u);
    BOOST_TEST(all.begin() == 3u);
    all.opened(3, 300);
    // The second is opened only after the first look.
    BOOST_TEST((all.share() == std::optional(100.0 / 800)));
    all.opened(2, 200);
    BOOST_TEST((all.share() == std::optional(0.1)));
    BOOST_TEST(all.begin() == 4u);
    all.opened(4, 400);
    all.used(400);
    BOOST_TEST((all.share() == std::optional(0.5)));
    all.used(10'000);
    BOOST_TEST((all.share() == std::optional(1.0)));
    BOOST_TEST(all.ended() == 1u);
    BOOST_TEST(all.count() == 4u);
}

BOOST_AUTO_TEST_CASE(nothing_is_told_where_a_size_is_not_known) {
    operands.push_back({.name = "stdin", .is_standard_input = true});
    run_progress with_pipe(wanted, operands);
    BOOST_TEST(!with_pipe.share().has_value());
    operands.pop_back();
    run_progress all(wanted, operands);
    all.opened(all.begin(), std::nullopt);
    BOOST_TEST(!all.share().has_value());
    const std::vector<operand> none;
    BOOST_TEST(!run_progress(wanted, none).share().has_value());
}

BOOST_AUTO_TEST_CASE(size_is_that_of_what_will_be_opened) {
    BOOST_TEST(input_size_of(operands[1], wanted).value() == 200u);
    BOOST_TEST(input_size_of({.name = scratch / "2"}, wanted).value() == 200u);
    BOOST_TEST(input_size_of({.name = scratch / "none"}, wanted).value() == 0u);
    BOOST_TEST(input_size_of({.name = scratch.path()}, wanted).value() == 0u);
    BOOST_REQUIRE(::mkfifo((scratch / "fifo").c_str(), 0600) == 0);
    const operand fifo{.name = scratch / "fifo"};
    BOOST_TEST(input_size_of(fifo, wanted).value() == 0u);
    wanted.output_place = output_place::standard_output;
    BOOST_TEST(!input_size_of(fifo, wanted).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
