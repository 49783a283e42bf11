// SPDX-License-Identifier: BSL-1.0
// Whole messages, with what they say about what there is to be done.
#include "support/gzip_builder.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>

#include <sys/stat.h>

using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

struct directory {
    scratch_directory scratch;

    directory() { write_file(scratch / "x.gz", gzip("text")); }

    // Checks the messages, which begin with "mgunzip: ", and that -q leaves
    // nothing of a warning.
    void check(const names& arguments, const std::string& line, int status) {
        const outcome done = run_mgunzip(arguments, scratch);
        BOOST_TEST(done.exit_status() == status);
        BOOST_TEST(done.err == "mgunzip: " + line + "\n");
        if (status != 2)
            return;
        names quiet = arguments;
        quiet.insert(quiet.begin(), "-q");
        BOOST_TEST(run_mgunzip(quiet, scratch).silently(2));
    }
    void warns(const names& arguments, const std::string& line) {
        check(arguments, line, 2);
    }
    void fails(const names& arguments, const std::string& line) {
        check(arguments, line, 1);
    }
    void set_mode(const char* name, mode_t mode) const {
        BOOST_REQUIRE(::chmod((scratch / name).c_str(), mode) == 0);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(hints, directory)

BOOST_AUTO_TEST_CASE(directories_are_taken_with_an_option) {
    std::filesystem::create_directory(scratch / "d");
    const std::string ignored = "d: is a directory -- ignored";
    const std::string hint = "; use -r to decompress the files in it";
    warns({"d"}, ignored + hint);
    warns({"-t", "d"}, ignored + hint);
    warns({"-o", "y", "d"}, ignored);
}

BOOST_AUTO_TEST_CASE(links_are_followed_with_an_option) {
    std::filesystem::create_symlink("x.gz", scratch / "l.gz");
    fails({"l.gz"}, "l.gz: Too many levels of symbolic links; use -f to follow "
                    "the link, or -c");
    BOOST_TEST(run_mgunzip({"-c", "l.gz"}, scratch).silently(0));
    BOOST_TEST(run_mgunzip({"-fk", "l.gz"}, scratch).silently(0));
}

BOOST_AUTO_TEST_CASE(links_that_lead_nowhere_cannot_be_followed) {
    std::filesystem::create_symlink("l.gz", scratch / "l.gz");
    fails({"-c", "l.gz"}, "l.gz: Too many levels of symbolic links");
    // It is the directory that is the loop.
    fails({"l.gz/x.gz"}, "l.gz/x.gz: Too many levels of symbolic links");
}

BOOST_AUTO_TEST_CASE(files_with_special_modes_and_links_can_be_taken) {
    const std::string read = "; use -c to read it";
    const std::string force = "; use -f to decompress it all the same";
    set_mode("x.gz", 04755);
    warns({"x.gz"}, "x.gz: is set-user-ID on execution - ignored" + read);
    set_mode("x.gz", 02755);
    warns({"x.gz"}, "x.gz: is set-group-ID on execution - ignored" + read);
    BOOST_TEST(run_mgunzip({"-c", "x.gz"}, scratch).silently(0));
    set_mode("x.gz", 01644);
    warns({"x.gz"}, "x.gz: has the sticky bit set - file ignored" + force);
    set_mode("x.gz", 0644);
    std::filesystem::create_hard_link(scratch / "x.gz", scratch / "y.gz");
    warns({"x.gz"}, "x.gz: has 1 other link -- file ignored" + force);
    std::filesystem::create_hard_link(scratch / "x.gz", scratch / "z.gz");
    warns({"x.gz"}, "x.gz: has 2 other links -- file ignored" + force);
    BOOST_TEST(run_mgunzip({"-f", "x.gz"}, scratch).silently(0));
}

BOOST_AUTO_TEST_CASE(names_without_suffix_can_be_taken) {
    std::filesystem::create_directory(scratch / "d");
    for (const char* const name : {"a.foo", "d/a.foo"})
        write_file(scratch / name, gzip("text"));
    const outcome done = run_mgunzip({"a.foo"}, scratch);
    BOOST_TEST(done.exit_status() == 2);
    BOOST_TEST(done.err == "mgunzip: a.foo: unknown suffix -- ignored; use -S "
                           "to name its suffix, or -c to read it\n");
    BOOST_TEST(run_mgunzip({"-c", "a.foo"}, scratch).silently(0));
    for (const char* const options : {"-rv", "-rvt"}) {
        const outcome found = run_mgunzip({options, "d"}, scratch);
        BOOST_TEST(found.exit_status() == 2);
        BOOST_TEST(found.err == "mgunzip: d/a.foo: unknown suffix -- ignored; "
                                "use -S to name its suffix\n");
    }
}

BOOST_AUTO_TEST_CASE(directory_in_the_way_needs_another_name) {
    std::filesystem::create_directory(scratch / "x");
    warns({"x.gz"}, "x: already exists; not overwritten; use -f to overwrite "
                    "it, or -o to name another");
    fails({"-f", "x.gz"}, "x: Is a directory; use -o to name another place");
}

BOOST_AUTO_TEST_CASE(what_is_in_front_of_an_error_can_be_had) {
    auto packed = gzip(sample(100'000));
    packed.resize(packed.size() / 2);
    write_file(scratch / "x.gz", packed);
    const std::string line = "x.gz: unexpected end of file (member 1, byte " +
                             std::to_string(packed.size()) +
                             "); the input is incomplete: get it again";
    const std::string rest = "; use -c for what is in front of the error";
    fails({"x.gz"}, line + rest);
    fails({"-o", "y", "x.gz"}, line + rest);
    for (const char* const option : {"-t", "-l", "-c"})
        fails({option, "x.gz"}, line);
    BOOST_TEST(run_mgunzip({"-c", "x.gz"}, scratch).out.size() > 1000u);
    // There is nothing in front of it.
    write_file(scratch / "x.gz", bytes(packed.begin(), packed.begin() + 5));
    fails({"x.gz"}, "x.gz: unexpected end of file (member 1, byte 5); the "
                    "input is incomplete: get it again");
}

BOOST_AUTO_TEST_CASE(damaged_header_is_damage_and_an_unknown_one_is_not) {
    write_file(scratch / "x.gz",
               gzip_bytes({.has_header_crc = true, .header_crc_error = 1}));
    fails({"x.gz"}, "x.gz: header checksum does not match (member 1, byte 10); "
                    "the input is damaged: get it again");
    write_file(scratch / "x.gz", gzip_bytes({.method = 7}));
    fails({"x.gz"}, "x.gz: unknown compression method -- not supported (member "
                    "1, byte 2)");
}

BOOST_AUTO_TEST_CASE(other_data_can_be_copied_to_standard_output) {
    write_file(scratch / "x.gz", to_bytes("plain text"));
    const std::string line = "x.gz: not in gzip format (member 1, byte 0)";
    fails({"-c", "x.gz"}, line + "; use -f to copy it as it is");
    fails({"x.gz"}, line);
    fails({"-f", "x.gz"}, line);
    fails({"-t", "x.gz"}, line);
    BOOST_TEST(run_mgunzip({"-cf", "x.gz"}, scratch).text() == "plain text");
    // Behind a member.
    const bytes good = gzip("text");
    write_file(scratch / "x.gz", good + bytes{0x1f, 0x9d, 0x90});
    fails({"-c", "x.gz"}, "x.gz: not in gzip format (member 1, byte " +
                              std::to_string(good.size()) + ")");
}

BOOST_AUTO_TEST_CASE(what_a_server_sent_instead_is_recognised) {
    const std::string line = "x.gz: not in gzip format (member 1, byte 0)";
    const std::string by_server =
        ": look at it: a server may have sent it in place of the file";
    for (const char* const text :
         {"<!DOCTYPE html>\n<html>", "\n <HTML><head>", "<html lang=\"en\">",
          "\xef\xbb\xbf<!doctype HTML>"}) {
        write_file(scratch / "x.gz", to_bytes(text));
        fails({"-t", "x.gz"}, line + "; this looks like HTML" + by_server);
    }
    for (const char* const text :
         {"{\"error\": 404}", "{ }", "[\n  {\"a\": 1}]", "[\"a\"]"}) {
        write_file(scratch / "x.gz", to_bytes(text));
        fails({"-t", "x.gz"}, line + "; this looks like JSON" + by_server);
    }
    for (const char* const text : {"<!-- x -->", "plain", "[section]", "{ "}) {
        write_file(scratch / "x.gz", to_bytes(text));
        fails({"-t", "x.gz"}, line);
    }
    bytes tar(1024, 0);
    const bytes magic = to_bytes("ustar");
    std::copy(magic.begin(), magic.end(), tar.begin() + 257);
    write_file(scratch / "x.gz", tar);
    fails({"-t", "x.gz"},
          line + "; this looks like tar, not compressed: tar xf unpacks it");
}

BOOST_AUTO_TEST_CASE(hint_does_not_lead_back_to_this_program) {
    write_file(scratch / "x.gz", {0x1f, 0x9d, 0x90, 0});
    fails({"-t", "x.gz"}, "x.gz: not in gzip format (member 1, byte 0); this "
                          "looks like compress (.Z): gzip -d decompresses it");
    for (const char* const name : {"gzip", "gunzip", "zcat"}) {
        std::filesystem::create_symlink(program_path(), scratch / name);
        command what = mgunzip_command({"-t", "x.gz"}, scratch);
        what.words.front() = scratch / name;
        BOOST_TEST(run(what).says("this looks like compress (.Z): uncompress "
                                  "decompresses it\n"));
    }
}

BOOST_AUTO_TEST_CASE(ways_that_the_system_refuses_have_another) {
    const auto with_faults = [&](const std::string& faults,
                                 const names& arguments) {
        return run(faulty_command(faults, arguments, scratch)).err;
    };
    BOOST_TEST(with_faults("vmsplice:EPERM:0", {"-c", "--io=splice", "x.gz"}) ==
               "mgunzip: stdout: Operation not permitted; use --io=auto to "
               "write it\n");
    BOOST_TEST(with_faults("open_proc:ENOENT:0", {"--io=mmap", "x.gz"}) ==
               "mgunzip: x: output cannot be memory-mapped: there is no /proc; "
               "use --io=auto to write it\n");
    BOOST_TEST(with_faults("open_proc:ENOENT:0", {"-t", "--input=mmap", "x.gz"})
                   .ends_with("it cannot be mapped (there is no /proc); use "
                              "--input=auto to read it\n"));
}

BOOST_AUTO_TEST_CASE(stored_name_of_the_input_need_not_be_used) {
    write_file(scratch / "x.gz", gzip_bytes({.name = "x.gz"}));
    fails({"-N", "x.gz"}, "x.gz: is the input file, by the name that is stored "
                          "in it; use --no-name");
    BOOST_TEST(run_mgunzip({"-N", "--no-name", "x.gz"}, scratch).silently(0));
}

BOOST_AUTO_TEST_CASE(output_that_is_the_input_has_no_hint) {
    fails({"-o", "x.gz", "x.gz"}, "x.gz: is the input file");
}

BOOST_AUTO_TEST_CASE(who_wants_to_compress_needs_another_program) {
    for (const char* const option : {"-z", "-Z", "--compress", "--lzw"})
        fails({option, "x"}, "mgunzip does not compress; use gzip for that");
    std::filesystem::create_symlink(program_path(), scratch / "gzip");
    command what = mgunzip_command({"x"}, scratch);
    what.words.front() = scratch / "gzip";
    what.environment = {"PATH=/no/where"};
    const outcome done = run(what);
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.err ==
               "mgunzip: mgunzip does not compress, and there is no other gzip "
               "in PATH; use -d to decompress\n");
}

BOOST_AUTO_TEST_CASE(kernels_are_listed_by_an_option) {
    command what = mgunzip_command({"x.gz"}, scratch);
    what.environment = {"MGUNZIP_CRC_KERNEL=none"};
    BOOST_TEST(run(what).err ==
               "mgunzip: MGUNZIP_CRC_KERNEL=none: there is no such kernel, or "
               "not for this processor; see mgunzip --version --verbose\n");
}

BOOST_AUTO_TEST_SUITE_END()
