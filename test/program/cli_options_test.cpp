// SPDX-License-Identifier: BSL-1.0
// How the program takes its options and its environment.
#include "support/gzip_builder.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <mgunzip/kernel.hpp>
#include <mgunzip/version.hpp>

#include <boost/test/unit_test.hpp>

using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

outcome run_with(const std::string& variable, const names& arguments,
                 const scratch_directory& scratch) {
    command what = mgunzip_command(arguments, scratch);
    what.environment = {variable};
    return run(what);
}

} // namespace

BOOST_AUTO_TEST_CASE(help_goes_to_standard_output) {
    const scratch_directory scratch;
    for (const char* const option : {"-h", "--help"}) {
        const outcome done = run_mgunzip({option, "no such file.gz"}, scratch);
        BOOST_TEST(done.silently(0), done);
        BOOST_TEST(done.text().starts_with("Usage: mgunzip "), done);
    }
}

BOOST_AUTO_TEST_CASE(version_goes_to_standard_output) {
    const scratch_directory scratch;
    for (const char* const option : {"-V", "--version"}) {
        const outcome done = run_mgunzip({option}, scratch);
        BOOST_TEST(done.silently(0), done);
        BOOST_TEST(done.text() == "mgunzip " MGUNZIP_VERSION "\n");
    }
}

BOOST_AUTO_TEST_CASE(verbose_version_lists_the_kernels) {
    const scratch_directory scratch;
    const outcome done = run_mgunzip({"-Vv"}, scratch);
    BOOST_TEST(done.silently(0), done);
    for (const auto& kernels :
         {mgunzip::crc_kernels(), mgunzip::inflate_kernels()})
        for (const auto& kernel : kernels) {
            std::string text(kernel.name);
            text += kernel.is_selected ? " (in use)" : "";
            BOOST_TEST(done.text().find(text) != std::string::npos, text);
        }
}

BOOST_AUTO_TEST_CASE(wrong_options_are_one_line_and_exit_1) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip("text"));
    for (const names& arguments :
         {names{"--foo", "x.gz"}, names{"-x", "x.gz"}, names{"-S"},
          names{"--io=fast", "x.gz"}, names{"-c", "-o", "y", "x.gz"},
          names{"-o", "y", "x.gz", "x.gz"}, names{"--keep=1", "x.gz"},
          names{"--operand=x", "x.gz"}}) {
        const outcome done = run_mgunzip(arguments, scratch);
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.err.starts_with("mgunzip: "), done);
        BOOST_TEST(done.err.ends_with("; see mgunzip --help\n"), done);
        BOOST_TEST(done.err.find('\n') == done.err.size() - 1, done);
    }
    BOOST_TEST((scratch.entries() == names{"x.gz"}));
}

BOOST_AUTO_TEST_CASE(option_that_is_no_text_is_masked) {
    const scratch_directory scratch;
    const outcome done = run_mgunzip({"--\x1b[31m"}, scratch);
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.err.find('\x1b') == done.err.npos);
}

BOOST_AUTO_TEST_CASE(bundled_and_repeated_options_work) {
    const scratch_directory scratch;
    write_file(scratch / "x.foo", gzip("text"));
    write_file(scratch / "x", to_bytes("old"));
    BOOST_TEST(run_mgunzip({"-dkfkS.foo", "x.foo", "-f", "--keep"}, scratch)
                   .silently(0));
    BOOST_TEST((scratch.entries() == names{"x", "x.foo"}));
    BOOST_TEST((read_file(scratch / "x") == to_bytes("text")));
}

BOOST_AUTO_TEST_CASE(testing_wins_over_writing_to_standard_output) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip("text"));
    for (const char* const options : {"-tc", "-ct"}) {
        const outcome done = run_mgunzip({options, "x.gz"}, scratch);
        BOOST_TEST(done.silently(0), done);
        BOOST_TEST(done.out.empty());
    }
}

BOOST_AUTO_TEST_CASE(quiet_hides_warnings_and_keeps_their_status) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip("text") + to_bytes("garbage"));
    const outcome loud = run_mgunzip({"-t", "x.gz"}, scratch);
    BOOST_TEST(loud.exit_status() == 2);
    BOOST_TEST(loud.err ==
               "mgunzip: x.gz: decompression OK, trailing garbage ignored\n");
    BOOST_TEST(run_mgunzip({"-tq", "x.gz"}, scratch).silently(2));
    const outcome error = run_mgunzip({"-tq", "none.gz"}, scratch);
    BOOST_TEST(error.exit_status() == 1);
    BOOST_TEST(error.says("none.gz: No such file or directory"), error);
}

BOOST_AUTO_TEST_CASE(every_supported_kernel_can_be_forced) {
    const scratch_directory scratch;
    const auto data = sample(200'000);
    write_file(scratch / "x.gz", gzip(data));
    const auto check = [&](const std::string& variable, const auto& kernels) {
        for (const auto& kernel : kernels) {
            const std::string name(kernel.name);
            const outcome done =
                run_with(variable + name, {"-c", "x.gz"}, scratch);
            if (!kernel.is_supported) {
                BOOST_TEST(done.exit_status() == 1, done);
                continue;
            }
            BOOST_TEST(done.silently(0), done);
            BOOST_TEST((done.out == data));
            const outcome version = run_with(variable + name, {"-Vv"}, scratch);
            BOOST_TEST(version.text().find(name + " (in use)") !=
                       std::string::npos);
        }
    };
    check("MGUNZIP_CRC_KERNEL=", mgunzip::crc_kernels());
    check("MGUNZIP_INFLATE_KERNEL=", mgunzip::inflate_kernels());
}

BOOST_AUTO_TEST_CASE(unknown_kernel_is_exit_1_and_nothing_is_done) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip("text"));
    for (const std::string variable :
         {"MGUNZIP_CRC_KERNEL=none", "MGUNZIP_INFLATE_KERNEL=none",
          "MGUNZIP_CRC_KERNEL="}) {
        const outcome done = run_with(variable, {"x.gz"}, scratch);
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.says("mgunzip: " + variable + ": "), done);
        BOOST_TEST((scratch.entries() == names{"x.gz"}));
    }
}

BOOST_AUTO_TEST_CASE(list_of_kernels_can_be_had_with_an_unknown_one_forced) {
    const scratch_directory scratch;
    const outcome done =
        run_with("MGUNZIP_CRC_KERNEL=none", {"--version", "-v"}, scratch);
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.text().find("crc kernels:") != std::string::npos);
}
