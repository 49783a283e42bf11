// SPDX-License-Identifier: BSL-1.0
// The C++ code in doc/library.md and in the README is that of doc/examples,
// which is compiled and run.
#include "support/program_runner.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

using namespace mgunzip::test;

namespace {

// The blocks between ```cpp and ```.
std::vector<std::string> code_in(const std::string& document) {
    const std::string begin = "\n```cpp\n";
    std::vector<std::string> blocks;
    const std::string text = read_text(argument_path(document));
    for (auto at = text.find(begin); at != text.npos;
         at = text.find(begin, at + 1)) {
        const auto code = at + begin.size();
        blocks.push_back(text.substr(code, text.find("```", code) - code));
    }
    return blocks;
}

std::vector<std::string> examples() {
    const std::filesystem::path folder =
        std::filesystem::path(argument_path("library.md")).parent_path() /
        "examples";
    std::vector<std::string> texts;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".cpp")
            texts.push_back(read_text(entry.path().string()));
    return texts;
}

} // namespace

BOOST_AUTO_TEST_CASE(library_document_has_every_example_as_it_is) {
    // Without the line about the license.
    std::vector<std::string> expected = examples();
    for (std::string& text : expected)
        text.erase(0, text.find('\n') + 1);
    std::vector<std::string> blocks = code_in("library.md");
    std::ranges::sort(expected);
    std::ranges::sort(blocks);
    BOOST_TEST(expected.size() == 8u);
    BOOST_TEST(blocks == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(readme_has_parts_of_examples) {
    const std::vector<std::string> blocks = code_in("README.md");
    BOOST_TEST(!blocks.empty());
    for (const std::string& block : blocks) {
        const auto texts = examples();
        BOOST_TEST(std::ranges::any_of(texts,
                                       [&](const std::string& text) {
                                           return text.find('\n' + block) !=
                                                  text.npos;
                                       }),
                   block);
    }
}
