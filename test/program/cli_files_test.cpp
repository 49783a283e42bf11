// SPDX-License-Identifier: BSL-1.0
// Files beside files: what mgunzip makes, keeps and removes.
#include "support/gzip_builder.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdio>
#include <sstream>

#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

struct stat status_of(const std::string& name) {
    struct stat status {};
    if (::lstat(name.c_str(), &status) < 0)
        throw std::system_error(errno, std::system_category(), name);
    return status;
}

} // namespace

BOOST_AUTO_TEST_CASE(file_is_replaced_by_what_it_holds) {
    for (const char* const way : {"auto", "mmap", "write"}) {
        const scratch_directory scratch;
        const auto data = sample(300'000);
        write_file(scratch / "x.gz", gzip(data));
        const outcome done =
            run_mgunzip({std::string("--io=") + way, "x.gz"}, scratch);
        BOOST_TEST(done.silently(0), done);
        BOOST_TEST(done.out.empty());
        BOOST_TEST((scratch.entries() == names{"x"}));
        BOOST_TEST((read_file(scratch / "x") == data));
    }
}

BOOST_AUTO_TEST_CASE(empty_contents_make_an_empty_file) {
    for (const char* const way : {"auto", "mmap", "write"}) {
        const scratch_directory scratch;
        write_file(scratch / "x.gz", gzip("a"));
        write_file(scratch / "e.gz", gzip_bytes({}));
        const outcome done =
            run_mgunzip({std::string("--io=") + way, "e.gz", "x.gz"}, scratch);
        BOOST_TEST(done.silently(0), done);
        BOOST_TEST((scratch.entries() == names{"e", "x"}));
        BOOST_TEST(read_file(scratch / "e").empty());
    }
}

BOOST_AUTO_TEST_CASE(mode_and_times_are_those_of_the_input) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip("text"));
    const timespec times[] = {{1'000'000'001, 123'456'789},
                              {1'234'567'890, 987'654'321}};
    BOOST_REQUIRE(::chmod((scratch / "x.gz").c_str(), 0641) == 0);
    BOOST_REQUIRE(::utimensat(AT_FDCWD, (scratch / "x.gz").c_str(), times, 0) ==
                  0);
    command command = mgunzip_command({"x.gz"}, scratch);
    command.prepare = [] { ::umask(0077); };
    const outcome done = run(command);
    BOOST_TEST(done.silently(0), done);
    const struct stat made = status_of(scratch / "x");
    BOOST_TEST((made.st_mode & 07777) == 0641u);
    BOOST_TEST(made.st_mtim.tv_sec == 1'234'567'890);
    BOOST_TEST(made.st_mtim.tv_nsec == 987'654'321);
}

BOOST_AUTO_TEST_CASE(owner_is_that_of_the_input) {
    require_root();
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip("text"));
    BOOST_REQUIRE(::chown((scratch / "x.gz").c_str(), 12345, 54321) == 0);
    BOOST_TEST(run_mgunzip({"x.gz"}, scratch).silently(0));
    BOOST_TEST(status_of(scratch / "x").st_uid == 12345u);
    BOOST_TEST(status_of(scratch / "x").st_gid == 54321u);
}

BOOST_AUTO_TEST_CASE(output_is_made_where_the_input_lies) {
    const scratch_directory scratch;
    BOOST_REQUIRE(::mkdir((scratch / "sub").c_str(), 0700) == 0);
    write_file(scratch / "sub/x.gz", gzip("text"));
    write_file(scratch / "sub/y.gz", gzip("more"));
    const outcome done =
        run_mgunzip({"sub/x.gz", scratch / "sub/y.gz"}, scratch);
    BOOST_TEST(done.silently(0), done);
    BOOST_TEST((scratch.entries() == names{"sub"}));
    BOOST_TEST((read_file(scratch / "sub/x") == to_bytes("text")));
    BOOST_TEST((read_file(scratch / "sub/y") == to_bytes("more")));
}

// A directory's list would let others read what only its owner could.
BOOST_AUTO_TEST_CASE(list_of_the_directory_does_not_open_a_private_file) {
    // Some user may read (see file_attributes_test).
    const std::string list("\2\0\0\0"
                           "\1\0\7\0\377\377\377\377"
                           "\2\0\4\0\322\4\0\0"
                           "\4\0\5\0\377\377\377\377"
                           "\20\0\5\0\377\377\377\377"
                           "\40\0\0\0\377\377\377\377",
                           44);
    for (const char* const faults :
         {"openat_tmpfile:OK:1:0", "openat_tmpfile:EOPNOTSUPP:0"}) {
        const scratch_directory scratch;
        write_file(scratch / "x.gz", gzip("text"));
        BOOST_REQUIRE(::chmod((scratch / "x.gz").c_str(), 0640) == 0);
        if (::setxattr(scratch.path().c_str(), "system.posix_acl_default",
                       list.data(), list.size(), 0) != 0)
            skip_test("the file system has no access control lists");
        BOOST_TEST(run(faulty_command(faults, {"x.gz"}, scratch)).silently(0));
        BOOST_TEST((status_of(scratch / "x").st_mode & 07777) == 0640u);
        BOOST_TEST(::getxattr((scratch / "x").c_str(),
                              "system.posix_acl_access", nullptr, 0) < 0);
    }
}

BOOST_AUTO_TEST_CASE(mode_is_kept_in_a_directory_of_another_group) {
    require_root();
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip("text"));
    BOOST_REQUIRE(::chmod((scratch / "x.gz").c_str(), 0664) == 0);
    const command what = unprivileged_command({"x.gz"}, scratch);
    BOOST_REQUIRE(::chown(scratch.path().c_str(), 0, 12'345) == 0);
    BOOST_REQUIRE(::chmod(scratch.path().c_str(), 02777) == 0);
    BOOST_TEST(run(what).silently(0));
    const struct stat status = status_of(scratch / "x");
    BOOST_TEST(status.st_gid == 12'345u);
    BOOST_TEST((status.st_mode & 07777) == 0664u);
}

BOOST_AUTO_TEST_CASE(keep_leaves_the_input) {
    const scratch_directory scratch;
    const auto packed = gzip("text");
    write_file(scratch / "x.gz", packed);
    BOOST_TEST(run_mgunzip({"-k", "x.gz"}, scratch).silently(0));
    BOOST_TEST((scratch.entries() == names{"x", "x.gz"}));
    BOOST_TEST((read_file(scratch / "x.gz") == packed));
    BOOST_TEST((read_file(scratch / "x") == to_bytes("text")));
}

BOOST_AUTO_TEST_CASE(force_replaces_an_existing_file_and_nothing_else_does) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip("text"));
    write_file(scratch / "x", to_bytes("old"));
    const outcome refused = run_mgunzip({"x.gz"}, scratch);
    BOOST_TEST(refused.exit_status() == 2);
    BOOST_TEST(refused.err ==
               "mgunzip: x: already exists; not overwritten; use -f to "
               "overwrite it, or -o to name another\n");
    BOOST_TEST((read_file(scratch / "x") == to_bytes("old")));
    BOOST_TEST((scratch.entries() == names{"x", "x.gz"}));

    BOOST_TEST(run_mgunzip({"-f", "x.gz"}, scratch).silently(0));
    BOOST_TEST((scratch.entries() == names{"x"}));
    BOOST_TEST((read_file(scratch / "x") == to_bytes("text")));
}

BOOST_AUTO_TEST_CASE(forced_output_never_writes_into_the_existing_file) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip("text"));
    write_file(scratch / "x", to_bytes("old"));
    BOOST_REQUIRE(
        ::link((scratch / "x").c_str(), (scratch / "other").c_str()) == 0);
    BOOST_TEST(run_mgunzip({"-f", "x.gz"}, scratch).silently(0));
    BOOST_TEST((read_file(scratch / "other") == to_bytes("old")));
}

BOOST_AUTO_TEST_CASE(existing_file_survives_a_damaged_input_even_with_force) {
    const scratch_directory scratch;
    auto packed = gzip(sample(100'000));
    packed[packed.size() - 6] ^= 1;
    write_file(scratch / "x.gz", packed);
    write_file(scratch / "x", to_bytes("old"));
    const outcome done = run_mgunzip({"-f", "x.gz"}, scratch);
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.says("mgunzip: x.gz: invalid compressed data--crc error "
                         "(member 1, byte "),
               done);
    BOOST_TEST((read_file(scratch / "x") == to_bytes("old")));
    BOOST_TEST((scratch.entries() == names{"x", "x.gz"}));
}

// GNU gzip makes the file and removes the input then.
BOOST_AUTO_TEST_CASE(further_member_with_a_bad_header_makes_no_file) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz",
               gzip("text") + bytes{0x1f, 0x8b, 7, 0, 0, 0, 0, 0});
    BOOST_TEST(run_mgunzip({"x.gz"}, scratch).exit_status() == 1);
    BOOST_TEST((scratch.entries() == names{"x.gz"}));
}

// GNU gzip removes what has the name then, which is the output with -f.
BOOST_AUTO_TEST_CASE(stored_name_that_is_the_input_s_makes_no_file) {
    for (const char* const option : {"-N", "-Nf"}) {
        const scratch_directory scratch;
        const bytes packed = gzip_bytes({.name = "x.gz"});
        write_file(scratch / "x.gz", packed);
        const outcome done = run_mgunzip({option, "x.gz"}, scratch);
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.says("x.gz: is the input file"), done);
        BOOST_TEST((read_file(scratch / "x.gz") == packed));
    }
}

// GNU gzip does not keep it.
BOOST_AUTO_TEST_CASE(sticky_bit_is_kept) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip("text"));
    BOOST_REQUIRE(::chmod((scratch / "x.gz").c_str(), 01644) == 0);
    BOOST_TEST(run_mgunzip({"-f", "x.gz"}, scratch).silently(0));
    BOOST_TEST((status_of(scratch / "x").st_mode & 07777) == 01644u);
}

BOOST_AUTO_TEST_CASE(bad_operand_does_not_stop_the_next_ones) {
    const scratch_directory scratch;
    write_file(scratch / "a.gz", gzip("first"));
    write_file(scratch / "b.gz", to_bytes("this is no gzip file"));
    write_file(scratch / "d.gz", gzip("last"));
    const outcome done = run_mgunzip({"a.gz", "b.gz", "c.gz", "d.gz"}, scratch);
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.err ==
               "mgunzip: b.gz: not in gzip format (member 1, byte 0)\n"
               "mgunzip: c.gz: No such file or directory\n");
    BOOST_TEST((scratch.entries() == names{"a", "b.gz", "d"}));
    BOOST_TEST((read_file(scratch / "d") == to_bytes("last")));
}

BOOST_AUTO_TEST_CASE(error_beats_a_warning_in_any_order) {
    const scratch_directory scratch;
    write_file(scratch / "plain", to_bytes("x"));
    BOOST_TEST(run_mgunzip({"plain"}, scratch).exit_status() == 2);
    BOOST_TEST(run_mgunzip({"plain", "none.gz"}, scratch).exit_status() == 1);
    BOOST_TEST(run_mgunzip({"none.gz", "plain"}, scratch).exit_status() == 1);
}

BOOST_AUTO_TEST_CASE(all_members_are_decompressed_into_one_file) {
    const scratch_directory scratch;
    const auto first = sample(200'000, 1);
    const auto last = sample(150'000, 2);
    write_file(scratch / "x.gz", gzip(first) + gzip_bytes({}) + gzip(last));
    BOOST_TEST(run_mgunzip({"x.gz"}, scratch).silently(0));
    BOOST_TEST((read_file(scratch / "x") == first + last));
}

BOOST_AUTO_TEST_CASE(test_option_writes_nothing_and_tells_good_from_bad) {
    const scratch_directory scratch;
    auto packed = gzip(sample(100'000));
    write_file(scratch / "good.gz", packed);
    write_file(scratch / "any name", packed);
    packed.resize(packed.size() - 1);
    write_file(scratch / "bad.gz", packed);
    const outcome good = run_mgunzip({"-t", "good.gz", "any name"}, scratch);
    BOOST_TEST(good.silently(0), good);
    BOOST_TEST(good.out.empty());
    const outcome bad = run_mgunzip({"-t", "bad.gz"}, scratch);
    BOOST_TEST(bad.exit_status() == 1);
    BOOST_TEST(bad.err == "mgunzip: bad.gz: unexpected end of file (member 1, "
                          "byte " +
                              std::to_string(packed.size()) +
                              "); the input is incomplete: get it again\n");
    BOOST_TEST((scratch.entries() == names{"any name", "bad.gz", "good.gz"}));
}

BOOST_AUTO_TEST_CASE(verbose_says_what_was_done_and_how) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip(sample(100'000)));
    const outcome kept = run_mgunzip({"-kv", "x.gz"}, scratch);
    BOOST_TEST(kept.exit_status() == 0);
    BOOST_TEST(kept.says("mgunzip: x.gz: "), kept);
    BOOST_TEST(kept.says("% -- created x (input mapped, output mapped)\n"),
               kept);
    const outcome replaced =
        run_mgunzip({"-fv", "--io=write", "--input=read", "x.gz"}, scratch);
    BOOST_TEST(
        replaced.says("% -- replaced with x (input read, output written)\n"),
        replaced);
}

BOOST_AUTO_TEST_CASE(verbose_test_says_that_the_file_is_good) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip("text"));
    const outcome done = run_mgunzip({"-tv", "x.gz"}, scratch);
    BOOST_TEST(done.exit_status() == 0);
    BOOST_TEST(done.err == "mgunzip: x.gz: OK (input mapped)\n");
}

BOOST_AUTO_TEST_CASE(synchronous_output_is_the_same) {
    const scratch_directory scratch;
    const auto data = sample(300'000);
    write_file(scratch / "x.gz", gzip(data));
    BOOST_TEST(run_mgunzip({"--synchronous", "x.gz"}, scratch).silently(0));
    BOOST_TEST((scratch.entries() == names{"x"}));
    BOOST_TEST((read_file(scratch / "x") == data));
}

BOOST_AUTO_TEST_CASE(synchronous_output_reaches_the_disk_before_it_is_named) {
    require_strace();
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip("text"));
    command command = mgunzip_command({"--synchronous", "x.gz"}, scratch);
    command.words.insert(command.words.begin(),
                         {"strace", "-o", "calls", "-e",
                          "trace=fdatasync,linkat,fsync,unlinkat"});
    command.environment = {"ASAN_OPTIONS=detect_leaks=0"};
    const outcome done = run(command);
    BOOST_TEST(done.exit_status() == 0, done);
    const auto text = read_file(scratch / "calls");
    const std::string calls(text.begin(), text.end());
    const auto data = calls.find("fdatasync(");
    const auto name = calls.find("linkat(");
    const auto directory = calls.find("fsync(");
    const auto input = calls.find("unlinkat(");
    BOOST_TEST_REQUIRE(input != calls.npos, calls);
    BOOST_TEST(data < name);
    BOOST_TEST(name < directory);
    BOOST_TEST(directory < input);
}

// The data itself never passes through a call: what is written are zeros, each
// part of the file once, before there are data.
BOOST_AUTO_TEST_CASE(writes_to_a_mapped_file_carry_zeros_in_order) {
    require_strace();
    const scratch_directory scratch;
    const bytes data = sample(3'000'000);
    write_file(scratch / "x.gz", gzip(data));
    command command =
        mgunzip_command({"-T1", "--io=mmap:zeros", "x.gz"}, scratch);
    command.words.insert(command.words.begin(),
                         {"strace", "-f", "-o", "calls", "-y", "-s", "400000",
                          "-x", "-e",
                          "trace=write,writev,pwrite64,pwritev,"
                          "pwritev2,vmsplice,splice,sendfile,"
                          "copy_file_range"});
    command.environment = {"ASAN_OPTIONS=detect_leaks=0"};
    const outcome done = run(command);
    BOOST_TEST(done.exit_status() == 0, done);
    BOOST_TEST((read_file(scratch / "x") == data));
    std::istringstream calls(read_text(scratch / "calls"));
    std::uint64_t end = 0;
    for (std::string line; std::getline(calls, line);) {
        // Sanitizers write to a pipe of their own.
        if (line.find(scratch.path().string()) == line.npos)
            continue;
        const std::size_t quote = line.rfind('"');
        BOOST_TEST_REQUIRE(quote != line.npos, line);
        const std::size_t begin = line.find('"') + 1;
        const std::string text = line.substr(begin, quote - begin);
        BOOST_TEST(line.find(" pwrite64(") != line.npos);
        BOOST_TEST(text.find_first_not_of("\\x0") == text.npos);
        unsigned long long size = 0;
        unsigned long long offset = 0;
        BOOST_TEST(std::sscanf(line.c_str() + quote, "\", %llu, %llu)", &size,
                               &offset) == 2);
        BOOST_TEST(offset == end);
        BOOST_TEST(text.size() == 4 * size);
        end = offset + size;
    }
    BOOST_TEST(end == data.size());
}

BOOST_AUTO_TEST_CASE(odd_names_are_no_trouble_and_masked_in_messages) {
    const scratch_directory scratch;
    write_file(scratch / "new\nline \x1b[31m\xff.gz", to_bytes("no gzip"));
    write_file(scratch / "-k.gz", gzip("dash"));
    const outcome bad = run_mgunzip({"new\nline \x1b[31m\xff.gz"}, scratch);
    BOOST_TEST(bad.err == "mgunzip: new?line ?[31m?.gz: not in gzip format "
                          "(member 1, byte 0)\n");
    BOOST_TEST(run_mgunzip({"--", "-k.gz"}, scratch).silently(0));
    BOOST_TEST((read_file(scratch / "-k") == to_bytes("dash")));
}

BOOST_AUTO_TEST_CASE(name_that_is_too_long_for_the_disk_is_an_error) {
    const scratch_directory scratch;
    const outcome done = run_mgunzip({std::string(300, 'x') + ".gz"}, scratch);
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.says("File name too long"), done);
}

BOOST_AUTO_TEST_CASE(unwritable_directory_keeps_the_input) {
    const scratch_directory scratch;
    BOOST_REQUIRE(::mkdir((scratch / "sub").c_str(), 0700) == 0);
    write_file(scratch / "sub/x.gz", gzip("text"));
    BOOST_REQUIRE(::chmod((scratch / "sub").c_str(), 0555) == 0);
    BOOST_REQUIRE(::chmod((scratch / "sub/x.gz").c_str(), 0444) == 0);
    const outcome done = run(unprivileged_command({"sub/x.gz"}, scratch));
    BOOST_TEST(done.exit_status() == 1, done);
    BOOST_TEST(
        done.err ==
        "mgunzip: sub/x: Permission denied; use -o to name another place\n");
    BOOST_TEST(!read_file(scratch / "sub/x.gz").empty());
    BOOST_REQUIRE(::chmod((scratch / "sub").c_str(), 0755) == 0);
}

BOOST_AUTO_TEST_CASE(links_and_special_files_in_directories_are_left_alone) {
    for (const char* const options : {"-rf", "-rc", "-rt"}) {
        const scratch_directory scratch;
        const std::string inside = scratch / "d";
        std::filesystem::create_directory(inside);
        write_file(scratch / "x.gz", gzip("text"));
        std::filesystem::create_symlink("../x.gz", inside + "/link.gz");
        BOOST_REQUIRE(::mkfifo((inside + "/fifo.gz").c_str(), 0600) == 0);
        const outcome done = run_mgunzip({options, "d"}, scratch);
        BOOST_TEST(done.exit_status() == 2, done);
        BOOST_TEST(done.out.empty());
        BOOST_TEST(done.err ==
                   "mgunzip: d/fifo.gz: is not a directory or a regular file - "
                   "ignored\n"
                   "mgunzip: d/link.gz: is a symbolic link -- ignored\n");
        BOOST_TEST((read_file(scratch / "x.gz") == gzip("text")));
        BOOST_TEST((scratch.entries() == names{"d", "x.gz"}));
    }
}

// Two names of one file are no two files that could be worked on at a time.
BOOST_AUTO_TEST_CASE(file_that_is_named_twice_is_done_once) {
    const auto data = sample(3'000'000);
    for (const std::string second : {"x.gz", "./x.gz", ".//x.gz", "x"}) {
        const scratch_directory scratch;
        write_file(scratch / "x.gz", gzip(data));
        const outcome done = run_mgunzip({"-T4", "x.gz", second}, scratch);
        BOOST_TEST((read_file(scratch / "x") == data));
        BOOST_TEST((scratch.entries() == names{"x"}));
        // The output of the first is there when it is the second's turn.
        BOOST_TEST(done.err ==
                   "mgunzip: " + second +
                       (second == "x" ? ": unknown suffix -- ignored; use -S "
                                        "to name its suffix, or -c to read it\n"
                                      : ": No such file or directory\n"));
    }
}

BOOST_AUTO_TEST_CASE(extended_attributes_are_kept) {
    for (const char* const way : {"--io=mmap", "--io=write"}) {
        const scratch_directory scratch;
        write_file(scratch / "x.gz", gzip("text"));
        if (::setxattr((scratch / "x.gz").c_str(), "user.origin", "here", 4,
                       0) < 0)
            skip_test("the file system has no extended attributes");
        BOOST_TEST(run_mgunzip({way, "x.gz"}, scratch).silently(0));
        char value[5] = {};
        BOOST_TEST(::getxattr((scratch / "x").c_str(), "user.origin", value,
                              sizeof value) == 4);
        BOOST_TEST(value == std::string("here"));
    }
}
