// SPDX-License-Identifier: BSL-1.0
// -cf copies what is no gzip data, as GNU gzip does; formats of others are
// named.
#include "support/gnu_gzip.hpp"
#include "support/gzip_builder.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>

using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

// Both programs read the file and standard input.
void compare(const bytes& file) {
    require_gnu_gzip();
    const scratch_directory scratch;
    write_file(scratch / "x.gz", file);
    const auto check = [&](const names& options, bool is_input) {
        names words{"gzip", "-d"};
        words.insert(words.end(), options.begin(), options.end());
        command gnu{.words = words, .directory = scratch.path()};
        command mine = mgunzip_command(options, scratch);
        if (is_input)
            gnu.input = mine.input = file;
        const outcome expected = run(gnu);
        const outcome done = run(mine);
        BOOST_TEST((done.out == expected.out));
        BOOST_TEST(done.exit_status() == expected.exit_status(), done);
        BOOST_TEST(done.err.empty() == expected.err.empty(), done);
        return expected.exit_status() == 0;
    };
    // After some errors GNU gzip does not go on.
    if (check({"-cf", "x.gz"}, false))
        check({"-cf", "x.gz", "x.gz"}, false);
    if (file.empty())
        return;
    check({"-cf"}, true);
    check({"-f"}, true);
    check({"-f", "-"}, true);
    check({"-c"}, true);
}

} // namespace

BOOST_AUTO_TEST_CASE(files_that_are_not_compressed) {
    for (const bytes& file :
         {bytes{}, bytes{0x1f}, bytes{0}, bytes{0, 0}, to_bytes("x"),
          to_bytes("text"), to_bytes("PK"), bytes(100, 0), sample(200'000)})
        compare(file);
}

BOOST_AUTO_TEST_CASE(what_follows_the_last_member) {
    const bytes packed = gzip("text") + gzip(sample(100'000));
    for (const bytes& rest :
         {bytes{}, bytes{0}, bytes(1000, 0), to_bytes("x"), to_bytes("garbage"),
          bytes{0, 0, 1}, bytes{0x1f}, bytes{0x1f, 0x1f}, sample(200'000),
          to_bytes("PK\x03\x04")})
        compare(packed + rest);
}

BOOST_AUTO_TEST_CASE(what_is_gzip_data_is_no_less_checked) {
    bytes damaged = gzip("text");
    damaged.back() ^= 1;
    for (const bytes& file :
         {bytes{0x1f, 0x8b}, damaged, gzip("text") + damaged,
          gzip("text") + bytes{0x1f, 0x8b}})
        compare(file);
}

BOOST_AUTO_TEST_CASE(formats_of_others_are_named_and_refused) {
    const struct {
        bytes beginning;
        const char* name;
    } formats[] = {{{0x1f, 0x9d, 0x90}, "compress (.Z): gzip -d"},
                   {{0x1f, 0x1e, 0}, "pack (.z): gzip -d"},
                   {{0x1f, 0xa0, 0}, "compress -H (lzh): gzip -d"},
                   {{'P', 'K', 3, 4, 0}, "zip: unzip"},
                   {{'B', 'Z', 'h', '9'}, "bzip2: bzip2 -d"},
                   {{0xfd, '7', 'z', 'X', 'Z', 0}, "xz: xz -d"},
                   {{0x28, 0xb5, 0x2f, 0xfd}, "zstd: zstd -d"},
                   {{0x04, 0x22, 0x4d, 0x18}, "lz4: lz4 -d"}};
    for (const auto& format : formats)
        for (const char* const options : {"-k", "-c", "-t", "-l", "-f"}) {
            const scratch_directory scratch;
            write_file(scratch / "x.gz", format.beginning);
            const outcome done = run_mgunzip({options, "x.gz"}, scratch);
            BOOST_TEST(done.exit_status() == 1, done);
            BOOST_TEST(done.says("x.gz: not in gzip format (member 1, byte 0); "
                                 "this looks like " +
                                 std::string(format.name) +
                                 " decompresses it\n"),
                       done);
            BOOST_TEST(done.out.empty());
            BOOST_TEST((scratch.entries() == names{"x.gz"}));
        }
}

// GNU gzip would decompress these: a copy would be something else.
BOOST_AUTO_TEST_CASE(what_gnu_gzip_decompresses_is_not_copied) {
    const bytes formats[] = {{0x1f, 0x9d, 0x90},
                             {0x1f, 0x1e, 0},
                             {0x1f, 0xa0, 0},
                             {'P', 'K', 3, 4, 0}};
    for (const bytes& format : formats) {
        const scratch_directory scratch;
        write_file(scratch / "x.gz", format);
        const outcome done = run_mgunzip({"-cf", "x.gz"}, scratch);
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.out.empty());
    }
}

BOOST_AUTO_TEST_CASE(copies_go_every_way) {
    const bytes file = sample(3'000'000);
    const scratch_directory scratch;
    write_file(scratch / "x", file);
    for (const char* const input : {"--input=mmap", "--input=read"}) {
        for (const char* const way : {"--io=write", "--io=splice"}) {
            const outcome done = run_mgunzip({"-cf", input, way, "x"}, scratch);
            BOOST_TEST(done.silently(0), done);
            BOOST_TEST((done.out == file));
        }
        const auto out = open_file(scratch / "out", O_RDWR | O_CREAT | O_TRUNC);
        command what =
            mgunzip_command({"-cf", input, "--io=mmap", "x"}, scratch);
        what.out = out.get();
        const outcome done = run(what);
        BOOST_TEST(done.silently(0), done);
        BOOST_TEST((read_file(scratch / "out") == file));
    }
}

BOOST_AUTO_TEST_CASE(copies_are_counted) {
    const scratch_directory scratch;
    write_file(scratch / "x", sample(1000));
    const outcome done = run_mgunzip({"-cf", "--stats=json", "x"}, scratch);
    BOOST_TEST(done.says("\"bytes_in\":1000,\"bytes_out\":1000,"), done);
}

// They have neither header nor trailer, and may be shorter than these.
BOOST_AUTO_TEST_CASE(copies_have_saved_nothing) {
    const scratch_directory scratch;
    write_file(scratch / "x", to_bytes("text"));
    const outcome done = run_mgunzip({"-cfv", "x"}, scratch);
    BOOST_TEST(done.says("x:   0.0% -- written to stdout "), done);
}

BOOST_AUTO_TEST_CASE(files_are_not_made_of_copies) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", to_bytes("text"));
    for (const char* const options : {"-f", "-tf", "-lf"}) {
        const outcome done = run_mgunzip({options, "x.gz"}, scratch);
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.says("not in gzip format"), done);
    }
    BOOST_TEST((scratch.entries() == names{"x.gz"}));
}
