// SPDX-License-Identifier: BSL-1.0
// --list, side by side with GNU gzip's.
#include "support/bgzf_builder.hpp"
#include "support/gnu_gzip.hpp"
#include "support/gzip_builder.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/stat.h>

using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

// Both at home in a place and time of their own.
outcome run_in_nepal(command what) {
    what.environment = {"TZ=<+0545>-5:45", "LC_ALL=C"};
    return run(what);
}

struct files {
    scratch_directory scratch;

    files() {
        write("x.gz", gzip(sample(100'000)));
        write("short.gz", gzip("text"));
        write("empty.gz", gzip(""));
        write("named.gz",
              gzip_bytes(
                  {.extra = "extra", .name = "name", .comment = "comment"}));
        write("timed.gz", gzip_bytes({.modification_time = 1'100'000'000,
                                      .name = "d/na\x1bme"}));
        write("bad.gz", to_bytes("bad"));
        bytes cut = gzip("cut");
        cut.pop_back();
        write("cut.gz", cut);
        write("no_suffix", gzip("text"));
        std::filesystem::create_directory(scratch / "d");
        write("d/y.tgz", gzip("in a directory"));
        write("d/other", to_bytes("other"));
    }
    void write(const std::string& name, const bytes& packed) {
        write_file(scratch / name, packed);
        const timespec times[] = {{1'000'000, 0}, {1'300'000'000, 0}};
        BOOST_REQUIRE(
            ::utimensat(AT_FDCWD, (scratch / name).c_str(), times, 0) == 0);
    }
    outcome list(const names& arguments, int in = -1) {
        command what = mgunzip_command(arguments, scratch);
        what.in = in;
        return run_in_nepal(what);
    }
    outcome list_by_gnu(const names& arguments, int in = -1) {
        command what{.words = {"gzip"}, .directory = scratch.path()};
        what.words.insert(what.words.end(), arguments.begin(), arguments.end());
        what.in = in;
        return run_in_nepal(what);
    }
    void compare(const names& arguments, const std::string& in = {}) {
        require_gnu_gzip();
        std::string context;
        for (const std::string& argument : arguments)
            context += argument + ' ';
        BOOST_TEST_INFO_SCOPE("arguments: " << context);
        const auto opened = [&] {
            return in.empty() ? mgunzip::io::unique_fd()
                              : open_file(scratch / in, O_RDONLY);
        };
        const auto theirs = opened();
        const outcome expected = list_by_gnu(arguments, theirs.get());
        const auto ours = opened();
        const outcome done = list(arguments, ours.get());
        BOOST_TEST(done.text() == expected.text());
        BOOST_TEST(done.exit_status() == expected.exit_status(), done);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(listing, files)

BOOST_AUTO_TEST_CASE(single_files) {
    for (const char* const name :
         {"x.gz", "x", "short.gz", "empty.gz", "named.gz", "timed.gz", "bad.gz",
          "cut.gz", "no_suffix", "none.gz", "d"})
        for (const char* const options :
             {"-l", "-lv", "-lq", "-lqv", "-lvq", "-lt", "-lc", "-ldf", "-lN",
              "-lvN", "-lvM"})
            compare({options, name});
}

BOOST_AUTO_TEST_CASE(several_files) {
    for (const char* const options : {"-l", "-lv", "-lq"}) {
        compare({options, "x.gz", "short.gz", "named.gz"});
        compare({options, "x.gz", "bad.gz", "none.gz", "short.gz"});
        compare({options, "empty.gz", "empty.gz"});
        compare({options, "bad.gz", "cut.gz"});
        compare({options, "-r", "d"});
        compare({options, "-r", "d", "x.gz"});
    }
}

BOOST_AUTO_TEST_CASE(standard_input) {
    for (const char* const options : {"-l", "-lv"}) {
        compare({options}, "short.gz");
        compare({options, "-"}, "short.gz");
        compare({options, "-", "x.gz"}, "short.gz");
    }
}

BOOST_AUTO_TEST_CASE(files_stay_and_nothing_is_made) {
    const auto before = scratch.entries();
    BOOST_TEST(list({"-l", "x.gz", "short.gz"}).silently(0));
    BOOST_TEST((scratch.entries() == before));
}

// GNU gzip tells the output of the last one only.
BOOST_AUTO_TEST_CASE(all_members_are_in_the_sizes) {
    const bytes last = gzip("text");
    const bytes packed = gzip(sample(5000)) + gzip("") + last;
    write("three.gz", packed);
    write("last.gz", last);
    const outcome done = list({"-lqv", "three.gz", "last.gz"});
    BOOST_TEST(done.silently(0), done);
    const std::string size = std::to_string(packed.size());
    BOOST_TEST(done.text().find(size + "                5004 ") !=
                   std::string::npos,
               done);
    // Both rows have the same checksum.
    const auto crc_at = done.text().find("defla ") + 6;
    const std::string crc = done.text().substr(crc_at, 8);
    BOOST_TEST(done.text().find(crc, crc_at + 8) != std::string::npos, done);
}

BOOST_AUTO_TEST_CASE(what_follows_the_last_member_is_no_reason_not_to_list) {
    const bytes packed = gzip("text");
    write("zeros.gz", packed + bytes(100, 0));
    write("garbage.gz", packed + to_bytes("garbage"));
    for (const char* const name : {"zeros.gz", "garbage.gz"}) {
        const outcome done = list({"-l", name});
        BOOST_TEST(done.text().find("   4 ") != std::string::npos, done);
        BOOST_TEST(done.exit_status() == (name[0] == 'z' ? 0 : 2), done);
    }
}

// What cannot be decoded is listed all the same, so it was not.
BOOST_AUTO_TEST_CASE(bgzf_is_not_decoded) {
    const bytes member = bgzf_member(100, 1000);
    write("b.gz", repeated(member, 3));
    const outcome done = list({"-lqv", "b.gz"});
    BOOST_TEST(done.silently(0), done);
    const std::string size = std::to_string(3 * member.size());
    BOOST_TEST(done.text().starts_with("method"), done);
    BOOST_TEST(done.text().find("defla 12345678 Mar 13 12:51 ") !=
                   std::string::npos,
               done);
    BOOST_TEST(done.text().find(std::string(19 - size.size(), ' ') + size +
                                "                3000 ") != std::string::npos,
               done);
    BOOST_TEST(list({"-t", "b.gz"}).exit_status() == 1);
    BOOST_TEST(list({"-l", "--input=read", "b.gz"}).exit_status() == 1);
}

BOOST_AUTO_TEST_CASE(what_is_bgzf_in_part_is_decoded) {
    write("b.gz", bgzf_member(100, 1000) + gzip("text"));
    const outcome done = list({"-l", "b.gz"});
    BOOST_TEST(done.exit_status() == 1, done);
    BOOST_TEST(done.out.empty(), done);
}

BOOST_AUTO_TEST_CASE(real_bgzf_is_listed_as_by_decoding) {
    require_program("bgzip");
    write_file(scratch / "b", sample(300'000));
    BOOST_REQUIRE(run({.words = {"bgzip", "b"}, .directory = scratch.path()})
                      .exit_status() == 0);
    const outcome hopping = list({"-lv", "b.gz"});
    const outcome decoding = list({"-lv", "--input=read", "b.gz"});
    BOOST_TEST(hopping.silently(0), hopping);
    BOOST_TEST(hopping.text() == decoding.text());
}

BOOST_AUTO_TEST_CASE(errors_of_standard_output_are_told) {
    const auto full = open_file("/dev/full", O_WRONLY);
    command what = mgunzip_command({"-l", "x.gz"}, scratch);
    what.out = full.get();
    const outcome done = run(what);
    BOOST_TEST(done.exit_status() == 1, done);
    BOOST_TEST(done.says("stdout: No space left on device"), done);
}

BOOST_AUTO_TEST_SUITE_END()
