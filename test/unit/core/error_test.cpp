// SPDX-License-Identifier: BSL-1.0
// The error codes, their texts and classes.
#include <mgunzip/error.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace mgunzip;

namespace {

std::vector<errc> all_errors() {
    std::vector<errc> codes;
    for (int value = 1; value < errc_count; ++value)
        codes.push_back(static_cast<errc>(value));
    return codes;
}

condition class_of(errc code) {
    switch (code) {
    case errc::truncated_input:
        return condition::truncated;
    case errc::not_gzip:
    case errc::not_zlib:
        return condition::not_gzip;
    case errc::unknown_method:
    case errc::encrypted:
    case errc::reserved_flags:
    case errc::window_too_large:
    case errc::preset_dictionary:
        return condition::unsupported;
    default:
        return condition::corrupt;
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(every_code_has_a_text_of_its_own) {
    std::set<std::string_view> texts;
    for (int value = 0; value < errc_count; ++value) {
        const char* const text = message(static_cast<errc>(value));
        BOOST_REQUIRE(text != nullptr);
        BOOST_TEST(std::string_view(text).size() > 5U);
        BOOST_TEST(std::string_view(text).back() != '.');
        BOOST_TEST(texts.insert(text).second, text);
    }
    BOOST_TEST(!texts.contains(message(static_cast<errc>(errc_count))),
               "the text for unknown codes is that of a known one");
}

BOOST_AUTO_TEST_CASE(the_words_that_users_of_gnu_gzip_search_for) {
    const auto contains = [](errc code, std::string_view words) {
        return std::string_view(message(code)).find(words) !=
               std::string_view::npos;
    };
    BOOST_TEST(contains(errc::not_gzip, "not in gzip format"));
    BOOST_TEST(contains(errc::truncated_input, "unexpected end of file"));
    BOOST_TEST(contains(errc::data_crc_mismatch,
                        "invalid compressed data--crc error"));
    BOOST_TEST(contains(errc::data_size_mismatch,
                        "invalid compressed data--length error"));
}

BOOST_AUTO_TEST_CASE(every_code_is_a_standard_error_code) {
    for (const errc code : all_errors()) {
        const std::error_code error = code;
        BOOST_TEST(static_cast<bool>(error));
        BOOST_TEST((error.category() == error_category()));
        BOOST_TEST(error.message() == message(code));
        BOOST_TEST((error == code));
    }
    BOOST_TEST(!static_cast<bool>(std::error_code(errc::ok)));
    BOOST_TEST(std::string(error_category().name()) !=
               condition_category().name());
}

BOOST_AUTO_TEST_CASE(every_code_is_in_its_class_and_in_no_other) {
    for (const errc code : all_errors())
        for (const condition value :
             {condition::truncated, condition::corrupt, condition::unsupported,
              condition::not_gzip})
            BOOST_TEST((std::error_code(code) == value) ==
                           (class_of(code) == value),
                       message(code));
    BOOST_TEST((std::error_code(errc::ok) != condition::corrupt));
}

BOOST_AUTO_TEST_CASE(classes_have_texts_of_their_own) {
    std::set<std::string> texts;
    for (const condition value : {condition::truncated, condition::corrupt,
                                  condition::unsupported, condition::not_gzip})
        texts.insert(make_error_condition(value).message());
    BOOST_TEST(texts.size() == 4U);
    BOOST_TEST(!texts.contains(""));
}

BOOST_AUTO_TEST_CASE(system_errors_are_in_no_class) {
    const std::error_code error(ENOENT, std::system_category());
    BOOST_TEST((error != condition::corrupt));
    BOOST_TEST((error != condition::truncated));
}
