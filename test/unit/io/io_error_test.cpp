// SPDX-License-Identifier: BSL-1.0
// Tests of the texts of input and output errors.
#include "io/io_error.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

using namespace mgunzip;
using io::io_errc;

BOOST_AUTO_TEST_CASE(each_error_has_a_text_of_its_own) {
    const std::string unknown = io::io_category().message(0);
    std::set<std::string> texts{unknown};
    for (const io_errc code :
         {io_errc::input_lost, io_errc::index_lost, io_errc::output_lost,
          io_errc::input_not_mappable, io_errc::output_not_mappable,
          io_errc::output_is_append_only, io_errc::output_not_at_end,
          io_errc::output_not_spliceable, io_errc::replaced_meanwhile,
          io_errc::output_not_replaceable, io_errc::output_too_large}) {
        const std::error_code error = code;
        BOOST_TEST(texts.insert(error.message()).second, error.message());
        BOOST_TEST(static_cast<bool>(error));
    }
    // A new enumerator would get the next number.
    BOOST_TEST(io::io_category().message(static_cast<int>(texts.size())) ==
               unknown);
    BOOST_TEST(!unknown.empty());
}

BOOST_AUTO_TEST_CASE(errors_are_not_those_of_other_categories) {
    const std::error_code error = io_errc::input_lost;
    BOOST_TEST((error.category() == io::io_category()));
    BOOST_TEST(
        (error != std::error_code(error.value(), std::system_category())));
}
