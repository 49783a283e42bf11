// SPDX-License-Identifier: BSL-1.0
#include "document/compatibility_tables.hpp"

#include <algorithm>
#include <regex>
#include <sstream>

namespace mgunzip::test {
namespace {

// The cells of "| a | b |".
words cells_of(const std::string& line) {
    words cells;
    std::size_t begin = 2;
    for (std::size_t end; (end = line.find(" |", begin)) != line.npos;
         begin = end + 3)
        cells.push_back(line.substr(begin, end - begin));
    return cells;
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

} // namespace

const std::vector<compatibility_row>& tested_rows() {
    static const std::vector<compatibility_row> all =
        joined({option_rows(), command_line_rows(), name_rows(), file_rows(),
                data_rows(), stream_rows()});
    return all;
}

std::vector<document_table> tables_of(const std::string& page,
                                      const std::string& head) {
    std::vector<document_table> tables;
    std::istringstream lines(page);
    std::string title;
    bool is_inside = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("### "))
            title = line.substr(4);
        if (line.starts_with(head)) {
            is_inside = true;
            tables.push_back({title, {}});
        } else if (!line.starts_with("| ")) {
            is_inside = false;
        } else if (is_inside && !line.starts_with("| ---")) {
            tables.back().rows.push_back(cells_of(line));
        }
    }
    return tables;
}

std::string verdict_in(const std::string& cell) {
    return cell.substr(0, cell.find(':'));
}

std::set<std::string> found(const std::string& text, const char* expression) {
    const std::regex wanted(expression);
    return {std::sregex_token_iterator(text.begin(), text.end(), wanted, 1),
            std::sregex_token_iterator()};
}

words unsaid(const std::string& cell,
             const std::vector<trial_result>& results) {
    words missing;
    for (const std::string& text : found(cell, "\"([^\"]*)\""))
        if (std::none_of(results.begin(), results.end(),
                         [&](const trial_result& result) {
                             return result.mentions(text);
                         }))
            missing.push_back(text);
    return missing;
}

comparison compare(const std::vector<trial>& trials, const contestant& other) {
    comparison result;
    std::set<std::string> all;
    std::ostringstream details;
    for (const trial& each : trials) {
        const trial_result ours = perform(each, mgunzip_contestant());
        const trial_result theirs = perform(each, other);
        const words differing = differences(each, ours, theirs);
        all.insert(differing.begin(), differing.end());
        result.results.push_back(theirs);
        if (!differing.empty())
            details << each.arguments << "\n  mgunzip " << ours << "\n  "
                    << other.path << ' ' << theirs << '\n';
    }
    result.verdict = summary(all);
    result.details = details.str();
    return result;
}

} // namespace mgunzip::test
