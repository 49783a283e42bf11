// SPDX-License-Identifier: BSL-1.0
// The folders of src/ include one way only, as doc/design.md draws them.
#include "support/program_runner.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace fs = std::filesystem;
using namespace mgunzip::test;

namespace {

using folders = std::set<std::string>;

// What each folder may include from besides itself and include/mgunzip; "src"
// are the files that lie in no folder of their own.
const std::map<std::string, folders> may_include{
    {"cli", {"io", "index", "gzip", "src"}},
    {"file", {"io"}},
    {"io", {"index", "gzip", "src"}},
    {"index", {"gzip", "inflate", "huffman", "src"}},
    {"gzip", {"inflate", "src"}},
    {"inflate", {"lanes", "huffman", "src"}},
    {"lanes", {"huffman", "src"}},
    {"huffman", {"src"}},
    {"crc32", {"src"}},
    {"src", {}},
};

fs::path source_root() {
    return fs::path(argument_path("README.md")).parent_path() / "src";
}

bool is_source(const fs::path& path) {
    return path.extension() == ".cpp" || path.extension() == ".hpp";
}

// The paths between quotation marks behind #include.
std::vector<std::string> includes_of(const fs::path& file) {
    const std::string directive = "#include \"";
    std::vector<std::string> result;
    std::ifstream text(file);
    for (std::string line; std::getline(text, line);)
        if (line.starts_with(directive))
            result.push_back(line.substr(directive.size(),
                                         line.rfind('"') - directive.size()));
    return result;
}

std::string folder_of(const fs::path& path) {
    return path.has_parent_path() ? path.begin()->string() : "src";
}

struct arrow {
    fs::path from;
    fs::path to;
};

std::vector<arrow> all_arrows() {
    std::vector<arrow> result;
    for (const auto& entry : fs::recursive_directory_iterator(source_root())) {
        if (!is_source(entry.path()))
            continue;
        const fs::path from = entry.path().lexically_relative(source_root());
        for (const std::string& to : includes_of(entry.path()))
            result.push_back({from, to});
    }
    return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(includes)

BOOST_AUTO_TEST_CASE(each_is_written_from_src_on) {
    const std::vector<arrow> arrows = all_arrows();
    BOOST_TEST(arrows.size() > 100u); // the files were found
    for (const auto& [from, to] : arrows)
        BOOST_TEST(fs::exists(source_root() / to),
                   from << " includes " << to << ", which is not below src/");
}

BOOST_AUTO_TEST_CASE(folders_include_one_way) {
    for (const auto& [from, to] : all_arrows()) {
        const std::string here = folder_of(from);
        const std::string there = folder_of(to);
        const auto allowed = may_include.find(here);
        BOOST_TEST_REQUIRE((allowed != may_include.end()),
                           "src/" << here << " has no place in the order");
        BOOST_TEST((here == there || allowed->second.contains(there)),
                   from << " includes " << to);
    }
}

// What the program needs of the library stands in the public headers and there:
// the numbers of the format, and the schedule, whose threads are the program's.
BOOST_AUTO_TEST_CASE(program_uses_public_headers_the_format_and_the_schedule) {
    const std::set<std::string> for_the_program{
        "gzip/gzip_format.hpp",   "gzip/bgzf_member.hpp",
        "gzip/load_once.hpp",     "gzip/segment_schedule.hpp",
        "gzip/member_finder.hpp", "gzip/segment_worker.hpp",
        "gzip/failure_pause.hpp", "gzip/decoder_access.hpp"};
    for (const auto& [from, to] : all_arrows())
        if (folder_of(to) == "gzip" && folder_of(from) != "gzip")
            BOOST_TEST(for_the_program.contains(to), from);
}

// The table above has no circle: from each folder, none leads back to it.
BOOST_AUTO_TEST_CASE(order_has_no_circle) {
    for (const auto& [start, direct] : may_include) {
        folders reached = direct;
        for (bool grows = true; grows;) {
            const std::size_t before = reached.size();
            for (const std::string& folder : folders(reached))
                reached.insert(may_include.at(folder).begin(),
                               may_include.at(folder).end());
            grows = reached.size() != before;
        }
        BOOST_TEST(!reached.contains(start), start);
    }
}

BOOST_AUTO_TEST_CASE(public_headers_include_only_each_other) {
    std::size_t count = 0;
    for (const auto& entry :
         fs::directory_iterator(source_root() / ".." / "include" / "mgunzip")) {
        ++count;
        const std::vector<std::string> quoted = includes_of(entry.path());
        BOOST_TEST(quoted.empty(), entry.path());
    }
    BOOST_TEST(count > 5u);
}

BOOST_AUTO_TEST_SUITE_END()
