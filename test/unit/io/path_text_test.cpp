// SPDX-License-Identifier: BSL-1.0
// The parts of a path.
#include "io/path_text.hpp"

#include <boost/test/unit_test.hpp>

using mgunzip::io::base_name;
using mgunzip::io::with_base_name;

BOOST_AUTO_TEST_CASE(base_name_is_behind_the_last_slash) {
    BOOST_TEST(base_name("x.gz") == "x.gz");
    BOOST_TEST(base_name("a/b/x.gz") == "x.gz");
    BOOST_TEST(base_name("/x") == "x");
    BOOST_TEST(base_name("a/") == "");
    BOOST_TEST(base_name("") == "");
}

BOOST_AUTO_TEST_CASE(other_name_is_in_the_same_directory) {
    BOOST_TEST(with_base_name("a/b/x.gz", "y") == "a/b/y");
    BOOST_TEST(with_base_name("x.gz", "y") == "y");
    BOOST_TEST(with_base_name("/x", "y") == "/y");
    BOOST_TEST(with_base_name("a/", "y") == "a/y");
}
