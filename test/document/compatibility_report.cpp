// SPDX-License-Identifier: BSL-1.0
// Makes doc/compatibility-others.md with the programs that are installed. It is
// no test: whatever they do, it only writes that down.
#include "document/compatibility_tables.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <map>
#include <regex>
#include <stdexcept>

#include <unistd.h>

using namespace mgunzip::test;

namespace {

constexpr const char* const page_name = "compatibility-others.md";

struct other_program {
    std::string name;
    contestant program;
    std::string version;
};

other_program find_other(const std::string& name) {
    other_program found{name, find_contestant(name, ""), {}};
    BOOST_REQUIRE_MESSAGE(!found.program.path.empty(),
                          name << " is not installed");
    const std::string text =
        run({.words = {found.program.path, "--version"}}).text();
    std::smatch number;
    BOOST_REQUIRE(std::regex_search(text, number, std::regex("\\d[\\d.]*")));
    found.version = number.str();
    return found;
}

std::string system_name() {
    std::smatch name;
    const std::string text = read_text("/etc/os-release");
    return std::regex_search(text, name, std::regex("PRETTY_NAME=\"(.*)\""))
               ? name.str(1)
               : "an unknown system";
}

// The cells of the page as it is, by the names of their rows.
std::map<std::string, words> old_cells(const std::string& page) {
    std::map<std::string, words> cells;
    for (const document_table& table : tables_of(page, "| | pigz "))
        for (const words& row : table.rows)
            cells[row.front()] = row;
    return cells;
}

// The verdict, and the words behind the old one while they are true.
std::string new_cell(const std::string& old, const comparison& result) {
    if (verdict_in(old) == result.verdict &&
        unsaid(old, result.results).empty())
        return old;
    return result.verdict;
}

std::string new_row(const compatibility_row& row, const words& old,
                    const std::vector<other_program>& others) {
    std::string line = "| " + row.name + " |";
    for (std::size_t i = 0; i < others.size(); ++i) {
        std::string cell = i + 1 < old.size() ? old[i + 1] : "";
        if (!row.needs_root || ::geteuid() == 0)
            cell = new_cell(cell, compare(row.trials, others[i].program));
        line += ' ' + cell + " |";
    }
    return line + '\n';
}

std::string introduction(const std::vector<other_program>& others) {
    std::string versions;
    for (const other_program& each : others)
        versions +=
            (versions.empty() ? "" : " and ") + each.name + ' ' + each.version;
    return "# pigz and igzip\n\n"
           "What pigz and igzip do in each row of the tables of "
           "[compatibility.md](compatibility.md),\n"
           "where it says how to read them. No test holds this page to "
           "anything: it is a report, made\nby\n\n"
           "```sh\nb2 test//compatibility_report\n```\n\n"
           "as root, with " +
           versions + " of " + system_name() +
           ".\n\nThe words behind a colon were written by hand. The command "
           "keeps them where what stands\nin front of the colon is the same "
           "as before, and what they quote is still said.\n";
}

const compatibility_row& row_named(const std::string& name) {
    for (const compatibility_row& row : tested_rows())
        if (row.name == name)
            return row;
    throw std::runtime_error("no trials for " + name);
}

} // namespace

BOOST_AUTO_TEST_CASE(report) {
    const std::vector<other_program> others{find_other("pigz"),
                                            find_other("igzip")};
    const std::string path = argument_path(page_name);
    const std::map<std::string, words> old = old_cells(read_text(path));
    std::string page = introduction(others);
    for (const document_table& table : tables_of(
             read_text(argument_path("compatibility.md")), "| | mgunzip |")) {
        page += "\n### " + table.title + "\n\n| |";
        for (const other_program& each : others)
            page += ' ' + each.name + ' ' + each.version + " |";
        page += "\n| --- | --- | --- |\n";
        for (const words& row : table.rows) {
            const auto cells = old.find(row.front());
            page +=
                new_row(row_named(row.front()),
                        cells == old.end() ? words{} : cells->second, others);
        }
    }
    std::ofstream(path) << page;
}
