// SPDX-License-Identifier: BSL-1.0
// The tables of doc/compatibility.md, and what trials say to their cells.
#ifndef MGUNZIP_TEST_COMPATIBILITY_TABLES_HPP
#define MGUNZIP_TEST_COMPATIBILITY_TABLES_HPP

#include "document/compatibility_rows.hpp"

#include <set>
#include <string>
#include <vector>

namespace mgunzip::test {

using words = std::vector<std::string>;

/// All rows, in the order of the document.
const std::vector<compatibility_row>& tested_rows();

struct document_table {
    std::string title; ///< of the section that it is in
    std::vector<words> rows;
};

/// The tables of a page whose head begins with `head`.
std::vector<document_table> tables_of(const std::string& page,
                                      const std::string& head);

/// "exit 1, output" of "exit 1, output: in plain words".
std::string verdict_in(const std::string& cell);

/// What the expression's first group matches anywhere in the text.
std::set<std::string> found(const std::string& text, const char* expression);

/// What a cell has between quotation marks and no result says.
words unsaid(const std::string& cell, const std::vector<trial_result>& results);

/// What another program did.
struct comparison {
    std::string verdict;               ///< as it stands in a cell
    std::vector<trial_result> results; ///< one for each trial
    std::string details;               ///< both results where they differ
};
comparison compare(const std::vector<trial>& trials, const contestant& other);

} // namespace mgunzip::test

#endif
