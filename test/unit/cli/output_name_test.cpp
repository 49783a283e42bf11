// SPDX-License-Identifier: BSL-1.0
// Names of output files.
#include "cli/output_name.hpp"

#include <boost/test/unit_test.hpp>

using mgunzip::cli::output_name_for;

namespace {

// Empty where there is none.
std::string name_for(std::string_view name, std::string_view suffix = ".gz") {
    return output_name_for(name, suffix).value_or("");
}

} // namespace

BOOST_AUTO_TEST_CASE(known_suffixes_are_taken_off) {
    for (const char* const suffix : {".gz", ".z", "-gz", "-z", "_z"})
        BOOST_TEST(name_for(std::string("a.b") + suffix) == "a.b");
}

BOOST_AUTO_TEST_CASE(suffixes_of_packed_tar_files_become_tar) {
    BOOST_TEST(name_for("a.tgz") == "a.tar");
    BOOST_TEST(name_for("a.taz") == "a.tar");
    BOOST_TEST(name_for("a.tgz", ".tgz") == "a.tar");
    BOOST_TEST(name_for("a.tgz", "gz") == "a.tar");
    BOOST_TEST(name_for("tgz") == "");
}

BOOST_AUTO_TEST_CASE(case_of_letters_does_not_matter) {
    BOOST_TEST(name_for("A.GZ") == "A");
    BOOST_TEST(name_for("A.TgZ") == "A.tar");
    BOOST_TEST(name_for("a.foo", ".FOO") == "a");
    BOOST_TEST(name_for("a.FOO", ".foo") == "a");
}

BOOST_AUTO_TEST_CASE(only_one_suffix_is_taken_off) {
    BOOST_TEST(name_for("a.gz.gz") == "a.gz");
    BOOST_TEST(name_for("a.tar.gz") == "a.tar");
}

BOOST_AUTO_TEST_CASE(given_suffix_comes_first) {
    BOOST_TEST(name_for("a.foo", ".foo") == "a");
    BOOST_TEST(name_for("a.x.gz", ".x.gz") == "a");
    BOOST_TEST(name_for("a.gz", ".foo") == "a");
}

BOOST_AUTO_TEST_CASE(given_suffix_that_ends_a_known_one_comes_last) {
    BOOST_TEST(name_for("a.gz", "z") == "a");
    BOOST_TEST(name_for("a.gz", "gz") == "a");
    BOOST_TEST(name_for("a.bz", "z") == "a.b");
    BOOST_TEST(name_for("a.xgz", "gz") == "a.x");
}

BOOST_AUTO_TEST_CASE(name_without_a_known_suffix_has_no_output_name) {
    for (const char* const name : {"a", "a.bz2", "a.zip", "a.Z2", "gz", ""})
        BOOST_TEST(!output_name_for(name, ".gz").has_value());
}

BOOST_AUTO_TEST_CASE(nothing_but_a_suffix_has_no_output_name) {
    BOOST_TEST(name_for(".gz") == "");
    BOOST_TEST(name_for("dir/.gz") == "");
    BOOST_TEST(name_for("dir/.tgz") == "");
    BOOST_TEST(name_for("x.gz/") == "");
}

BOOST_AUTO_TEST_CASE(directories_stay_as_they_are) {
    BOOST_TEST(name_for("/a.gz/b.gz") == "/a.gz/b");
    BOOST_TEST(name_for("../x.GZ") == "../x");
    BOOST_TEST(name_for("dir/x.tgz") == "dir/x.tar");
}
