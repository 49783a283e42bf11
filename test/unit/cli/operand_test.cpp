// SPDX-License-Identifier: BSL-1.0
// Files in directories.
#include "cli/operand.hpp"

#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

#include <sys/stat.h>
#include <unistd.h>

using namespace mgunzip;
using cli::find_operands;
using cli::options;

namespace {

struct tree {
    test::scratch_directory scratch;
    options wanted{.is_recursive = true};

    tree() {
        std::filesystem::create_directories(scratch / "d/sub/deep");
        for (const char* const name : {"d/z", "d/a.gz", "d/sub/deep/x", "f"})
            test::write_file(scratch / name, {});
        std::filesystem::create_symlink("../d", scratch / "d/loop");
        std::filesystem::create_symlink("d", scratch / "link");
    }

    // Their names without the scratch directory's; what was found has a '+',
    // standard input a '<'.
    std::string found(const std::vector<std::string>& names) {
        wanted.operands.clear();
        for (const std::string& name : names)
            wanted.operands.push_back(name == "-" ? name : scratch / name);
        const std::string prefix = scratch / "";
        std::string text;
        for (const cli::operand& each : find_operands(wanted)) {
            const bool is_below = each.name.starts_with(prefix);
            text += each.was_found ? " +" : each.is_standard_input ? " <" : " ";
            text += is_below ? each.name.substr(prefix.size()) : each.name;
            if (each.error)
                text += " (" + each.error.message() + ")";
        }
        return text;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(operands, tree)

BOOST_AUTO_TEST_CASE(directories_are_replaced_by_what_is_below_them) {
    BOOST_TEST(found({"f", "d", "-", "none"}) ==
               " f +d/a.gz +d/loop +d/sub/deep/x +d/z <stdin none");
    BOOST_TEST(found({"d/sub/"}) == " +d/sub/deep/x");
}

BOOST_AUTO_TEST_CASE(only_a_dash_is_standard_input) {
    BOOST_TEST(cli::operand_for("-").is_standard_input);
    for (const char* const name : {"stdin", "./-", "--", "-k", ""}) {
        BOOST_TEST(!cli::operand_for(name).is_standard_input, name);
        BOOST_TEST(cli::operand_for(name).name == name);
    }
}

BOOST_AUTO_TEST_CASE(directories_stay_without_the_option) {
    wanted.is_recursive = false;
    BOOST_TEST(found({"d", "f"}) == " d f");
}

BOOST_AUTO_TEST_CASE(empty_directory_has_nothing) {
    std::filesystem::create_directory(scratch / "empty");
    BOOST_TEST(found({"empty"}).empty());
}

BOOST_AUTO_TEST_CASE(links_are_followed_only_as_operands) {
    BOOST_TEST(found({"link"}) == " link");
    wanted.force = true;
    BOOST_TEST(found({"link"}) ==
               " +link/a.gz +link/loop +link/sub/deep/x +link/z");
}

BOOST_AUTO_TEST_CASE(unreadable_directory_stays) {
    if (::geteuid() == 0)
        test::skip_test("root may read any directory");
    const std::string path = scratch / "d/sub";
    BOOST_REQUIRE(::chmod(path.c_str(), 0) == 0);
    const std::string text = found({"d"});
    ::chmod(path.c_str(), 0755);
    BOOST_TEST(text == " +d/a.gz +d/loop +d/sub (Permission denied) +d/z");
}

BOOST_AUTO_TEST_SUITE_END()
