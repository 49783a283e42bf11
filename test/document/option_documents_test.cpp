// SPDX-License-Identifier: BSL-1.0
// The documents tell of every option that there is.
#include "cli/option_table.hpp"

#include "support/program_runner.hpp"
#include "support/scratch_directory.hpp"

#include <mgunzip/version.hpp>

#include <boost/test/unit_test.hpp>

#include <map>
#include <regex>
#include <set>
#include <sstream>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

// All that looks like the name of an option.
std::set<std::string> names_in(const std::string& text) {
    static const std::regex name("(^|[^-a-zA-Z0-9_.])(--?[a-zA-Z0-9][a-z-]*)");
    std::set<std::string> names;
    for (std::sregex_iterator at(text.begin(), text.end(), name), end;
         at != end; ++at)
        names.insert((*at)[2]);
    return names;
}

std::set<std::string> all_options() {
    const auto names = cli::option_names();
    return {names.begin(), names.end()};
}

// What stands in `text` from `first` to the next `last`.
std::string part_of(const std::string& text, const char* first,
                    const char* last) {
    const auto begin = text.find(first);
    BOOST_TEST_REQUIRE(begin != text.npos);
    const auto end = text.find(last, begin + 1);
    return text.substr(begin, end - begin);
}

// The documented options of each group, by its title.
using groups = std::map<std::string, std::set<std::string>>;

groups all_groups() {
    groups result;
    for (const cli::option_entry& entry : cli::option_table()) {
        if (entry.help == nullptr)
            continue;
        auto& names = result[std::string(cli::group_title(entry.group))];
        names.merge(names_in(std::string("--").append(entry.long_name())));
        if (!entry.short_name().empty())
            names.merge(names_in(std::string("-").append(entry.short_name())));
    }
    return result;
}

// The options that stand in `text` between the heading of each group and the
// next: in lines that `heading` and the title of the group make, such as
// "Output:" for "%:". Lines that `is_entry` refuses do not count.
groups groups_in(const std::string& text, const std::string& heading,
                 bool (*is_entry)(const std::string& before,
                                  const std::string& line)) {
    groups result;
    std::set<std::string>* current = nullptr;
    std::istringstream lines(text);
    std::string before;
    for (std::string line; std::getline(lines, line); before = line) {
        for (const cli::option_group group : cli::option_groups) {
            const std::string title(cli::group_title(group));
            std::string wanted = heading;
            if (line == wanted.replace(wanted.find('%'), 1, title))
                current = &result[title];
        }
        if (current != nullptr && is_entry(before, line))
            current->merge(names_in(line));
    }
    return result;
}

void check_groups(const groups& found) {
    for (const auto& [title, names] : all_groups()) {
        BOOST_TEST_REQUIRE(found.contains(title), title);
        BOOST_TEST_INFO_SCOPE(title);
        BOOST_TEST(found.at(title) == names, boost::test_tools::per_element());
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(manual_describes_each_option_and_no_other) {
    std::string text = read_text(argument_path("mgunzip.1"));
    // The source has "\-" for "-".
    std::erase(text, '\\');
    const std::string options = part_of(text, "\n.SH OPTIONS", "\n.SH");
    // Each has an entry of its own: the line behind .TP.
    std::string entries;
    std::istringstream lines(options);
    for (std::string line; std::getline(lines, line);)
        if (line == ".TP" && std::getline(lines, line))
            entries += line + '\n';
    BOOST_TEST(names_in(entries) == all_options(),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(table_of_the_readme_lists_each_option) {
    const std::string table =
        part_of(read_text(argument_path("README.md")), "| Option |", "\n\n");
    for (const std::string& name : all_options())
        BOOST_TEST(names_in(table).count(name) == 1u, name);
}

BOOST_AUTO_TEST_CASE(help_lists_each_option) {
    const scratch_directory scratch;
    const outcome help = run_mgunzip({"--help"}, scratch);
    BOOST_TEST(names_in(help.text()) == all_options(),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(manual_groups_options_as_the_table_does) {
    std::string text = read_text(argument_path("mgunzip.1"));
    std::erase(text, '\\');
    check_groups(groups_in(part_of(text, "\n.SH OPTIONS", "\n.SH"), ".SS \"%\"",
                           [](const std::string& before, const std::string&) {
                               return before == ".TP";
                           }));
}

BOOST_AUTO_TEST_CASE(readme_groups_options_as_the_table_does) {
    const std::string table =
        part_of(read_text(argument_path("README.md")), "| Option |", "\n\n");
    check_groups(groups_in(table, "| **%** | |",
                           [](const std::string&, const std::string& line) {
                               return line.starts_with("| `");
                           }));
}

BOOST_AUTO_TEST_CASE(help_groups_options_as_the_table_does) {
    check_groups(groups_in(cli::help_text(), "%:",
                           [](const std::string&, const std::string& line) {
                               return line.starts_with("  ");
                           }));
}

BOOST_AUTO_TEST_CASE(help_opens_with_usage_and_three_examples) {
    const std::string help = cli::help_text();
    BOOST_TEST(help.starts_with("Usage: mgunzip "));
    const std::string examples = part_of(help, "\nExamples:\n", "\n\n");
    std::istringstream lines(examples);
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line);)
        count += line.starts_with("  mgunzip ");
    BOOST_TEST(count == 3u);
    BOOST_TEST(help.find("Examples:") < help.find("\nOutput:\n"));
    const auto end = help.find("\nExit status:");
    BOOST_TEST_REQUIRE(end != help.npos);
    for (const char* const pointer : {"mgunzip(1)", "doc/CONTRIBUTING.md"})
        BOOST_TEST(help.find(pointer, end) != help.npos, pointer);
}

BOOST_AUTO_TEST_CASE(manual_has_the_usual_sections_and_the_version) {
    const std::string text = read_text(argument_path("mgunzip.1"));
    std::string::size_type at = 0;
    for (const char* const section :
         {"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "\"EXIT STATUS\"",
          "ENVIRONMENT", "SIGNALS", "NOTES", "EXAMPLES", "\"SEE ALSO\""}) {
        at = text.find(std::string("\n.SH ") + section + '\n', at);
        BOOST_TEST_REQUIRE(at != text.npos, section);
    }
    BOOST_TEST(text.find("\"mgunzip " MGUNZIP_VERSION "\"") != text.npos);
}

BOOST_AUTO_TEST_CASE(manual_is_free_of_lint) {
    require_program("mandoc");
    const outcome lint =
        run({.words = {"mandoc", "-T", "lint", argument_path("mgunzip.1")}});
    BOOST_TEST(lint.silently(0), lint);
    BOOST_TEST(lint.text().empty(), lint.text());
}

BOOST_AUTO_TEST_CASE(manual_is_formatted_without_warnings) {
    require_program("groff");
    const outcome page = run({.words = {"groff", "-ww", "-z", "-man", "-Tutf8",
                                        argument_path("mgunzip.1")}});
    BOOST_TEST(page.silently(0), page);
}

BOOST_AUTO_TEST_CASE(manual_is_shown_without_warnings) {
    require_program("man");
    const scratch_directory home;
    const outcome page =
        run({.words = {"man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z",
                       argument_path("mgunzip.1")},
             .environment = {"HOME=" + home.path().string()}});
    BOOST_TEST(page.silently(0), page);
    BOOST_TEST(!page.text().empty());
}
