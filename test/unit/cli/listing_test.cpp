// SPDX-License-Identifier: BSL-1.0
// The rows of --list.
#include "cli/listing.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>

using namespace mgunzip;
using cli::listed_file;
using cli::listing;
using cli::options;

namespace {

const listed_file small{.name = "small",
                        .compressed = 60,
                        .uncompressed = 100,
                        .overhead = 20,
                        .crc = 0xabc,
                        .modified = 86400};
const listed_file large{.name = "large\n",
                        .compressed = 5'000'000'000,
                        .uncompressed = 20'000'000'018,
                        .overhead = 18,
                        .crc = 0xffffffff,
                        .modified = 1'000'000'000};
const std::string titles =
    "         compressed        uncompressed  ratio uncompressed_name\n";
const std::string small_row =
    "                 60                 100  60.0% small\n";
const std::string large_row =
    "         5000000000         20000000018  75.0% large\n\n";

struct in_utc {
    in_utc() { ::setenv("TZ", "UTC0", 1); }
};

} // namespace

BOOST_TEST_GLOBAL_FIXTURE(in_utc);

BOOST_AUTO_TEST_CASE(titles_come_with_the_first_row) {
    const options wanted{.operands = {"a", "b"}};
    listing list(wanted);
    BOOST_TEST(list.totals().empty());
    BOOST_TEST(list.row(small) == titles + small_row);
    BOOST_TEST(list.row(large) == large_row);
    BOOST_TEST(list.totals() ==
               "         5000000060         20000000118  75.0% (totals)\n");
}

BOOST_AUTO_TEST_CASE(verbose_rows_have_more_columns) {
    const options wanted{.verbosity = 1, .operands = {"a", "b"}};
    listing list(wanted);
    BOOST_TEST(list.row(small) == "method  crc     date  time  " + titles +
                                      "defla 00000abc Jan  2 00:00 " +
                                      small_row);
    BOOST_TEST(list.row(large) == "defla ffffffff Sep  9 01:46 " + large_row);
    BOOST_TEST(list.totals().starts_with(std::string(28, ' ') + "    "));
}

BOOST_AUTO_TEST_CASE(quiet_rows_are_alone) {
    const options wanted{.is_quiet = true, .operands = {"a", "b"}};
    listing list(wanted);
    BOOST_TEST(list.row(small) == small_row);
    BOOST_TEST(list.row(large) == large_row);
    BOOST_TEST(list.totals().empty());
}

BOOST_AUTO_TEST_CASE(single_operand_is_not_added_up) {
    const options wanted{.operands = {"directory"}};
    listing list(wanted);
    static_cast<void>(list.row(small));
    static_cast<void>(list.row(large));
    BOOST_TEST(list.totals().empty());
}

BOOST_AUTO_TEST_CASE(files_that_grew_have_a_negative_ratio) {
    const options wanted{.is_quiet = true};
    listing list(wanted);
    BOOST_TEST(list.row({.name = "x",
                         .compressed = 48,
                         .uncompressed = 10,
                         .overhead = 18}) ==
               "                 48                  10 -200.0% x\n");
    BOOST_TEST(list.row({.name = "x", .compressed = 20, .overhead = 18}) ==
               "                 20                   0   0.0% x\n");
}
