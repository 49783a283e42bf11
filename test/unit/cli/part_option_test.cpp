// SPDX-License-Identifier: BSL-1.0
// The values of --bytes and --lines.
#include "cli/part_option.hpp"

#include "cli/options.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>

using namespace mgunzip::cli;

BOOST_AUTO_TEST_SUITE(part_option)

BOOST_AUTO_TEST_CASE(sizes_have_the_suffixes_of_head) {
    const auto is = [](std::string_view text, std::uint64_t expected) {
        BOOST_TEST((parse_size(text) == expected), text);
    };
    is("0", 0);
    is("17", 17);
    is("2b", 1024);
    is("3kB", 3000);
    is("3KB", 3000);
    is("3K", 3072);
    is("3k", 3072);
    is("3KiB", 3072);
    is("5M", std::uint64_t{5} << 20);
    is("5MB", 5'000'000);
    is("1GiB", std::uint64_t{1} << 30);
    is("1T", std::uint64_t{1} << 40);
    is("1P", std::uint64_t{1} << 50);
    is("15E", std::uint64_t{15} << 60);
    is("18446744073709551615", std::numeric_limits<std::uint64_t>::max());
}

BOOST_AUTO_TEST_CASE(what_is_no_size) {
    for (const char* const text :
         {"", "x", "-1", "+1", " 1", "1 ", "1x", "1Ki", "1KBB", "1bB", "0x10",
          "1.5K", "18446744073709551616", "16E", "99999999P", "K", "1Z"})
        BOOST_TEST(!parse_size(text), text);
}

BOOST_AUTO_TEST_CASE(parts_of_bytes_count_from_0) {
    const auto parts = parse_parts("0+1,5+,-2K,1K+3", 0, "--bytes");
    BOOST_TEST_REQUIRE(parts.size() == 4u);
    BOOST_TEST((parts[0] == output_part{.from = 0, .count = 1}));
    BOOST_TEST((parts[1] == output_part{.from = 5}));
    BOOST_TEST((parts[2] == output_part{.from = 2048, .is_tail = true}));
    BOOST_TEST((parts[3] == output_part{.from = 1024, .count = 3}));
}

BOOST_AUTO_TEST_CASE(parts_of_lines_count_from_1) {
    const auto parts = parse_parts("1+2,-10", 1, "--lines");
    BOOST_TEST_REQUIRE(parts.size() == 2u);
    BOOST_TEST((parts[0] == output_part{.from = 0, .count = 2}));
    BOOST_TEST((parts[1] == output_part{.from = 10, .is_tail = true}));
    BOOST_CHECK_THROW(parse_parts("0+1", 1, "--lines"), usage_error);
}

BOOST_AUTO_TEST_CASE(what_is_no_part) {
    for (const char* const text :
         {"", ",", "1", "1+2,", ",1+2", "1-2", "+", "+5", "--5", "-", "1+2+3",
          "1+-2", "18446744073709551615+1", "a+b"})
        BOOST_CHECK_THROW(parse_parts(text, 0, "--bytes"), usage_error);
    BOOST_TEST((parse_parts("18446744073709551615+0", 0, "--bytes")[0].count ==
                std::uint64_t{0}));
}

BOOST_AUTO_TEST_SUITE_END()
