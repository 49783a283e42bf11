// SPDX-License-Identifier: BSL-1.0
// Holds doc/compatibility.md to what mgunzip and GNU gzip do.
#include "document/compatibility_tables.hpp"

#include "support/skip.hpp"

#include "cli/option_table.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

constexpr const char* const head = "| | mgunzip | GNU gzip 1.12 |";

enum column : std::size_t {
    name_column,
    mgunzip_column,
    gnu_column,
    column_count
};

const std::vector<words>& document_rows() {
    static const std::vector<words> all = [] {
        std::vector<words> rows;
        for (const document_table& table :
             tables_of(read_text(argument_path("compatibility.md")), head))
            rows.insert(rows.end(), table.rows.begin(), table.rows.end());
        return rows;
    }();
    return all;
}

std::string cell_of(const compatibility_row& row, column which) {
    for (const words& cells : document_rows())
        if (cells.size() == column_count && cells[name_column] == row.name)
            return cells[which];
    return "(no such row)";
}

void check_quotations(const std::string& cell,
                      const std::vector<trial_result>& results) {
    for (const std::string& text : unsaid(cell, results))
        BOOST_ERROR("not said: " + text);
}

contestant gnu_gzip() {
    contestant found = find_contestant("gzip", "gzip 1.12");
    if (found.path.empty())
        skip_test("gzip is not there, or not in the version of the document");
    return found;
}

void compare_rows(const contestant& gzip, bool need_root) {
    for (const compatibility_row& row : tested_rows()) {
        if (row.needs_root != need_root)
            continue;
        const comparison result =
            compare(joined({row.trials, row.gnu_trials}), gzip);
        const std::string cell = cell_of(row, gnu_column);
        BOOST_TEST_INFO_SCOPE("row: " << row.name);
        BOOST_TEST(result.verdict == verdict_in(cell), result.details);
        check_quotations(cell, result.results);
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(document_has_the_tested_rows_in_their_order) {
    words documented;
    for (const words& cells : document_rows()) {
        BOOST_TEST(cells.size() == static_cast<std::size_t>(column_count),
                   cells.front());
        documented.push_back(cells.front());
    }
    words tested;
    for (const compatibility_row& row : tested_rows())
        tested.push_back(row.name);
    BOOST_TEST(documented == tested, boost::test_tools::per_element());
    BOOST_TEST(std::set(tested.begin(), tested.end()).size() == tested.size());
}

BOOST_AUTO_TEST_CASE(rows_try_every_name_of_every_option) {
    std::set<std::string> tried;
    for (const compatibility_row& row : option_rows())
        for (const trial& each : row.trials)
            tried.merge(found(each.arguments, "(?:^| )(--?[^ =]+)"));
    for (const cli::option_entry& entry : cli::option_table()) {
        const std::string long_name(entry.long_name());
        const std::string short_name(entry.short_name());
        if (!long_name.empty())
            BOOST_TEST(tried.count("--" + long_name) == 1u, long_name);
        if (!short_name.empty())
            BOOST_TEST(tried.count("-" + short_name) == 1u, short_name);
    }
}

// What is said and done by mgunzip is in its cell, whatever others do.
BOOST_AUTO_TEST_CASE(mgunzip_does_what_its_column_says) {
    for (const compatibility_row& row : tested_rows()) {
        if (row.needs_root)
            continue;
        BOOST_TEST_INFO_SCOPE("row: " << row.name);
        std::vector<trial_result> results;
        std::set<std::string> statuses;
        for (const trial& each : row.trials) {
            results.push_back(perform(each, mgunzip_contestant()));
            const trial_result& result = results.back();
            for (const std::string& phrase : each.phrases)
                BOOST_TEST(result.mentions(phrase),
                           each.arguments << ": " << result);
            if (result.ended.exit_status() != 0)
                statuses.insert(std::to_string(result.ended.exit_status()));
        }
        const std::string cell = cell_of(row, mgunzip_column);
        BOOST_TEST(statuses == found(cell, "exit ([0-9]+)"),
                   boost::test_tools::per_element());
        check_quotations(cell, results);
    }
}

BOOST_AUTO_TEST_CASE(gnu_gzip_does_what_its_column_says) {
    compare_rows(gnu_gzip(), false);
}

BOOST_AUTO_TEST_CASE(rows_for_root_say_what_is_done) {
    require_root();
    compare_rows(gnu_gzip(), true);
}
