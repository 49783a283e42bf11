// SPDX-License-Identifier: BSL-1.0
// The files of test/data: every kernel gives what the reference gives, and what
// the README beside them says.
#include <mgunzip/gzip.hpp>

#include "support/gzip_runner.hpp"
#include "support/inflate_runner.hpp"
#include "support/random_stream.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

const std::filesystem::path data_folder = MGUNZIP_TEST_DATA;

bytes read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    BOOST_REQUIRE_MESSAGE(file, path);
    return {std::istreambuf_iterator<char>(file), {}};
}

// As the last column of the README has it.
std::string outcome(const gunzip_result& result) {
    std::ostringstream text;
    if (result.decoded.error != errc::ok)
        text << message(result.decoded.error) << " at "
             << result.decoded.offset;
    else if (result.trailing == trailing_data::zeros)
        text << "ok, zeros";
    else if (result.trailing == trailing_data::garbage)
        text << "ok, garbage";
    else
        text << "ok";
    text << ", " << result.decoded.output.size() << " bytes";
    return text.str();
}

// File names and outcomes from rows of the form | `NAME` | ... | OUTCOME |
std::map<std::string, std::string> outcomes_in_readme() {
    std::map<std::string, std::string> outcomes;
    std::ifstream readme(data_folder / "README.md");
    for (std::string line; std::getline(readme, line);) {
        if (!line.starts_with("| `"))
            continue;
        const std::size_t name_end = line.find('`', 3);
        const std::size_t last = line.rfind('|');
        const std::size_t begin = line.rfind("| ", last - 1) + 2;
        outcomes[line.substr(3, name_end - 3)] =
            line.substr(begin, last - 1 - begin);
    }
    return outcomes;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_readme_lists_every_file_and_no_other) {
    std::set<std::string> listed;
    for (const auto& [name, outcome] : outcomes_in_readme())
        listed.insert(name);
    std::set<std::string> present;
    for (const auto& entry : std::filesystem::directory_iterator(data_folder))
        if (entry.path().extension() == ".gz")
            present.insert(entry.path().filename());
    BOOST_TEST(present.size() > 50U);
    BOOST_TEST(listed == present, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_kernel_gives_what_the_readme_says) {
    for (const auto& [name, expected_outcome] : outcomes_in_readme())
        BOOST_TEST_CONTEXT(name) {
            const bytes file = read_file(data_folder / name);
            const gunzip_result expected = reference_gunzip(file);
            BOOST_TEST(outcome(expected) == expected_outcome);
            BOOST_TEST(name.starts_with("good-") ==
                       (expected.decoded.error == errc::ok));
            random_source random(file.size());
            for_each_inflate_kernel([&](const std::string& kernel) {
                BOOST_TEST_CONTEXT("kernel " << kernel) {
                    BOOST_TEST(run_gzip_decoder(file) == expected);
                    const run_sizes sizes{
                        .piece = [&] { return 1 + below(random, 3000); },
                        .goal = [&] { return 1 + below(random, 40000); },
                        .margin = below(random, 400)};
                    BOOST_TEST(run_gzip_decoder(file, sizes) == expected);
                }
            });
        }
}

BOOST_AUTO_TEST_CASE(the_sample_that_the_readme_unpacks) {
    const bytes file = read_file(data_folder / "../../doc/sample.txt.gz");
    const gunzip_result expected = reference_gunzip(file);
    BOOST_TEST(expected.decoded.error == errc::ok);
    BOOST_TEST(expected.members.at(0).header.name == "sample.txt");
    for_each_inflate_kernel([&](const std::string& kernel) {
        BOOST_TEST_CONTEXT("kernel " << kernel)
        BOOST_TEST(run_gzip_decoder(file) == expected);
    });
}
