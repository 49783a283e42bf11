// SPDX-License-Identifier: BSL-1.0
// bench/programs/peers: what it says to mistakes, and what it keeps.
#include "support/program_runner.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace mgunzip::test;

namespace {

const std::string sample = "sample.txt.gz";

outcome run_script(const std::string& name, std::vector<std::string> words) {
    require_program("python3");
    require_program("gzip");
    words.insert(words.begin(), {"python3", argument_path(name)});
    return run({.words = words});
}

outcome run_peers(std::vector<std::string> words) {
    words.insert(words.end(), {"--mgunzip", program_path(), "--rounds", "1",
                               "--starts", "1", "--small-count", "3"});
    return run_script("peers", words);
}

// One line, a sentence with its name, and nothing of Python's.
void check_refusal(const outcome& result, const std::string& sentence) {
    BOOST_TEST(result.exit_status() == 1);
    BOOST_TEST(result.err == "peers: " + sentence + '\n');
}

} // namespace

BOOST_AUTO_TEST_CASE(mistakes_are_answered_with_a_sentence) {
    const scratch_directory here;
    const std::string missing = here / "missing.gz";
    check_refusal(run_peers({missing}),
                  missing + ": No such file or directory");
    check_refusal(run_peers({here.path().string()}),
                  here.path().string() + ": Is a directory");
    const std::string readme = argument_path("README.md");
    check_refusal(run_peers({readme}), readme + " is no gzip file");
    const std::string gz = argument_path(sample);
    check_refusal(run_peers({gz, "--folder", missing}),
                  missing + " is no folder");
    check_refusal(run_peers({gz, "--csv", missing + "/a.csv"}),
                  missing + " is no folder to write to");
}

BOOST_AUTO_TEST_CASE(damaged_input_is_answered_with_a_sentence) {
    const scratch_directory here;
    auto cut = read_file(argument_path(sample));
    cut.resize(cut.size() / 2);
    const std::string name = here / "cut.gz";
    write_file(name, cut);
    const outcome result = run_peers({name, "--folder", here.path().string()});
    BOOST_TEST(result.exit_status() == 1);
    BOOST_TEST(result.err.starts_with("peers: " + name +
                                      " is no gzip file that gzip can decode"));
    BOOST_TEST(!result.says("Traceback"));
    // Nothing is left behind.
    BOOST_TEST(here.entries() == std::vector<std::string>{"cut.gz"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(both_states_are_kept_and_shown_side_by_side) {
    const scratch_directory here;
    const std::string csv = here / "peers.csv";
    const std::vector<std::string> common = {argument_path(sample),
                                             "--folder",
                                             here.path().string(),
                                             "--only",
                                             "file/gzip",
                                             "--only",
                                             "file/copy",
                                             "--csv",
                                             csv,
                                             "--append"};
    BOOST_TEST(run_peers(common).exit_status() == 0);
    std::vector<std::string> rested = common;
    rested.insert(rested.end(), {"--pause", "0.01"});
    BOOST_TEST(run_peers(rested).exit_status() == 0);

    const outcome report =
        run_script("peers_report", {csv, "--svg", here / "peers.svg"});
    BOOST_TEST(report.silently(0));
    BOOST_TEST(report.text().find("| at once | rested |") != std::string::npos);
    const std::string plot = read_text(here / "peers.svg");
    BOOST_TEST(plot.find("after a rest") != std::string::npos);
    BOOST_TEST(plot.find("<title>") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(reports_refuse_what_is_not_theirs) {
    const std::string readme = argument_path("README.md");
    for (const std::string name : {"peers_report", "io_modes_report"}) {
        const outcome result = run_script(name, {readme});
        BOOST_TEST(result.exit_status() == 1);
        BOOST_TEST(result.err.starts_with(name + ": " + readme));
        BOOST_TEST(std::ranges::count(result.err, '\n') == 1);
    }
}
