// SPDX-License-Identifier: BSL-1.0
// Called as gzip: what is no decompressing is for the next gzip of PATH.
#include "support/emulator.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

const std::string nobody_else =
    "mgunzip: mgunzip does not compress, and there is no other gzip in PATH; "
    "use -d to decompress\n";

const char* const links_lead_to_it =
    "is what links to the program lead to, and not the program";

// Links to the program in "links" and "more", and a gzip in "other" that says
// what it was called with.
struct with_links {
    scratch_directory scratch;

    with_links() {
        for (const char* const name : {"links", "more", "other"})
            fs::create_directory(scratch / name);
        for (const char* const name :
             {"links/gzip", "links/gunzip", "links/zcat", "more/gzip"})
            fs::create_symlink(program_path(), scratch / name);
        write_script("other/gzip", "echo other: \"$@\"");
        write_file(scratch / "x.gz", gzip("text"));
    }

    void write_script(const std::string& name, const std::string& text) const {
        write_file(scratch / name, to_bytes("#!/bin/sh\n" + text + "\n"));
        BOOST_REQUIRE(::chmod((scratch / name).c_str(), 0755) == 0);
    }
    outcome run_with(const names& words, const std::string& path) const {
        command what{.words = words, .directory = scratch.path().string()};
        what.words.front() = scratch / what.words.front();
        what.environment = {"PATH=" + path};
        return run(what);
    }
    // Both links come first.
    std::string usual_path() const {
        return scratch / "links" + ":" + (scratch / "more") + ":" +
               (scratch / "other") + ":/usr/bin:/bin";
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(hand_over, with_links)

BOOST_AUTO_TEST_CASE(next_gzip_gets_all_arguments) {
    skip_if_emulated(links_lead_to_it);
    for (const char* const link : {"links/gzip", "more/gzip"}) {
        const outcome done =
            run_with({link, "-9", "-nv", "a b", "--rsyncable"}, usual_path());
        BOOST_TEST(done.silently(0), done);
        BOOST_TEST(done.text() == "other: -9 -nv a b --rsyncable\n");
    }
    BOOST_TEST(run_with({"links/gzip"}, usual_path()).text() == "other:\n");
}

BOOST_AUTO_TEST_CASE(decompressing_is_done_here) {
    for (const names& words :
         {names{"links/gzip", "-dc", "x.gz"},
          names{"links/gunzip", "-c", "x.gz"}, names{"links/zcat", "x.gz"}}) {
        const outcome done = run_with(words, usual_path());
        BOOST_TEST(done.silently(0), done);
        BOOST_TEST(done.text() == "text");
    }
    for (const char* const option : {"-t", "-l", "--version", "--help"}) {
        const outcome done =
            run_with({"links/gzip", option, "x.gz"}, usual_path());
        BOOST_TEST(done.silently(0), done);
        BOOST_TEST(done.text().find("other") == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(only_absolute_directories_are_looked_into) {
    fs::create_directory(scratch / "rel");
    fs::copy_file(scratch / "other/gzip", scratch / "rel/gzip");
    fs::copy_file(scratch / "other/gzip", scratch / "gzip");
    for (const std::string path :
         {"", ":", "rel", ":rel:.:./rel", "/no/where"}) {
        const outcome done = run_with({"links/gzip", "x"}, path);
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.err == nobody_else, path);
        BOOST_TEST(done.out.empty());
    }
    // An element that cannot be used does not hide those behind it.
    const outcome done =
        run_with({"links/gzip", "x"}, ":rel:/no/where:" + (scratch / "other"));
    BOOST_TEST(done.text() == "other: x\n", done);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_run_is_passed_over) {
    fs::create_directories(scratch / "bad/gzip");
    fs::create_directory(scratch / "worse");
    write_file(scratch / "worse/gzip", to_bytes("not to be run"));
    const outcome done = run_with(
        {"links/gzip", "x"}, (scratch / "bad") + ":" + (scratch / "worse") +
                                 ":" + (scratch / "other"));
    BOOST_TEST(done.text() == "other: x\n", done);
}

BOOST_AUTO_TEST_CASE(there_is_no_second_time) {
    write_script("other/gzip", "exec " + (scratch / "links/gzip") + " \"$@\"");
    const outcome done = run_with({"links/gzip", "x"}, usual_path());
    BOOST_TEST(done.exit_status() == 1, done);
    BOOST_TEST(done.err == nobody_else);
    // A copy is another file.
    fs::remove(scratch / "other/gzip");
    fs::copy_file(program_path(), scratch / "other/gzip");
    const outcome copy =
        run_with({"links/gzip", "x"}, scratch / "links:" + (scratch / "other"));
    BOOST_TEST(copy.exit_status() == 1, copy);
    BOOST_TEST(copy.err == nobody_else);
}

BOOST_AUTO_TEST_CASE(signals_are_as_they_were) {
    skip_if_emulated(links_lead_to_it);
    write_script("other/gzip", "grep -E 'Sig(Ign|Cgt)' /proc/self/status");
    const outcome expected =
        run({.words = {"grep", "-E", "Sig(Ign|Cgt)", "/proc/self/status"}});
    BOOST_TEST(run_with({"links/gzip", "x"}, usual_path()).text() ==
               expected.text());
}

BOOST_AUTO_TEST_CASE(tar_and_links_work_together) {
    skip_if_emulated(links_lead_to_it);
    require_program("tar");
    fs::create_directory(scratch / "d");
    write_file(scratch / "d/file", to_bytes("contents"));
    const std::string path = (scratch / "links") + ":" + ::getenv("PATH");
    const auto tar = [&](const names& arguments) {
        command what{.words = {"tar"}, .directory = scratch.path().string()};
        what.words.insert(what.words.end(), arguments.begin(), arguments.end());
        what.environment = {"PATH=" + path};
        return run(what);
    };
    for (const names& way : {names{"-z"}, names{"-I", "gzip"}}) {
        names packing = way;
        packing.insert(packing.end(), {"-cf", "d.tar.gz", "d"});
        const outcome packed = tar(packing);
        BOOST_TEST(packed.silently(0), packed);
        fs::remove_all(scratch / "d");
        names unpacking = way;
        unpacking.insert(unpacking.end(), {"-xf", "d.tar.gz"});
        const outcome unpacked = tar(unpacking);
        BOOST_TEST(unpacked.silently(0), unpacked);
        BOOST_TEST(read_text(scratch / "d/file") == "contents");
    }
}

BOOST_AUTO_TEST_SUITE_END()
