// SPDX-License-Identifier: BSL-1.0
// Numbers and comparisons in documents are those of the measurements in
// bench/data: bench/programs/figures compares them, and this tests that, too.
#include "support/program_runner.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace mgunzip::test;

namespace {

outcome run_figures(std::vector<std::string> words) {
    require_program("python3");
    words.insert(words.begin(), {"python3", argument_path("figures")});
    return run({.words = words});
}

void write_text(const std::string& name, const std::string& text) {
    write_file(name, {text.begin(), text.end()});
}

// A document about a measurement of two programs: `fast` takes 2 and 3 s,
// `slow` 4 and 6.
class document {
  public:
    explicit document(const std::string& text) {
        std::string csv = "# date: today\n"
                          "fs,state,case,files,bytes,program,command,round,"
                          "wall_s,user_s,sys_s,peak_kib\n";
        for (const char* const run :
             {"fast,fast,1,2", "fast,fast,2,3", "fast,fast,3,3",
              "slow,slow,1,4", "slow,slow,2,6", "slow,slow,3,6"})
            csv += std::string("ext4,at-once,file,1,100,") + run + ",1,1,\n";
        write_text(folder_ / "peers.csv", csv);
        write_text(path(), "<!-- figures from peers.csv -->\n" + text);
    }

    outcome check(std::vector<std::string> options = {}) const {
        options.insert(options.end(),
                       {path(), "--root", folder_.path().string()});
        return run_figures(options);
    }
    bool is_right() const { return check().silently(0); }
    std::string text() const {
        const std::string all = read_text(path());
        return all.substr(all.find('\n') + 1);
    }

  private:
    std::string path() const { return folder_ / "document.md"; }

    scratch_directory folder_;
};

const std::string rule = "<!-- figures\n"
                         "\"slow takes {} s\": [file: slow]\n"
                         "\"fast is faster\": [file: fast] < [file: slow]\n"
                         "-->\n";

} // namespace

BOOST_AUTO_TEST_CASE(documents_say_what_was_measured) {
    for (const char* const name :
         {"io-modes.md", "benchmarks.md", "benchmarks-avx2.md", "README.md"}) {
        const outcome result = run_figures({argument_path(name)});
        BOOST_TEST(result.silently(0), name << ":\n" << result.err);
    }
}

BOOST_AUTO_TEST_CASE(tables_and_plots_are_those_of_the_measurement) {
    require_program("python3");
    const scratch_directory here;
    const outcome result =
        run({.words = {"python3", argument_path("io_modes_report"),
                       argument_path("io-modes.csv"), "--svg",
                       here.path().string()}});
    BOOST_TEST(result.silently(0));
    BOOST_TEST(
        (result.text() == read_text(argument_path("io-modes-tables.md"))));
    BOOST_TEST(!here.entries().empty());
    for (const std::string& plot : here.entries())
        BOOST_TEST((read_text(here / plot) == read_text(argument_path(plot))),
                   plot);
}

BOOST_AUTO_TEST_CASE(right_numbers_and_words_pass) {
    BOOST_TEST(
        document("Here slow takes\n6.00 s, and fast is faster.\n\n" + rule)
            .is_right());
}

BOOST_AUTO_TEST_CASE(wrong_numbers_fail_and_are_updated) {
    const document wrong("# Title\n\n## 3 parts\n\nHere slow takes 5.00 s, "
                         "and fast is faster.\n" +
                         rule);
    const outcome result = wrong.check();
    BOOST_TEST(result.exit_status() == 1);
    BOOST_TEST(result.says("document.md:6: "));
    BOOST_TEST(result.says("5.00, measured 6.00"));
    BOOST_TEST(wrong.check({"--update"}).silently(0));
    BOOST_TEST(wrong.text() ==
               "# Title\n\n## 3 parts\n\nHere slow takes 6.00 s, "
               "and fast is faster.\n" +
                   rule);
    BOOST_TEST(wrong.is_right());
}

BOOST_AUTO_TEST_CASE(words_that_are_contradicted_fail_even_after_an_update) {
    const document wrong("Here slow is faster.\n"
                         "<!-- figures\n"
                         "\"slow is faster\": [file: slow] < [file: fast]\n"
                         "-->\n");
    for (const outcome& result : {wrong.check(), wrong.check({"--update"})}) {
        BOOST_TEST(result.exit_status() == 1);
        BOOST_TEST(result.says("\"slow is faster\" in line 2 is not what was "
                               "measured"));
    }
}

BOOST_AUTO_TEST_CASE(numbers_and_comparisons_without_a_measurement_fail) {
    for (const char* const text :
         {"It takes 5 s.\n", "It is faster.\n", "It takes half the time.\n"}) {
        const outcome result = document(text).check();
        BOOST_TEST(result.exit_status() == 1, text);
        BOOST_TEST(result.says("is compared with no measurement"), text);
    }
}

BOOST_AUTO_TEST_CASE(facts_sizes_names_and_code_need_no_measurement) {
    BOOST_TEST(document("Pages have 4096 bytes, ext4 of Linux 6.18 folios of "
                        "64 KiB.\n\n"
                        "| time | 5 |\n\n## Version 3\n\n`sleep 5`\n\n"
                        "```sh\nsleep 5 # faster\n```\n"
                        "<!-- figures\nfact \"Linux 6.18\"\n-->\n"
                        "Linux of 2026-11-28.\n")
                   .check()
                   .exit_status() == 1); // the fact is in another section
    BOOST_TEST(document("Pages have 4096 bytes, ext4 of Linux 6.18 folios of "
                        "64 KiB.\n"
                        "<!-- figures\nfact \"Linux 6.18\"\n-->\n"
                        "| time | 5 |\n\n## Version 3\n\n`sleep 5`\n\n"
                        "```sh\nsleep 5 # faster\n```\n"
                        "It was on 2026-11-28.\n")
                   .is_right());
}

BOOST_AUTO_TEST_CASE(tables_are_made_of_the_measurement) {
    const document wrong("<!-- table summary file slow, fast -->\n"
                         "an old table\n<!-- end -->\n");
    BOOST_TEST(wrong.check().exit_status() == 1);
    BOOST_TEST(wrong.check({"--update"}).silently(0));
    BOOST_TEST(wrong.text() == "<!-- table summary file slow, fast -->\n"
                               "|  | slow | fast |\n"
                               "| --- | --- | --- |\n"
                               "| minimum | 4.00 | 2.00 |\n"
                               "| median | 6.00 | 3.00 |\n"
                               "<!-- end -->\n");
    BOOST_TEST(wrong.is_right());
}

BOOST_AUTO_TEST_CASE(what_was_not_measured_or_is_not_there_fails) {
    const auto says = [](const std::string& rule, const std::string& message) {
        const document it("It takes 5 s.\n<!-- figures\n" + rule + "\n-->\n");
        const outcome result = it.check();
        BOOST_TEST(result.exit_status() == 1, rule);
        BOOST_TEST(result.says(message), rule << ":\n" << result.err);
        BOOST_TEST(!result.says("Traceback"), rule);
    };
    says("\"takes {} s\": [file: other]", "other was not measured");
    says("\"takes {} s\": [xfs: fast]", "xfs was not measured");
    says("\"needs {} s\": [file: fast]", "\"needs {} s\" is not in the text");
    says("\"takes {} s\": [file: fast] +", "[file: fast] +");
    says("\"takes {} s\": open(1)", "open is no function");
    says("\"takes {} s\": fast", "fast is not known");
    says("\"takes {} s\"", "no phrase with an expression");
}

BOOST_AUTO_TEST_CASE(missing_measurements_are_told) {
    const scratch_directory here;
    write_text(here / "a.md", "<!-- figures from b.csv -->\n");
    const outcome result =
        run_figures({here / "a.md", "--root", here.path().string()});
    BOOST_TEST(result.exit_status() == 1);
    BOOST_TEST(result.err.starts_with("figures: "));
    BOOST_TEST(!result.says("Traceback"));
}
