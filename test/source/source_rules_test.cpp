// SPDX-License-Identifier: BSL-1.0
// What doc/design.md says of the sources as a whole, as far as it shows in
// their text.
#include "source/source_text.hpp"

#include "support/program_runner.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace fs = std::filesystem;
using namespace mgunzip::test;

namespace {

using names = std::set<std::string>;
using file_and_name = std::pair<std::string, std::string>;

// The folders of the library; "." are the files of src/ itself.
const names library_folders = {".",     "index",   "gzip", "inflate",
                               "lanes", "huffman", "crc32"};

// The library's variables that can change: which kernels are in use.
const std::set<file_and_name> library_state = {
    {"src/crc32/crc32.cpp", "choice"},
    {"src/inflate/inflate_kernels.cpp", "choice"},
};

// Functions that are declared by the name of their type look like variables.
const names function_types = {"crc32_kernel", "crc32_counting_kernel",
                              "lane_factory", "fast_loop"};

// The header of the library from file to file, which stands on io.
const std::string file_header = "include/mgunzip/file.hpp";

// Where the library turns exceptions of the C++ library into error codes.
const names catching_files = {
    "src/gzip/decompress.cpp",   "src/gzip/deflate.cpp",
    "src/gzip/members.cpp",      "src/gzip/stream.cpp",
    "src/gzip/whole_output.hpp", "src/index/build_index.cpp",
    "src/index/gzip_index.cpp",  "src/index/range_reader.cpp",
};

// Everything in io may call the system. Of cli, these do.
const names calling_files = {
    "src/cli/destination.cpp",    "src/cli/listing.cpp",
    "src/cli/main.cpp",           "src/cli/operand.cpp",
    "src/cli/progress_line.cpp",  "src/cli/remove_input.cpp",
    "src/cli/standard_error.cpp", "src/cli/stopped_time.cpp",
    "src/cli/stored_header.cpp",
};

// Where headers of Boost are included.
const std::set<file_and_name> boost_includes = {
    {"src/cli/options.cpp", "boost/program_options.hpp"},
    {"src/io/file_mapping.hpp", "boost/iostreams/device/mapped_file.hpp"},
};

// Of the headers without ".h" and "/", which are the C++ library's, those that
// read, print, or ask the system for something.
const names outside_headers = {"cerrno",  "csignal",    "cstdio",  "cstdlib",
                               "ctime",   "filesystem", "fstream", "iomanip",
                               "ios",     "iosfwd",     "istream", "iostream",
                               "ostream", "spanstream", "sstream", "streambuf"};

// What lets programs read by streams has the headers for that. It reads from a
// stream buffer of theirs.
const std::set<file_and_name> stream_includes = {
    {"include/mgunzip/istream.hpp", "istream"},
    {"include/mgunzip/istream.hpp", "streambuf"},
};

// Of the other headers, those about the processor: the compiler's, and by which
// the system tells on arm64.
const names processor_headers = {"arm_acle.h", "arm_neon.h",  "asm/hwcap.h",
                                 "cpuid.h",    "immintrin.h", "sys/auxv.h"};

constexpr std::size_t longest_file = 500; // lines

fs::path root() {
    return fs::path(argument_path("README.md")).parent_path();
}

struct source_file {
    std::string path; // below the root
    std::string text;
    std::string code;

    std::string folder() const {
        const fs::path parent = fs::path(path).parent_path();
        return parent.lexically_relative("src").generic_string();
    }
    bool is_of_library() const {
        return (path.starts_with("include/") && path != file_header) ||
               library_folders.contains(folder());
    }
};

// The C++ files below some folders of the root.
std::vector<source_file> files_below(const std::vector<std::string>& folders) {
    std::vector<source_file> files;
    for (const std::string& folder : folders)
        for (const auto& entry :
             fs::recursive_directory_iterator(root() / folder)) {
            const fs::path& path = entry.path();
            if (path.extension() != ".cpp" && path.extension() != ".hpp")
                continue;
            const std::string text = read_text(path.string());
            files.push_back({path.lexically_relative(root()).generic_string(),
                             text, code_of(text)});
        }
    BOOST_TEST(files.size() > 10u); // they were found
    return files;
}

std::vector<source_file> sources() {
    return files_below({"src", "include"});
}

std::vector<source_file> library_sources() {
    std::vector<source_file> files = sources();
    std::erase_if(
        files, [](const source_file& file) { return !file.is_of_library(); });
    return files;
}

// The headers that are included by <...>.
names headers_of(const source_file& file) {
    static const std::regex directive("\n *# *include <([^>]+)>");
    names headers;
    for (std::sregex_iterator at(file.text.begin(), file.text.end(), directive),
         end;
         at != end; ++at)
        headers.insert((*at)[1]);
    return headers;
}

// True if the global namespace's functions are called by "::name(".
bool calls_the_system(const source_file& file) {
    static const std::regex call(R"((^|[^\w:>])::[a-z]\w*\()");
    return std::regex_search(file.code, call);
}

} // namespace

BOOST_AUTO_TEST_SUITE(source_text)

BOOST_AUTO_TEST_CASE(code_is_free_of_comments_literals_and_directives) {
    BOOST_TEST(code_of("a; // throw\n/* try\n */b(\"throw \\\" \", ' ', '\\'');"
                       "\n#define X throw \\\n  try\n  # if 1\nc;\n") ==
               "a; \nb(, , );\nc;\n");
}

BOOST_AUTO_TEST_CASE(state_is_found_in_every_form) {
    const std::vector<std::string> expected = {"a", "b", "c", "d",
                                               "e", "f", "g", "h"};
    BOOST_TEST(mutable_state(R"(
        namespace x::y {
        int a;
        inline tuning b;
        namespace {
        std::atomic<const kernel*> c{nullptr};
        const char* d = ;
        thread_local std::array<int, 3> e{1, 2};
        }
        int function() {
            int local = 1;
            static std::map<const int, std::pair<int, int>> f = make();
            return local;
        }
        struct type {
            int member = 0;
            inline static int g = 3;
            void member_function() const;
        };
        alignas(64) unsigned h[3] = {1, 2, 3};
        }
    )") == expected,
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(constants_and_functions_are_no_state) {
    const std::vector<std::string> found = mutable_state(R"(
        namespace x {
        constexpr int a = int{1} * 1024;
        inline constexpr std::array<int, 2> b = {1, 2};
        const table c{};
        const char* const d = ;
        static_assert(a == 1024);
        using e = int;
        enum class f { one, two };
        struct g;
        struct h { int member; static constexpr int i = 1; };
        int j(int k = 3);
        bool operator==(const h& left, const h& right) noexcept;
        template <typename T> T l(T value) { return value; }
        static void m() { static const int n = 1; }
        }
    )");
    BOOST_TEST(found.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(source_rules)

BOOST_AUTO_TEST_CASE(files_are_short) {
    for (const source_file& file :
         files_below({"src", "include", "test", "bench", "doc/examples"})) {
        const auto lines = std::ranges::count(file.text, '\n');
        BOOST_TEST(static_cast<std::size_t>(lines) <= longest_file,
                   file.path << " has " << lines << " lines");
    }
}

BOOST_AUTO_TEST_CASE(library_keeps_no_state_but_the_choice_of_kernels) {
    for (const source_file& file : library_sources()) {
        std::string code = file.code;
        for (const std::string& type : function_types)
            code = std::regex_replace(
                code, std::regex("\\n(extern )?" + type + " \\w+;"), "\n");
        for (const std::string& name : mutable_state(code))
            BOOST_TEST(library_state.contains({file.path, name}),
                       file.path << " has the variable " << name);
    }
}

BOOST_AUTO_TEST_CASE(library_throws_nothing_itself) {
    for (const source_file& file : library_sources()) {
        BOOST_TEST(!has_word(file.code, "throw"), file.path);
        for (const char* const word : {"try", "catch"})
            BOOST_TEST((!has_word(file.code, word) ||
                        catching_files.contains(file.path)),
                       file.path << ": " << word);
    }
}

BOOST_AUTO_TEST_CASE(library_for_files_throws_nothing_itself) {
    for (const source_file& file : sources())
        if (file.folder() == "file" || file.path == file_header)
            BOOST_TEST(!has_word(file.code, "throw"), file.path);
}

BOOST_AUTO_TEST_CASE(library_opens_and_prints_nothing) {
    for (const source_file& file : library_sources()) {
        BOOST_TEST(!calls_the_system(file), file.path);
        for (const std::string& header : headers_of(file)) {
            const bool is_standard = header.find_first_of("./") == header.npos;
            BOOST_TEST((is_standard
                            ? !outside_headers.contains(header) ||
                                  stream_includes.contains({file.path, header})
                            : processor_headers.contains(header) ||
                                  header.starts_with("mgunzip/")),
                       file.path << " includes <" << header << '>');
        }
    }
}

BOOST_AUTO_TEST_CASE(cli_calls_the_system_in_few_files) {
    for (const source_file& file : sources())
        if (calls_the_system(file) && file.folder() != "io")
            BOOST_TEST(calling_files.contains(file.path), file.path);
}

BOOST_AUTO_TEST_CASE(boost_is_included_where_the_design_says) {
    std::set<file_and_name> found;
    for (const source_file& file : sources())
        for (const std::string& header : headers_of(file))
            if (header.starts_with("boost/"))
                found.insert({file.path, header});
    BOOST_TEST((found == boost_includes));
}

BOOST_AUTO_TEST_CASE(each_file_begins_with_its_license) {
    for (const source_file& file :
         files_below({"src", "include", "test", "bench", "doc/examples"}))
        BOOST_TEST(
            file.text.starts_with("// SPDX-License-Identifier: BSL-1.0\n"),
            file.path);
}

BOOST_AUTO_TEST_SUITE_END()
