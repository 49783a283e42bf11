// SPDX-License-Identifier: BSL-1.0
// Opening operands.
#include "cli/input_file.hpp"

#include "support/captured_messages.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>
#include <unistd.h>

using namespace mgunzip;
using cli::exit_status;
using cli::input_file;
using cli::options;
using cli::output_place;
using cli::reporter;

namespace {

struct opener {
    test::scratch_directory scratch;
    test::captured_messages messages;
    reporter report{"mgunzip"};
    cli::open_directories directories;

    opener() { test::write_file(scratch / "x.gz", {'d', 'a', 't', 'a'}); }

    std::optional<input_file> open(const std::string& name,
                                   const options& wanted) {
        return cli::open_input({scratch / name}, wanted, report, directories);
    }
};

const options replacing{};
const options forced{.force = true};
const options to_stdout{.output_place = output_place::standard_output};
const options testing{.output_place = output_place::nowhere};
const options named{.output_place = output_place::named_file};
const options kept{.keep_input = true};

} // namespace

BOOST_FIXTURE_TEST_SUITE(input_files, opener)

BOOST_AUTO_TEST_CASE(file_is_opened_with_its_status) {
    const auto input = open("x.gz", replacing);
    BOOST_REQUIRE(input.has_value());
    BOOST_TEST(input->name == scratch / "x.gz");
    BOOST_TEST(!input->is_standard_input);
    BOOST_TEST(input->status.st_size == 4);
    BOOST_TEST(input->offset == 0u);
    BOOST_TEST(::fcntl(input->fd(), F_GETFD) == FD_CLOEXEC);
    BOOST_TEST((report.status() == exit_status::ok));
}

BOOST_AUTO_TEST_CASE(standard_input_is_read_from_its_offset) {
    const io::unique_fd before(::dup(STDIN_FILENO));
    const auto file = test::open_file(scratch / "x.gz", O_RDONLY);
    BOOST_REQUIRE(::lseek(file.get(), 3, SEEK_SET) == 3);
    BOOST_REQUIRE(::dup2(file.get(), STDIN_FILENO) == STDIN_FILENO);
    const auto input =
        cli::open_input(cli::operand_for("-"), replacing, report, directories);
    ::dup2(before.get(), STDIN_FILENO);
    BOOST_REQUIRE(input.has_value());
    BOOST_TEST(input->name == "stdin");
    BOOST_TEST(input->is_standard_input);
    BOOST_TEST(input->fd() == STDIN_FILENO);
    BOOST_TEST(input->offset == 3u);
}

BOOST_AUTO_TEST_CASE(only_a_file_beside_its_output_is_replaced) {
    const input_file file{.name = "x.gz"};
    const input_file standard{.name = "stdin", .is_standard_input = true};
    BOOST_TEST(cli::will_replace_input(file, replacing));
    BOOST_TEST(cli::will_replace_input(file, forced));
    for (const options& wanted : {to_stdout, testing, named, kept})
        BOOST_TEST(!cli::will_replace_input(file, wanted));
    BOOST_TEST(!cli::will_replace_input(standard, replacing));
}

BOOST_AUTO_TEST_CASE(missing_file_is_an_error) {
    BOOST_TEST(!open("none.gz", replacing).has_value());
    BOOST_TEST((report.status() == exit_status::error));
}

BOOST_AUTO_TEST_CASE(directory_is_a_warning_whatever_is_wanted) {
    BOOST_REQUIRE(::mkdir((scratch / "sub.gz").c_str(), 0700) == 0);
    for (const options& wanted : {replacing, forced, to_stdout, testing, named})
        BOOST_TEST(!open("sub.gz", wanted).has_value());
    BOOST_TEST((report.status() == exit_status::warning));
}

BOOST_AUTO_TEST_CASE(link_is_followed_unless_it_would_be_replaced) {
    BOOST_REQUIRE(::symlink("x.gz", (scratch / "link.gz").c_str()) == 0);
    for (const options& wanted : {forced, to_stdout, testing, named})
        BOOST_TEST(open("link.gz", wanted).has_value());
    BOOST_TEST((report.status() == exit_status::ok));
    for (const options& wanted : {replacing, kept})
        BOOST_TEST(!open("link.gz", wanted).has_value());
    BOOST_TEST((report.status() == exit_status::error));
}

BOOST_AUTO_TEST_CASE(fifo_is_not_waited_for_where_it_is_left_alone) {
    BOOST_REQUIRE(::mkfifo((scratch / "fifo.gz").c_str(), 0600) == 0);
    for (const options& wanted : {replacing, forced, kept})
        BOOST_TEST(!open("fifo.gz", wanted).has_value());
    BOOST_TEST((report.status() == exit_status::warning));
}

BOOST_AUTO_TEST_CASE(special_modes_and_links_matter_where_it_is_replaced) {
    BOOST_REQUIRE(
        ::link((scratch / "x.gz").c_str(), (scratch / "y.gz").c_str()) == 0);
    BOOST_TEST(!open("x.gz", kept).has_value());
    BOOST_TEST(open("x.gz", forced).has_value());
    for (const mode_t mode : {S_ISUID, S_ISGID}) {
        BOOST_REQUIRE(::chmod((scratch / "x.gz").c_str(), mode | 0700) == 0);
        BOOST_TEST(!open("x.gz", forced).has_value());
        for (const options& wanted : {to_stdout, testing, named})
            BOOST_TEST(open("x.gz", wanted).has_value());
    }
    BOOST_TEST((report.status() == exit_status::warning));
}

BOOST_AUTO_TEST_SUITE_END()
