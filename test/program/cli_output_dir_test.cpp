// SPDX-License-Identifier: BSL-1.0
// --output-dir: outputs in another directory than the inputs.
#include "support/bgzf_files.hpp"
#include "support/gzip_builder.hpp"
#include "support/program_runner.hpp"
#include "support/random_stream.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

// d/a.gz, d/e/b.gz, d/e/f/c.gz, d/plain and g.gz; each holds its own name.
struct tree {
    scratch_directory scratch;

    tree() {
        fs::create_directories(scratch / "d/e/f");
        fs::create_directories(scratch / "d/empty");
        for (const char* const name :
             {"d/a.gz", "d/e/b.gz", "d/e/f/c.gz", "g.gz"})
            write_file(scratch / name, gzip(name));
        write_file(scratch / "d/plain", to_bytes("plain"));
    }

    outcome run_with(const names& arguments) const {
        return run_mgunzip(arguments, scratch);
    }
    // All that is below, sorted.
    names below(const std::string& name) const {
        names found;
        for (const auto& each :
             fs::recursive_directory_iterator(scratch / name))
            found.push_back(fs::relative(each.path(), scratch / name));
        std::sort(found.begin(), found.end());
        return found;
    }
    mode_t mode(const std::string& name) const {
        struct stat status {};
        BOOST_REQUIRE(::stat((scratch / name).c_str(), &status) == 0);
        return status.st_mode & 07777;
    }
    bool has_text(const std::string& name, const std::string& text) const {
        return read_text(scratch / name) == text;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(output_directory, tree)

BOOST_AUTO_TEST_CASE(outputs_lie_flat_and_inputs_stay) {
    for (const char* const threads : {"-T1", "-T2"}) {
        const outcome done = run_with({threads, "--output-dir=out", "d/a.gz",
                                       "d/e/b.gz", "./d/e/f/c", "g.gz"});
        BOOST_TEST(done.silently(0), done);
        BOOST_TEST((below("out") == names{"a", "b", "c", "g"}));
        BOOST_TEST(has_text("out/b", "d/e/b.gz"));
        BOOST_TEST((below("d") == names{"a.gz", "e", "e/b.gz", "e/f",
                                        "e/f/c.gz", "empty", "plain"}));
        fs::remove_all(scratch / "out");
    }
}

BOOST_AUTO_TEST_CASE(tree_is_mirrored_below_each_operand) {
    fs::permissions(scratch / "d/e", fs::perms(0750));
    fs::permissions(scratch / "d/e/f", fs::perms(0500));
    for (const char* const threads : {"-T1", "-T2"})
        for (const char* const operand : {"d", "d/", "./d"}) {
            const outcome done = run_with(
                {threads, "-r", "--output-dir", "out/", operand, "g.gz"});
            BOOST_TEST(done.silently(0), done);
            BOOST_TEST(
                (below("out") == names{"a", "e", "e/b", "e/f", "e/f/c", "g"}));
            BOOST_TEST(has_text("out/e/f/c", "d/e/f/c.gz"));
            BOOST_TEST(mode("out/e") == 0750u);
            BOOST_TEST(mode("out/e/f") == 0700u);
            fs::remove_all(scratch / "out");
        }
    fs::permissions(scratch / "d/e/f", fs::perms(0700));
}

BOOST_AUTO_TEST_CASE(messages_name_the_output) {
    const outcome done = run_with({"-rv", "--output-dir=out", "d/e"});
    BOOST_TEST(done.says("d/e/b.gz:"), done);
    BOOST_TEST(done.says(" -- created out/b"), done);
    BOOST_TEST(done.says(" -- created out/f/c"), done);
}

BOOST_AUTO_TEST_CASE(one_output_of_two_inputs_is_an_error_before_all) {
    fs::create_directories(scratch / "h/e");
    write_file(scratch / "h/other.Z", gzip("other"));
    write_file(scratch / "h/e/b-gz", gzip("other"));
    const std::string hint =
        "; decompress one of them into another directory\n";
    const outcome flat =
        run_with({"--output-dir=out", "g.gz", "d/e/b.gz", "h/e/b-gz", "d/e/b"});
    BOOST_TEST(flat.exit_status() == 1);
    BOOST_TEST(
        flat.err ==
        "mgunzip: h/e/b-gz: has the same output as d/e/b.gz: out/b" + hint +
            "mgunzip: d/e/b: has the same output as h/e/b-gz: out/b" + hint);
    const outcome mirrored = run_with({"-rf", "--output-dir=out", "d", "h"});
    BOOST_TEST(mirrored.exit_status() == 1);
    BOOST_TEST(mirrored.err ==
               "mgunzip: h/e/b-gz: has the same output as d/e/b.gz: out/e/b" +
                   hint);
    BOOST_TEST(!fs::exists(scratch / "out"));
    // In different directories of the tree they are two.
    write_file(scratch / "d/b.gz", gzip("b"));
    BOOST_TEST(run_with({"-r", "--output-dir=out", "d"}).silently(0));
    // What is no compressed file has no output.
    write_file(scratch / "h/g", to_bytes("plain"));
    const outcome plain = run_with({"--output-dir=out", "h/g", "g.gz"});
    BOOST_TEST(plain.exit_status() == 2, plain);
    BOOST_TEST(has_text("out/g", "g.gz"));
}

BOOST_AUTO_TEST_CASE(existing_files_need_force) {
    fs::create_directory(scratch / "out");
    write_file(scratch / "out/g", to_bytes("old"));
    const outcome refused = run_with({"--output-dir=out", "g.gz"});
    BOOST_TEST(refused.exit_status() == 2, refused);
    BOOST_TEST(refused.err.starts_with("mgunzip: out/g: already exists"));
    BOOST_TEST(has_text("out/g", "old"));
    BOOST_TEST(run_with({"-kf", "--output-dir=out", "g.gz"}).silently(0));
    BOOST_TEST(has_text("out/g", "g.gz"));
}

BOOST_AUTO_TEST_CASE(other_options_work_with_it) {
    write_file(scratch / "x.foo", gzip("text"));
    BOOST_TEST(
        run_with({"-S", ".foo", "--output-dir=out", "x.foo"}).silently(0));
    BOOST_TEST(has_text("out/x", "text"));
    write_file(scratch / "y.gz",
               gzip_bytes({.modification_time = 7'000'000, .name = "a/other"}));
    BOOST_TEST(run_with({"-N", "--output-dir=out", "y.gz"}).silently(0));
    struct stat status {};
    BOOST_REQUIRE(::stat((scratch / "out/other").c_str(), &status) == 0);
    BOOST_TEST(status.st_mtime == 7'000'000);
    // Hard links and symbolic ones, as nothing takes their place.
    fs::create_symlink("g.gz", scratch / "link.gz");
    fs::create_hard_link(scratch / "g.gz", scratch / "hard.gz");
    BOOST_TEST(
        run_with({"--output-dir=out", "link.gz", "hard.gz"}).silently(0));
    BOOST_TEST(has_text("out/link", "g.gz"));
    // Standard input still goes to standard output.
    command what = mgunzip_command({"--output-dir=out", "-", "g.gz"}, scratch);
    what.input = gzip("of stdin");
    const outcome piped = run(what);
    BOOST_TEST(piped.silently(0), piped);
    BOOST_TEST(piped.text() == "of stdin");
    for (const char* const other : {"-t", "-l", "-c", "-oz"})
        BOOST_TEST(run_with({other, "--output-dir=out", "g.gz"})
                       .says("exclude each other"),
                   other);
    BOOST_TEST(run_with({"--output-dir=", "g.gz"}).exit_status() == 1);
}

// Names that only the files know, and those that lie in one directory.
BOOST_AUTO_TEST_CASE(an_output_of_this_run_is_never_replaced) {
    const auto named = [](const char* name, const char* text) {
        const bytes data = to_bytes(text);
        return gzip_bytes(
            {.name = name, .deflate_data = stored_stream(data), .data = data});
    };
    write_file(scratch / "x.gz", named("same", "first"));
    write_file(scratch / "y.gz", named("same", "second"));
    write_file(scratch / "z.gz", named("other", "third"));
    for (const char* const threads : {"-T1", "-T2"}) {
        const outcome done = run_with({threads, "-Nf", "--output-dir=out",
                                       "x.gz", "y.gz", "z.gz", "g.gz"});
        BOOST_TEST(done.exit_status() == 1);
        BOOST_TEST(done.err ==
                   "mgunzip: y.gz: has the same output as x.gz: out/same; "
                   "decompress one of them into another directory\n");
        BOOST_TEST(has_text("out/same", "first"));
        BOOST_TEST(has_text("out/other", "third"));
        BOOST_TEST(has_text("out/g", "g.gz"));
    }
    // What was there before the run is replaced, and by the first only.
    const outcome again = run_with({"-Nf", "--output-dir=out", "y.gz", "x.gz"});
    BOOST_TEST(again.exit_status() == 1, again);
    BOOST_TEST(has_text("out/same", "second"));
    // Not at all without -f, as ever.
    const outcome unforced =
        run_with({"-N", "--output-dir=new", "x.gz", "y.gz"});
    BOOST_TEST(unforced.exit_status() == 2, unforced);
    BOOST_TEST(has_text("new/same", "first"));
    // A first one that is damaged is none.
    bytes damaged = named("same", "damaged");
    damaged.back() ^= 1;
    write_file(scratch / "w.gz", damaged);
    const outcome only = run_with({"-Nf", "--output-dir=out", "w.gz", "x.gz"});
    BOOST_TEST(!only.says("has the same output"), only);
    BOOST_TEST(has_text("out/same", "first"));

    // Beside the inputs, which stay.
    const outcome beside = run_with({"-Nf", "y.gz", "x.gz"});
    BOOST_TEST(beside.exit_status() == 1, beside);
    BOOST_TEST(has_text("same", "second"));
    BOOST_TEST(fs::exists(scratch / "x.gz"));
    BOOST_TEST(!fs::exists(scratch / "y.gz"));
    write_file(scratch / "v.gz", gzip("v.gz"));
    write_file(scratch / "v.z", gzip("v.z"));
    const outcome suffixes = run_with({"-f", "v.gz", "v.z"});
    BOOST_TEST(suffixes.says("v.z: has the same output as v.gz: v; "),
               suffixes);
    BOOST_TEST(has_text("v", "v.gz"));
    BOOST_TEST(fs::exists(scratch / "v.z"));
    // The same input twice loses nothing.
    BOOST_TEST(run_with({"-kf", "g.gz", "./g.gz"}).silently(0));
}

// They are large enough to be decompressed side by side otherwise.
BOOST_AUTO_TEST_CASE(one_directory_under_two_names) {
    random_source random(1);
    std::string noise(100'000, '\0');
    for (char& byte : noise)
        byte = static_cast<char>(mgunzip::test::below(random, 256));
    fs::create_directory(scratch / "real");
    fs::create_directory_symlink("real", scratch / "link");
    write_file(scratch / "real/x.gz", gzip(noise + "1"));
    write_file(scratch / "real/x.z", gzip(noise + "2"));
    const outcome result = run_with({"-f", "-T2", "real/x.gz", "link/x.z"});
    BOOST_TEST(result.exit_status() == 1, result);
    BOOST_TEST(
        result.says("link/x.z: has the same output as real/x.gz: link/x; "),
        result);
    BOOST_TEST(has_text("real/x", noise + "1"));
    BOOST_TEST(fs::exists(scratch / "real/x.z"));
}

BOOST_AUTO_TEST_CASE(output_may_be_an_input_that_comes_later) {
    fs::create_directory(scratch / "out");
    write_file(scratch / "h.gz.gz", gzip(gzip("twice")));
    for (const char* const threads : {"-T1", "-T8"}) {
        const outcome done = run_with(
            {threads, "--output-dir=out", "h.gz.gz", "g.gz", "out/h.gz"});
        BOOST_TEST(done.silently(0), done);
        BOOST_TEST(has_text("out/h", "twice"));
        for (const char* const name : {"out/h", "out/h.gz", "out/g"})
            fs::remove(scratch / name);
    }
}

BOOST_AUTO_TEST_CASE(directory_that_cannot_be_had_is_one_error) {
    const outcome missing = run_with({"--output-dir=no/ne", "g.gz", "d/a.gz"});
    BOOST_TEST(missing.exit_status() == 1);
    BOOST_TEST(missing.err == "mgunzip: no/ne: No such file or directory\n");
    const outcome file = run_with({"--output-dir=d/plain", "g.gz"});
    BOOST_TEST(file.exit_status() == 1);
    BOOST_TEST(file.err == "mgunzip: d/plain: Not a directory\n");
}

BOOST_AUTO_TEST_CASE(no_link_below_the_directory_is_followed) {
    fs::create_directories(scratch / "victim");
    fs::create_directories(scratch / "real");
    fs::create_directory_symlink("real", scratch / "out");
    fs::create_directory_symlink("../victim", scratch / "real/e");
    fs::create_symlink("../victim/made", scratch / "real/a");
    const outcome done = run_with({"-rf", "--output-dir=out", "d"});
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.says("mgunzip: out/e: Not a directory\n"), done);
    BOOST_TEST(below("victim").empty());
    // The link itself is replaced, and what the user names may be one.
    BOOST_TEST(fs::is_regular_file(fs::symlink_status(scratch / "real/a")));
}

BOOST_AUTO_TEST_CASE(link_of_another_user_in_a_sticky_directory) {
    require_root();
    fs::create_directory(scratch / "tmp");
    fs::create_directory(scratch / "victim");
    BOOST_REQUIRE(::chmod((scratch / "tmp").c_str(), 01777) == 0);
    const std::string link = scratch / "tmp/out";
    fs::create_symlink("../victim", link);
    BOOST_REQUIRE(::lchown(link.c_str(), 65534, 65534) == 0);
    for (const char* const name : {"tmp/out", "tmp/out/"}) {
        const outcome done =
            run_with({std::string("--output-dir=") + name, "g.gz"});
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.says("Permission denied"), done);
    }
    BOOST_TEST(below("victim").empty());
}

// Another user swaps directories while the input is decoded.
BOOST_AUTO_TEST_CASE(directory_that_is_swapped_stays_the_one_that_was_opened) {
    fs::create_directories(scratch / "victim/e");
    command what = mgunzip_command(
        {"-r", "-T1", "--output-dir=out", "d/e/..", "g.gz"}, scratch);
    inject_faults(what, "ftruncate:STOP:0:1");
    process program(what);
    BOOST_REQUIRE(program.wait_until_stopped());
    fs::rename(scratch / "out", scratch / "moved");
    fs::create_directory_symlink("victim", scratch / "out");
    program.send(SIGCONT);
    BOOST_TEST(program.finish().exit_status() == 0);
    BOOST_TEST((below("victim") == names{"e"}));
    BOOST_TEST((below("moved") == names{"a", "e", "e/b", "e/f", "e/f/c", "g"}));
}

BOOST_AUTO_TEST_SUITE_END()
