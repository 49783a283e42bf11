// SPDX-License-Identifier: BSL-1.0
// The version is in include/mgunzip/version.hpp. The manual page, which
// option_documents_test looks at, and the changelog repeat it; nothing else
// does.
#include "support/program_runner.hpp"

#include <mgunzip/version.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;
using namespace mgunzip::test;

namespace {

const std::string version = MGUNZIP_VERSION;

fs::path root() {
    return fs::path(argument_path("README.md")).parent_path();
}

// The text files of the project that are no test data.
std::vector<fs::path> all_files() {
    std::vector<fs::path> files = {root() / "Jamroot", root() / "README.md"};
    for (const char* const folder : {"src", "include", "test", "bench", "doc"})
        for (const auto& entry :
             fs::recursive_directory_iterator(root() / folder)) {
            const fs::path extension = entry.path().extension();
            if (entry.is_regular_file() && extension != ".gz" &&
                extension != ".svg" &&
                entry.path().parent_path().filename() != "regressions")
                files.push_back(entry.path());
        }
    return files;
}

} // namespace

BOOST_AUTO_TEST_CASE(newest_version_of_the_changelog_is_the_version) {
    std::istringstream lines(read_text(argument_path("CHANGELOG.md")));
    std::vector<std::string> headings;
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("## ") && line != "## Unreleased")
            headings.push_back(line.substr(3));
    BOOST_TEST_REQUIRE(!headings.empty());
    // A date may follow.
    BOOST_TEST(headings.front().substr(0, headings.front().find(' ')) ==
               version);
}

BOOST_AUTO_TEST_CASE(no_other_file_repeats_the_version) {
    const std::vector<fs::path> files = all_files();
    BOOST_TEST(files.size() > 100u); // they were found
    const std::regex dot("\\.");
    const std::regex wanted(
        "(^|[^0-9.])" + std::regex_replace(version, dot, "\\.") + "(?![0-9])");
    const std::set<std::string> repeats = {"version.hpp", "mgunzip.1",
                                           "CHANGELOG.md"};
    for (const fs::path& file : files)
        BOOST_TEST((repeats.contains(file.filename()) ||
                    !std::regex_search(read_text(file.string()), wanted)),
                   file);
}
