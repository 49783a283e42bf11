// SPDX-License-Identifier: BSL-1.0
// Options whose value may be left out.
#include "cli/options.hpp"

#include <boost/test/unit_test.hpp>

using namespace mgunzip::cli;
using arguments = std::vector<std::string>;

BOOST_AUTO_TEST_CASE(value_that_is_left_out_is_not_the_next_argument) {
    for (const char* const option : {"--stats", "--stat"}) {
        const options wanted =
            parse_options({option, "json", "-t", option, "x"});
        BOOST_TEST((wanted.statistics == statistics_format::table));
        BOOST_TEST((wanted.operands == arguments{"json", "x"}));
        BOOST_TEST((wanted.action == action::test));
    }
    BOOST_TEST((parse_options({"x", "--stats"}).operands == arguments{"x"}));
}

BOOST_AUTO_TEST_CASE(value_follows_an_equals_sign) {
    BOOST_TEST((parse_options({"--stats=json", "x"}).statistics ==
                statistics_format::json));
    BOOST_TEST((parse_options({"--stats=json", "--stats", "x"}).statistics ==
                statistics_format::table));
    BOOST_CHECK_THROW(static_cast<void>(parse_options({"--stats=xml", "x"})),
                      usage_error);
}

BOOST_AUTO_TEST_CASE(behind_two_dashes_it_is_an_operand) {
    const options wanted = parse_options({"--", "--stats", "x"});
    BOOST_TEST((wanted.statistics == statistics_format::none));
    BOOST_TEST((wanted.operands == arguments{"--stats", "x"}));
}
