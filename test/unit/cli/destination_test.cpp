// SPDX-License-Identifier: BSL-1.0
// Where output goes.
#include "cli/destination.hpp"

#include "cli/made_outputs.hpp"

#include "support/captured_messages.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

using namespace mgunzip;
using cli::destination;
using cli::destination_kind;
using cli::exit_status;
using cli::input_file;
using cli::options;
using cli::output_place;
using cli::reporter;

namespace {

struct finder {
    test::scratch_directory scratch;
    test::captured_messages messages;
    reporter report{"mgunzip"};

    input_file input(const std::string& name) {
        test::write_file(scratch / name, {'x'});
        input_file result{.name = scratch / name};
        result.owned = test::open_file(result.name, O_RDONLY);
        BOOST_REQUIRE(!io::get_status(result.fd(), result.status));
        return result;
    }
    std::optional<destination> find(const input_file& from,
                                    const options& wanted) {
        return cli::find_destination(from, wanted, report);
    }
    // Of "x.gz", with -o.
    std::optional<destination> find_named(const std::string& name) {
        return find(input("x.gz"), {.output_place = output_place::named_file,
                                    .output_name = scratch / name});
    }
    bool says(const std::string& text) const {
        return messages.text().find(text) != std::string::npos;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(destinations, finder)

BOOST_AUTO_TEST_CASE(output_lies_beside_the_input) {
    const auto found = find(input("x.gz"), {});
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->kind == destination_kind::regular_file));
    BOOST_TEST(found->path == scratch / "x");
}

BOOST_AUTO_TEST_CASE(standard_streams_go_to_standard_output) {
    const input_file standard{.name = "stdin", .is_standard_input = true};
    for (const auto& found :
         {find(standard, {}),
          find(input("x"), {.output_place = output_place::standard_output})}) {
        BOOST_REQUIRE(found.has_value());
        BOOST_TEST((found->kind == destination_kind::standard_output));
        BOOST_TEST(found->path == "stdout");
    }
}

BOOST_AUTO_TEST_CASE(test_goes_nowhere_whatever_the_name) {
    const auto found =
        find(input("x"), {.output_place = output_place::nowhere});
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->kind == destination_kind::nowhere));
}

BOOST_AUTO_TEST_CASE(unknown_suffix_is_a_warning_unless_quiet) {
    BOOST_TEST(!find(input("x.foo"), {.is_quiet = true}).has_value());
    BOOST_TEST((report.status() == exit_status::ok));
    BOOST_TEST(!find(input("x.foo"), {}).has_value());
    BOOST_TEST((report.status() == exit_status::warning));
    BOOST_TEST(find(input("x.foo"), {.suffix = ".foo"}).has_value());
}

BOOST_AUTO_TEST_CASE(named_output_need_not_exist) {
    const auto found = find_named("out");
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->kind == destination_kind::regular_file));
    BOOST_TEST(found->path == scratch / "out");
    BOOST_TEST(!found->existing.has_value());
}

BOOST_AUTO_TEST_CASE(named_output_is_what_links_lead_to) {
    BOOST_REQUIRE(::mkdir((scratch / "sub").c_str(), 0700) == 0);
    BOOST_REQUIRE(::symlink("sub/b", (scratch / "a").c_str()) == 0);
    BOOST_REQUIRE(::symlink("c", (scratch / "sub/b").c_str()) == 0);
    BOOST_TEST(find_named("a").value().path == scratch / "sub/c");
    test::write_file(scratch / "sub/c", {'c'});
    const auto found = find_named("a");
    BOOST_TEST(found.value().path == scratch / "sub/c");
    BOOST_TEST(found->existing.has_value());
}

BOOST_AUTO_TEST_CASE(special_files_are_told_apart) {
    BOOST_REQUIRE(::mkfifo((scratch / "fifo").c_str(), 0600) == 0);
    const auto found = find_named("fifo");
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->kind == destination_kind::special_file));
    BOOST_TEST(found->path == scratch / "fifo");
}

BOOST_AUTO_TEST_CASE(input_directories_and_loops_are_refused_as_output) {
    BOOST_TEST(!find_named("x.gz").has_value());
    BOOST_TEST(says("is the input file"));
    BOOST_REQUIRE(::mkdir((scratch / "sub").c_str(), 0700) == 0);
    BOOST_TEST(!find_named("sub").has_value());
    BOOST_TEST(says("is a directory"));
    BOOST_REQUIRE(::symlink("loop", (scratch / "loop").c_str()) == 0);
    BOOST_TEST(!find_named("loop").has_value());
    BOOST_TEST(says("Too many levels of symbolic links"));
    BOOST_TEST((report.status() == exit_status::error));
}

BOOST_AUTO_TEST_CASE(free_name_is_claimed) {
    auto found = find(input("x.gz"), {});
    BOOST_TEST(cli::claim_name(*found, {}, {}, report));
    BOOST_TEST(found->name == "x");
    BOOST_TEST(!found->may_replace);
    struct stat directory {};
    struct stat expected {};
    BOOST_REQUIRE(!io::get_status(found->directory->fd(), directory));
    BOOST_REQUIRE(::stat(scratch.path().c_str(), &expected) == 0);
    BOOST_TEST(directory.st_ino == expected.st_ino);
}

BOOST_AUTO_TEST_CASE(taken_name_is_claimed_only_with_force) {
    test::write_file(scratch / "x", {'o'});
    auto found = find(input("x.gz"), {});
    BOOST_TEST(!cli::claim_name(*found, {}, {}, report));
    BOOST_TEST(says("already exists; not overwritten"));
    BOOST_TEST((report.status() == exit_status::warning));
    BOOST_TEST(cli::claim_name(*found, {}, {.force = true}, report));
    BOOST_TEST(found->may_replace);
}

BOOST_AUTO_TEST_CASE(what_may_appear_under_a_free_name_gives_way_to_force) {
    auto found = find(input("x.gz"), {});
    BOOST_TEST(cli::claim_name(*found, {}, {.force = true}, report));
    BOOST_TEST(found->may_replace);
}

BOOST_AUTO_TEST_CASE(directory_is_never_replaced) {
    BOOST_REQUIRE(::mkdir((scratch / "x").c_str(), 0700) == 0);
    auto found = find(input("x.gz"), {});
    BOOST_TEST(!cli::claim_name(*found, {}, {.force = true}, report));
    BOOST_TEST(says("Is a directory"));
    BOOST_TEST((report.status() == exit_status::error));
}

BOOST_AUTO_TEST_CASE(name_in_no_directory_cannot_be_claimed) {
    for (const char* const name : {"none/x", "x.gz/x", "sub/"}) {
        auto found = find_named("free");
        found->path = scratch / name;
        found->directory.reset();
        BOOST_TEST(!cli::claim_name(*found, {}, {}, report), name);
    }
    BOOST_TEST((report.status() == exit_status::error));
}

BOOST_AUTO_TEST_CASE(file_that_was_replaced_meanwhile_is_not_overwritten) {
    test::write_file(scratch / "out", {'o'});
    auto found = find_named("out");
    BOOST_REQUIRE(
        ::rename((scratch / "out").c_str(), (scratch / "other").c_str()) == 0);
    test::write_file(scratch / "out", {'n'});
    BOOST_TEST(!cli::claim_name(*found, {}, {.force = true}, report));
    BOOST_TEST((report.status() == exit_status::error));
}

// Two jobs claim one name before either has made it.
BOOST_AUTO_TEST_CASE(name_that_another_input_has_got_meanwhile) {
    const options wanted{.force = true, .operands = {"x.gz", "x.z"}};
    const input_file first = input("x.gz");
    const input_file second = input("x.z");
    auto to = find(first, wanted);
    auto to_the_same = find(second, wanted);
    BOOST_REQUIRE((to && to_the_same));
    BOOST_TEST(cli::claim_name(*to, first, wanted, report));
    BOOST_TEST(cli::claim_name(*to_the_same, second, wanted, report));
    BOOST_TEST(cli::keeps_claim(*to_the_same, second, report));
    const input_file made = input("x");
    cli::remember_output(made.fd(), first, wanted);
    BOOST_TEST(cli::keeps_claim(*to, first, report)); // once more the same
    BOOST_TEST(!cli::keeps_claim(*to_the_same, second, report));
    BOOST_TEST(says("has the same output as " + first.name));
    // Another file may have the number of one that was removed, but not its
    // time, which some systems count in ticks of some milliseconds.
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    BOOST_TEST(!::fchmod(made.fd(), 0600));
    BOOST_TEST(cli::keeps_claim(*to_the_same, second, report));
}

BOOST_AUTO_TEST_SUITE_END()
