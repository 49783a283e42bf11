// SPDX-License-Identifier: BSL-1.0
// The ends of messages; error_document_test looks at each of them.
#include "cli/hint.hpp"

#include "io/io_error.hpp"

#include <mgunzip/error.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>

using namespace mgunzip;
using cli::hint_for;
using cli::hint_for_new_file;
using cli::situation;
using cli::with_hint;

namespace {

std::error_code system_error(int number) {
    return {number, std::system_category()};
}

} // namespace

BOOST_AUTO_TEST_CASE(hint_stands_behind_a_semicolon) {
    BOOST_TEST(with_hint("it is so", "do this") == "it is so; do this");
    BOOST_TEST(with_hint("text", situation::stored_name_is_input) ==
               "text; use --no-name");
}

BOOST_AUTO_TEST_CASE(nothing_is_added_where_nothing_can_be_done) {
    BOOST_TEST(with_hint("text", "") == "text");
    BOOST_TEST(with_hint("text", std::nullopt) == "text");
    BOOST_TEST(with_hint("text", situation::output_is_input) == "text");
    BOOST_TEST(with_hint("text", hint_for(errc::encrypted)) == "text");
}

BOOST_AUTO_TEST_CASE(what_nobody_has_thought_about_is_told_apart) {
    BOOST_TEST(!hint_for(static_cast<situation>(200)).has_value());
    BOOST_TEST(!hint_for(static_cast<errc>(200)).has_value());
    BOOST_TEST(!hint_for(static_cast<io::io_errc>(200)).has_value());
    BOOST_TEST(!hint_for(std::error_code()).has_value());
}

BOOST_AUTO_TEST_CASE(errors_of_the_system_have_hints_only_for_new_files) {
    BOOST_TEST(!hint_for(system_error(ENOSPC)).has_value());
    BOOST_TEST(hint_for_new_file(system_error(ENOSPC)).has_value());
    BOOST_TEST(
        hint_for_new_file(std::make_error_code(std::errc::is_a_directory))
            .has_value());
    BOOST_TEST(!hint_for_new_file(system_error(EIO)).has_value());
}

BOOST_AUTO_TEST_CASE(codes_of_our_own_have_their_hints_for_new_files_as_well) {
    const std::error_code error = io::io_errc::output_not_mappable;
    BOOST_REQUIRE(hint_for(error).has_value());
    BOOST_TEST((hint_for_new_file(error) == hint_for(error)));
}
