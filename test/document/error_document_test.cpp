// SPDX-License-Identifier: BSL-1.0
// Holds doc/errors.md to the error codes.
#include "cli/hint.hpp"
#include "io/io_error.hpp"
#include "support/program_runner.hpp"

#include <mgunzip/error.hpp>
#include <mgunzip/index_error.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace mgunzip;

namespace {

using row = std::vector<std::string>;

// The cells of "| a | b |".
row cells_of(std::string_view line) {
    row cells;
    while (line.starts_with("| ")) {
        const std::size_t end = line.find(" |", 2);
        if (end == line.npos)
            break;
        cells.emplace_back(line.substr(2, end - 2));
        line.remove_prefix(end + 1);
    }
    return cells;
}

// The rows of the table under a heading, without its head.
std::vector<row> table_under(const std::string& heading) {
    std::ifstream document(mgunzip::test::argument_path("errors.md"));
    BOOST_REQUIRE(document.is_open());
    std::vector<row> rows;
    bool is_there = false;
    for (std::string line; std::getline(document, line);) {
        if (line.starts_with("##"))
            is_there = line.ends_with("# " + heading);
        else if (is_there && line.starts_with("| `"))
            rows.push_back(cells_of(line));
    }
    return rows;
}

// The name of an enumerator, which the compiler knows.
template <auto Value>
std::string quoted_name() {
    const std::string_view function = __PRETTY_FUNCTION__;
    const std::size_t begin = function.find("Value = ") + 8;
    std::string_view name =
        function.substr(begin, function.find_first_of(";]", begin) - begin);
    name.remove_prefix(name.rfind(':') + 1);
    return '`' + std::string(name) + '`';
}

// The values of an enumeration that have a name, among the first ones: in
// place of that, the compiler writes others as "(io_errc)7".
template <typename Enum, std::size_t... Values>
std::vector<std::pair<std::string, Enum>>
enumerators(std::index_sequence<Values...>) {
    std::vector<std::pair<std::string, Enum>> result = {
        {quoted_name<static_cast<Enum>(Values)>(),
         static_cast<Enum>(Values)}...};
    std::erase_if(result, [](const auto& entry) {
        return entry.first.find(')') != entry.first.npos;
    });
    return result;
}

std::string name_of(const std::error_condition& value) {
    for (const auto& [class_of_errors, name] :
         {std::pair{condition::truncated, "truncated"},
          std::pair{condition::corrupt, "corrupt"},
          std::pair{condition::unsupported, "unsupported"},
          std::pair{condition::not_gzip, "not_gzip"}})
        if (value == make_error_condition(class_of_errors))
            return name;
    return "none";
}

// What the document has in the place of a hint, where there is none.
std::string cell_of(std::optional<std::string_view> hint) {
    return hint && !hint->empty() ? std::string(*hint) : "none";
}

} // namespace

BOOST_AUTO_TEST_CASE(each_code_has_its_row_in_the_order_of_the_enumeration) {
    const auto codes = enumerators<errc>(std::make_index_sequence<64>());
    BOOST_REQUIRE(codes.size() == static_cast<std::size_t>(errc_count));
    const std::vector<row> rows = table_under("Data");
    BOOST_REQUIRE(rows.size() + 1 == codes.size()); // errc::ok is no error
    for (std::size_t i = 0; i < rows.size(); ++i) {
        BOOST_REQUIRE(rows[i].size() == 5u);
        BOOST_TEST(rows[i][0] == codes[i + 1].first);
    }
}

BOOST_AUTO_TEST_CASE(rows_have_the_message_and_the_class_of_their_code) {
    const std::vector<row> rows = table_under("Data");
    BOOST_REQUIRE(rows.size() + 1 == static_cast<std::size_t>(errc_count));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        BOOST_REQUIRE(rows[i].size() == 5u);
        const std::error_code error = static_cast<errc>(i + 1);
        BOOST_TEST(rows[i][1] == error.message());
        BOOST_TEST(rows[i][2] == name_of(error.default_error_condition()));
        BOOST_TEST(!rows[i][3].empty());
        BOOST_TEST(!rows[i][4].empty());
    }
}

BOOST_AUTO_TEST_CASE(classes_have_the_hints_of_their_codes) {
    std::map<std::string, std::string> hints;
    for (const row& cells : table_under("Hints about data")) {
        BOOST_REQUIRE(cells.size() == 2u);
        hints[cells[0]] = cells[1];
    }
    BOOST_TEST(hints.size() ==
               enumerators<condition>(std::make_index_sequence<64>()).size());
    for (int code = 1; code < errc_count; ++code) {
        const std::error_code error = static_cast<errc>(code);
        const auto hint = cli::hint_for(error);
        BOOST_TEST(hint.has_value(), error.message());
        std::string name = name_of(error.default_error_condition());
        BOOST_TEST(hints['`' + name + '`'] == cell_of(hint), error.message());
    }
}

BOOST_AUTO_TEST_CASE(errors_of_indexes_have_their_rows) {
    const auto codes = enumerators<index_errc>(std::make_index_sequence<64>());
    BOOST_REQUIRE(codes.size() == static_cast<std::size_t>(index_errc_count));
    const std::vector<row> rows = table_under("Indexes");
    BOOST_REQUIRE(rows.size() + 1 == codes.size()); // ok is no error
    for (std::size_t i = 0; i < rows.size(); ++i) {
        BOOST_REQUIRE(rows[i].size() == 3u);
        BOOST_TEST(rows[i][0] == codes[i + 1].first);
        BOOST_TEST(rows[i][1] == message(codes[i + 1].second));
        BOOST_TEST(!rows[i][2].empty());
    }
}

BOOST_AUTO_TEST_CASE(input_and_output_errors_have_their_rows) {
    const auto expected =
        enumerators<io::io_errc>(std::make_index_sequence<64>());
    const std::vector<row> rows = table_under("Input and output");
    BOOST_REQUIRE(rows.size() == expected.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::error_code error = expected[i].second;
        BOOST_REQUIRE(rows[i].size() == 3u);
        BOOST_TEST(rows[i][0] == expected[i].first);
        BOOST_TEST(rows[i][1] == error.message());
        BOOST_TEST(cli::hint_for(error).has_value(), rows[i][0]);
        BOOST_TEST(rows[i][2] == cell_of(cli::hint_for(error)));
    }
}

BOOST_AUTO_TEST_CASE(errors_of_the_system_with_a_hint_have_their_rows) {
    std::vector<row> expected;
    for (int number = 1; number < 200; ++number)
        if (const auto hint = cli::hint_for_new_file(
                std::error_code(number, std::system_category())))
            expected.push_back(
                {'`' + std::string(::strerrorname_np(number)) + '`',
                 std::string(*hint)});
    BOOST_TEST(!expected.empty());
    BOOST_TEST((table_under("Errors of the system with a hint") == expected));
}

BOOST_AUTO_TEST_CASE(situations_have_their_rows_in_the_order_of_enumeration) {
    const auto expected =
        enumerators<cli::situation>(std::make_index_sequence<64>());
    const std::vector<row> rows = table_under("Situations");
    BOOST_REQUIRE(rows.size() == expected.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto hint = cli::hint_for(expected[i].second);
        BOOST_REQUIRE(rows[i].size() == 4u);
        BOOST_TEST(rows[i][0] == expected[i].first);
        BOOST_TEST(hint.has_value(), rows[i][0]);
        BOOST_TEST(rows[i][3] == cell_of(hint));
    }
}
