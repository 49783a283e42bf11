// SPDX-License-Identifier: BSL-1.0
// Holds doc/compatibility.md to what mgunzip and the other programs do.
#include "document/compatibility_rows.hpp"

#include "support/skip.hpp"

#include "cli/option_table.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <sstream>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

using words = std::vector<std::string>;

constexpr const char* const head =
    "| | mgunzip | GNU gzip 1.12 | pigz 2.6 | igzip 2.30 |";

enum column : std::size_t {
    name_column,
    mgunzip_column,
    gnu_column,
    pigz_column,
    igzip_column,
    column_count
};

// The cells of "| a | b |".
words cells_of(const std::string& line) {
    words cells;
    std::size_t begin = 2;
    for (std::size_t end; (end = line.find(" |", begin)) != line.npos;
         begin = end + 3)
        cells.push_back(line.substr(begin, end - begin));
    return cells;
}

// The rows of all tables with that head.
const std::vector<words>& document_rows() {
    static const std::vector<words> all = [] {
        std::vector<words> rows;
        std::istringstream document(
            read_text(argument_path("compatibility.md")));
        bool is_inside = false;
        for (std::string line; std::getline(document, line);) {
            is_inside = line == head || (is_inside && line.starts_with("| "));
            if (is_inside && line != head && !line.starts_with("| ---"))
                rows.push_back(cells_of(line));
        }
        return rows;
    }();
    return all;
}

const std::vector<compatibility_row>& tested_rows() {
    static const std::vector<compatibility_row> all =
        joined({option_rows(), command_line_rows(), name_rows(), file_rows(),
                data_rows(), stream_rows()});
    return all;
}

std::string cell_of(const compatibility_row& row, column which) {
    for (const words& cells : document_rows())
        if (cells.size() == column_count && cells[name_column] == row.name)
            return cells[which];
    return "(no such row)";
}

// "exit 1, output" of "exit 1, output: in plain words".
std::string verdict_in(const std::string& cell) {
    return cell.substr(0, cell.find(':'));
}

std::set<std::string> found(const std::string& text, const char* expression) {
    const std::regex wanted(expression);
    return {std::sregex_token_iterator(text.begin(), text.end(), wanted, 1),
            std::sregex_token_iterator()};
}

// What a cell has between quotation marks was said.
void check_quotations(const std::string& cell,
                      const std::vector<trial_result>& results) {
    for (const std::string& text : found(cell, "\"([^\"]*)\""))
        BOOST_TEST(std::any_of(results.begin(), results.end(),
                               [&](const trial_result& result) {
                                   return result.mentions(text);
                               }),
                   "not said: " << text);
}

// Differences of several trials, in the order of a single one's.
std::string summary(const std::set<std::string>& all) {
    std::string result;
    for (const char* const kind :
         {"exit", "signal", "output", "files", "message"})
        for (const std::string& each : all)
            if (each.starts_with(kind))
                result += (result.empty() ? "" : ", ") + each;
    return result.empty() ? "same" : result;
}

void compare_row(const compatibility_row& row, column which,
                 const contestant& other) {
    std::vector<trial> trials = row.trials;
    if (which == gnu_column)
        trials.insert(trials.end(), row.gnu_trials.begin(),
                      row.gnu_trials.end());
    std::set<std::string> all;
    std::vector<trial_result> results;
    std::ostringstream details;
    for (const trial& each : trials) {
        const trial_result ours = perform(each, mgunzip_contestant());
        const trial_result theirs = perform(each, other);
        const words differing = differences(each, ours, theirs);
        all.insert(differing.begin(), differing.end());
        results.push_back(theirs);
        if (!differing.empty())
            details << each.arguments << "\n  mgunzip " << ours << "\n  "
                    << other.path << ' ' << theirs << '\n';
    }
    const std::string cell = cell_of(row, which);
    BOOST_TEST_INFO_SCOPE("row: " << row.name);
    BOOST_TEST(summary(all) == verdict_in(cell), details.str());
    check_quotations(cell, results);
}

void compare_rows(column which, const contestant& other, bool need_root) {
    for (const compatibility_row& row : tested_rows())
        if (row.needs_root == need_root)
            compare_row(row, which, other);
}

const struct {
    column which;
    const char* name;
    const char* version;
} others[] = {
    {gnu_column, "gzip", "gzip 1.12"},
    {pigz_column, "pigz", "pigz 2.6"},
    {igzip_column, "igzip", "igzip command line interface 2.30."},
};

void compare_with(column which) {
    for (const auto& other : others) {
        if (other.which != which)
            continue;
        const contestant found = find_contestant(other.name, other.version);
        if (found.path.empty())
            skip_test(std::string(other.name) +
                      " is not there, or not in the version of the document");
        compare_rows(which, found, false);
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
    compare_with(gnu_column);
}

BOOST_AUTO_TEST_CASE(pigz_does_what_its_column_says) {
    compare_with(pigz_column);
}

BOOST_AUTO_TEST_CASE(igzip_does_what_its_column_says) {
    compare_with(igzip_column);
}

BOOST_AUTO_TEST_CASE(rows_for_root_say_what_is_done) {
    require_root();
    for (const auto& other : others) {
        const contestant found = find_contestant(other.name, other.version);
        if (!found.path.empty())
            compare_rows(other.which, found, true);
    }
}
