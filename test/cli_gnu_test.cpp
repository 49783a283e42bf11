// SPDX-License-Identifier: BSL-1.0
// Runs GNU gzip and mgunzip side by side: the same status and the same files.
#include "gnu_gzip.hpp"
#include "gzip_builder.hpp"
#include "program_runner.hpp"
#include "sample_data.hpp"
#include "scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <map>

#include <sys/stat.h>
#include <unistd.h>

using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;
using setup = std::function<void(const scratch_directory&)>;

// What a file is, apart from its name.
struct description {
    mode_t mode;
    nlink_t links;
    time_t modification_time;
    bytes contents; // or the target of a link

    bool operator==(const description&) const = default;
};

std::map<std::string, description> describe(const scratch_directory& scratch) {
    std::map<std::string, description> files;
    for (const std::string& name : scratch.entries()) {
        const std::string path = scratch / name;
        struct stat status {};
        BOOST_REQUIRE(::lstat(path.c_str(), &status) == 0);
        description& file = files[name];
        file.mode = status.st_mode;
        file.links = status.st_nlink;
        if (S_ISREG(status.st_mode)) {
            file.contents = read_file(path);
            file.modification_time = status.st_mtime;
        } else if (S_ISLNK(status.st_mode)) {
            file.contents =
                to_bytes(std::filesystem::read_symlink(path).string());
        }
    }
    return files;
}

// `phrase` is a part of the message that both print.
void compare(const setup& prepare, const names& arguments,
             const std::string& phrase = {}) {
    require_gnu_gzip();
    const scratch_directory theirs;
    prepare(theirs);
    command gnu{.words = {"gzip", "-d"}, .directory = theirs.path()};
    gnu.words.insert(gnu.words.end(), arguments.begin(), arguments.end());
    const outcome expected = run(gnu);

    const scratch_directory ours;
    prepare(ours);
    const outcome done = run_mgunzip(arguments, ours);

    std::string context;
    for (const std::string& argument : arguments)
        context += argument + ' ';
    BOOST_TEST_INFO_SCOPE("arguments: " << context);
    BOOST_TEST_INFO_SCOPE("GNU gzip " << expected);
    BOOST_TEST_INFO_SCOPE("mgunzip " << done);
    BOOST_TEST(done.exit_status() == expected.exit_status());
    BOOST_TEST((done.out == expected.out));
    BOOST_TEST((describe(ours) == describe(theirs)));
    BOOST_TEST(expected.says(phrase));
    BOOST_TEST(done.says(phrase));
}

// x.gz with these bytes, at a time of its own, so that a kept time shows.
setup file(const bytes& packed, mode_t mode = 0640) {
    return [=](const scratch_directory& scratch) {
        write_file(scratch / "x.gz", packed);
        const timespec times[] = {{1'000'000, 0}, {2'000'000, 0}};
        BOOST_REQUIRE(
            ::utimensat(AT_FDCWD, (scratch / "x.gz").c_str(), times, 0) == 0);
        BOOST_REQUIRE(::chmod((scratch / "x.gz").c_str(), mode) == 0);
    };
}

setup both(const setup& first, const setup& second) {
    return [=](const scratch_directory& scratch) {
        first(scratch);
        second(scratch);
    };
}

setup existing(const std::string& name) {
    return [=](const scratch_directory& scratch) {
        write_file(scratch / name, to_bytes("old"));
        const timespec times[] = {{3'000'000, 0}, {3'000'000, 0}};
        BOOST_REQUIRE(
            ::utimensat(AT_FDCWD, (scratch / name).c_str(), times, 0) == 0);
    };
}

setup renamed(const std::string& name) {
    return both(file(gzip("text")), [=](const scratch_directory& scratch) {
        std::filesystem::rename(scratch / "x.gz", scratch / name);
    });
}

setup directory(const std::string& name) {
    return [=](const scratch_directory& scratch) {
        BOOST_REQUIRE(::mkdir((scratch / name).c_str(), 0755) == 0);
    };
}

// What is said of a file has to be the same for each of these.
const names ways_to_use[] = {{"x.gz"},       {"-f", "x.gz"}, {"-k", "x.gz"},
                             {"-c", "x.gz"}, {"-t", "x.gz"}, {"-q", "x.gz"},
                             {"-v", "x.gz"}, {"-qf", "x.gz"}};

void compare_all(const setup& prepare, const std::string& phrase = {}) {
    for (const names& arguments : ways_to_use) {
        const bool is_quiet = arguments[0].starts_with("-q");
        compare(prepare, arguments, is_quiet ? std::string() : phrase);
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(good_file) {
    compare_all(file(gzip(sample(100'000))));
}

BOOST_AUTO_TEST_CASE(empty_contents) {
    compare_all(file(gzip_bytes({})));
}

BOOST_AUTO_TEST_CASE(several_members) {
    compare_all(file(gzip("one") + gzip_bytes({}) + gzip("two")));
}

BOOST_AUTO_TEST_CASE(header_with_every_field) {
    gzip_member member;
    member.extra = "extra";
    member.name = "another name";
    member.comment = "comment";
    compare_all(file(gzip_bytes(member)));
}

BOOST_AUTO_TEST_CASE(header_checksum) {
    gzip_member member;
    member.has_header_crc = true;
    compare_all(file(gzip_bytes(member)));
    member.header_crc_error = 1;
    compare_all(file(gzip_bytes(member)), "header checksum");
}

BOOST_AUTO_TEST_CASE(encrypted_and_reserved_flags) {
    for (const std::uint8_t flag : {0x20, 0x40, 0x80}) {
        gzip_member member;
        member.more_flags = flag;
        compare_all(file(gzip_bytes(member)), "not supported");
    }
}

BOOST_AUTO_TEST_CASE(old_magic_number) {
    auto packed = gzip("text");
    packed[1] = 0x9e;
    compare_all(file(packed));
}

BOOST_AUTO_TEST_CASE(missing_file) {
    compare_all([](const scratch_directory&) {}, "No such file or directory");
}

BOOST_AUTO_TEST_CASE(empty_file) {
    compare_all(file({}), "unexpected end of file");
}

BOOST_AUTO_TEST_CASE(no_gzip_file) {
    compare_all(file(to_bytes("plain text")), "not in gzip format");
    compare_all(both(file(to_bytes("plain text")), existing("x")),
                "not in gzip format");
}

BOOST_AUTO_TEST_CASE(unknown_method) {
    auto packed = gzip("text");
    packed[2] = 7;
    compare_all(file(packed), "not supported");
}

BOOST_AUTO_TEST_CASE(truncated_file) {
    const auto packed = gzip(sample(100'000));
    for (const std::size_t cut : {1u, 8u, 1000u})
        compare_all(file({packed.begin(), packed.end() - cut}),
                    "unexpected end of file");
}

BOOST_AUTO_TEST_CASE(wrong_checksum_and_length) {
    auto packed = gzip("text");
    packed[packed.size() - 8] ^= 1;
    compare_all(file(packed), "invalid compressed data--crc error");
    packed[packed.size() - 8] ^= 1;
    packed[packed.size() - 1] ^= 1;
    compare_all(file(packed), "invalid compressed data--length error");
}

BOOST_AUTO_TEST_CASE(trailing_zeros) {
    for (const std::size_t count : {1u, 2u, 511u, 100'000u})
        compare_all(file(gzip("text") + bytes(count, 0)));
    compare(file(gzip("text") + bytes(3, 0)), {"-v", "x.gz"},
            "decompression OK, trailing zero bytes ignored");
}

BOOST_AUTO_TEST_CASE(trailing_garbage) {
    const std::string phrase = "decompression OK, trailing garbage ignored";
    for (const char* const garbage : {"garbage", "ab", "\x1f\x8c"})
        compare_all(file(gzip("text") + to_bytes(garbage)), phrase);
    compare_all(file(gzip("text") + bytes(8, 0xff)), phrase);
    compare_all(file(gzip("text") + bytes(2, 0) + to_bytes("x")), phrase);
    // After padding, even a good member is garbage.
    compare_all(file(gzip("text") + bytes(1, 0) + gzip("more")), phrase);
}

BOOST_AUTO_TEST_CASE(stray_byte) {
    compare_all(file(gzip("text") + to_bytes("x")), "unexpected end of file");
    compare_all(file(gzip("text") + to_bytes("\x1f")),
                "unexpected end of file");
}

BOOST_AUTO_TEST_CASE(further_member_cut_short_in_its_data) {
    const auto packed = gzip("text");
    compare_all(file(packed + bytes(packed.begin(), packed.end() - 5)),
                "unexpected end of file");
}

// GNU gzip removes the input then, see doc/compatibility.md.
BOOST_AUTO_TEST_CASE(further_member_with_a_bad_header_has_the_same_status) {
    const auto packed = gzip("text") + bytes{0x1f, 0x8b, 7, 0, 0, 0, 0, 0};
    compare(file(packed), {"-t", "x.gz"}, "not supported");
    compare(file(packed), {"-c", "x.gz"}, "not supported");
    const scratch_directory scratch;
    write_file(scratch / "x.gz", packed);
    BOOST_TEST(run_mgunzip({"x.gz"}, scratch).exit_status() == 1);
    BOOST_TEST((scratch.entries() == names{"x.gz"}));
}

BOOST_AUTO_TEST_CASE(existing_output) {
    const setup prepare = both(file(gzip("text")), existing("x"));
    compare(prepare, {"x.gz"}, "already exists");
    compare(prepare, {"-q", "x.gz"});
    compare(prepare, {"-f", "x.gz"});
    compare(prepare, {"-fk", "x.gz"});
    compare(prepare, {"-c", "x.gz"});
}

BOOST_AUTO_TEST_CASE(existing_output_that_is_no_file) {
    const setup with_directory = both(file(gzip("text")), directory("x"));
    compare(with_directory, {"x.gz"}, "already exists");
    compare(with_directory, {"-f", "x.gz"}, "directory");
    const setup with_link =
        both(file(gzip("text")), [](const scratch_directory& scratch) {
            write_file(scratch / "target", to_bytes("old"));
            const timespec times[] = {{1, 0}, {1, 0}};
            BOOST_REQUIRE(::utimensat(AT_FDCWD, (scratch / "target").c_str(),
                                      times, 0) == 0);
            BOOST_REQUIRE(::symlink("target", (scratch / "x").c_str()) == 0);
        });
    compare(with_link, {"x.gz"}, "already exists");
    compare(with_link, {"-f", "x.gz"});
    const setup with_fifo =
        both(file(gzip("text")), [](const scratch_directory& scratch) {
            BOOST_REQUIRE(::mkfifo((scratch / "x").c_str(), 0600) == 0);
        });
    compare(with_fifo, {"x.gz"}, "already exists");
    compare(with_fifo, {"-f", "x.gz"});
}

BOOST_AUTO_TEST_CASE(symbolic_link) {
    const setup prepare =
        both(file(gzip("text")), [](const scratch_directory& scratch) {
            BOOST_REQUIRE(::symlink("x.gz", (scratch / "l.gz").c_str()) == 0);
        });
    compare(prepare, {"l.gz"}, "Too many levels of symbolic links");
    for (const char* const option : {"-f", "-c", "-t", "-fk"})
        compare(prepare, {option, "l.gz"});
}

BOOST_AUTO_TEST_CASE(hard_link) {
    const setup prepare =
        both(file(gzip("text")), [](const scratch_directory& scratch) {
            BOOST_REQUIRE(::link((scratch / "x.gz").c_str(),
                                 (scratch / "y.gz").c_str()) == 0);
        });
    compare(prepare, {"x.gz"}, "has 1 other link -- file ignored");
    const setup two_links = both(prepare, [](const scratch_directory& scratch) {
        BOOST_REQUIRE(::link((scratch / "x.gz").c_str(),
                             (scratch / "z.gz").c_str()) == 0);
    });
    compare(two_links, {"x.gz"}, "has 2 other links -- file ignored");
    compare_all(prepare);
}

BOOST_AUTO_TEST_CASE(setuid_and_setgid_files) {
    compare_all(file(gzip("text"), 04755));
    compare_all(file(gzip("text"), 02755));
    compare(file(gzip("text"), 04755), {"-f", "x.gz"}, "is set-user-ID");
    compare(file(gzip("text"), 02755), {"-f", "x.gz"}, "is set-group-ID");
}

BOOST_AUTO_TEST_CASE(sticky_file) {
    compare(file(gzip("text"), 01644), {"x.gz"}, "has the sticky bit set");
    for (const char* const option : {"-k", "-c", "-t", "-q"})
        compare(file(gzip("text"), 01644), {option, "x.gz"});
    // GNU gzip does not keep the bit, see doc/compatibility.md.
    const scratch_directory scratch;
    file(gzip("text"), 01644)(scratch);
    BOOST_TEST(run_mgunzip({"-f", "x.gz"}, scratch).silently(0));
    BOOST_TEST((describe(scratch)["x"].mode & 07777) == 01644u);
}

BOOST_AUTO_TEST_CASE(odd_modes_are_kept) {
    for (const mode_t mode : {0400, 0600, 0777, 0666})
        compare(file(gzip("text"), mode), {"x.gz"});
}

BOOST_AUTO_TEST_CASE(directory_as_input) {
    compare_all(directory("x.gz"), "is a directory");
}

BOOST_AUTO_TEST_CASE(special_file_as_input) {
    const setup prepare = [](const scratch_directory& scratch) {
        BOOST_REQUIRE(::mkfifo((scratch / "x.gz").c_str(), 0600) == 0);
    };
    compare(prepare, {"x.gz"}, "is not a directory or a regular file");
    compare(prepare, {"-f", "x.gz"}, "is not a directory or a regular file");
}

BOOST_AUTO_TEST_CASE(suffixes) {
    for (const char* const name :
         {"a.gz", "a.z", "a-gz", "a-z", "a_z", "a.tgz", "a.taz", "A.GZ",
          "A.TGZ", "a.tar.gz", "a.gz.gz", ".gz", ".tgz", "a.bz", "a.foo", "a"})
        for (const char* const options :
             {"-k", "-kS.foo", "-kSz", "-kSgz", "-kS.tgz", "-kq", "-c", "-t"})
            compare(renamed(name), {options, name});
    compare(renamed("a.foo"), {"a.foo"}, "unknown suffix -- ignored");
}

BOOST_AUTO_TEST_CASE(contradicting_and_repeated_options) {
    for (const char* const options :
         {"-tc", "-ct", "-qv", "-vq", "-kk", "-dk", "-ckf", "-kfv"})
        compare(file(gzip("text")), {options, "x.gz"});
    compare(file(gzip("text")), {"x.gz", "-k"});
    compare(file(gzip("text")), {"--", "x.gz"});
    compare(file(gzip("text")), {"--keep", "--verb", "x.gz"});
}

BOOST_AUTO_TEST_CASE(usage_errors) {
    compare(file(gzip("text")), {"--foo", "x.gz"});
    compare(file(gzip("text")), {"-S", "", "x.gz"});
    compare(file(gzip("text")), {"--keep=yes", "x.gz"});
    compare(file(gzip("text")), {"-S"});
}

BOOST_AUTO_TEST_CASE(several_operands_with_bad_ones_among_them) {
    const setup prepare =
        both(file(gzip("text")), [](const scratch_directory& scratch) {
            const auto add = [&](const std::string& name, const bytes& packed) {
                write_file(scratch / name, packed);
                const timespec times[] = {{5, 0}, {5, 0}};
                BOOST_REQUIRE(::utimensat(AT_FDCWD, (scratch / name).c_str(),
                                          times, 0) == 0);
            };
            add("bad.gz", to_bytes("bad"));
            add("z.gz", gzip("last"));
        });
    compare(prepare, {"x.gz", "bad.gz", "none.gz", "z.gz"});
    compare(prepare, {"-c", "x.gz", "bad.gz", "none.gz", "z.gz"});
    compare(prepare, {"-t", "x.gz", "bad.gz", "none.gz", "z.gz"});
    compare(prepare, {"x.gz", "x.gz", "z.gz"});
}

BOOST_AUTO_TEST_CASE(name_without_suffix) {
    for (const char* const suffix : {".gz", ".z", "-z"})
        for (const names& arguments :
             {names{"x"}, names{"-c", "x"}, names{"-t", "x"}})
            compare(renamed(std::string("x") + suffix), arguments);
    compare(renamed("x.foo"), {"-S.foo", "x"});
    compare(both(renamed("x.z"), file(gzip("other"))), {"x"});
    compare(renamed("x-gz"), {"x"}, "x.gz: No such file or directory");
    compare(renamed("x.z"), {"-S.foo", "y"}, "y.foo: No such file");
    compare(renamed("x.z"), {"x.gz"}, "x.gz: No such file or directory");
}

namespace {

// A tree with good and bad files, and perhaps links to a file and a directory.
setup tree(bool has_links) {
    return [=](const scratch_directory& scratch) {
        BOOST_REQUIRE(::mkdir((scratch / "d").c_str(), 0755) == 0);
        BOOST_REQUIRE(::mkdir((scratch / "d/e").c_str(), 0755) == 0);
        BOOST_REQUIRE(::mkdir((scratch / "d/empty").c_str(), 0755) == 0);
        write_file(scratch / "d/a.gz", gzip("a"));
        write_file(scratch / "d/bad.gz", to_bytes("bad"));
        write_file(scratch / "d/other", to_bytes("other"));
        write_file(scratch / "d/e/b.gz", gzip("b"));
        write_file(scratch / "d/e/c.tgz", gzip("c"));
        if (!has_links)
            return;
        std::filesystem::create_symlink("a.gz", scratch / "d/link.gz");
        std::filesystem::create_symlink("../d", scratch / "d/loop");
    };
}

} // namespace

BOOST_AUTO_TEST_CASE(directories) {
    for (const names& arguments :
         {names{"-r", "d"}, names{"-rk", "d"}, names{"-rt", "d"},
          names{"-rf", "d/"}, names{"-r", "d/e", "d/a.gz"}})
        compare(tree(false), arguments);
    compare(tree(false), {"-rv", "d"}, "d/other: unknown suffix -- ignored");
    compare(tree(false), {"d"}, "is a directory -- ignored");
    compare(tree(false), {"-r", "none"}, "none.gz: No such file");
    compare(tree(true), {"-r", "d"}, "Too many levels of symbolic links");
}

namespace {

// x.gz that says that it was `name`, and when it was last written to.
setup stored(const std::string& name, std::uint32_t time = 7'000'000) {
    return file(gzip_bytes({.modification_time = time, .name = name}));
}

} // namespace

BOOST_AUTO_TEST_CASE(stored_names_and_times) {
    for (const char* const options : {"-N", "-n", "-Nn", "-nN", "-m", "-M",
                                      "-Nm", "-NM", "-Nk", "-Nc", "-Nt", "-kM"})
        for (const char* const name :
             {"other", "dir/other", "../../other", "/other", "x"})
            compare(stored(name), {options, "x.gz"});
    compare(stored("other", 0), {"-N", "x.gz"});
    compare(file(gzip_bytes({.modification_time = 7'000'000})), {"-N", "x.gz"});
    compare(both(stored("other"), existing("other")), {"-N", "x.gz"},
            "already exists");
    compare(both(stored("other"), existing("other")), {"-Nf", "x.gz"});
    compare(both(stored("other"), existing("other")), {"-N", "-q", "x.gz"});
    compare(both(stored("other"), existing("x")), {"-N", "x.gz"});
}

BOOST_AUTO_TEST_CASE(stored_names_in_other_directories) {
    compare(both(directory("d"),
                 [](const scratch_directory& scratch) {
                     write_file(scratch / "d/x.gz",
                                gzip_bytes({.name = "other"}));
                 }),
            {"-rN", "d"});
}

// GNU gzip removes what has the name then, which is the output with -f.
BOOST_AUTO_TEST_CASE(stored_name_that_is_the_input_s) {
    for (const char* const options : {"-N", "-Nf"}) {
        const scratch_directory scratch;
        const bytes packed = gzip_bytes({.name = "x.gz"});
        write_file(scratch / "x.gz", packed);
        const outcome done = run_mgunzip({options, "x.gz"}, scratch);
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.says("x.gz: is the input file"), done);
        BOOST_TEST((read_file(scratch / "x.gz") == packed));
    }
}

BOOST_AUTO_TEST_CASE(stored_name_is_masked_in_messages) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip_bytes({.name = "a\x1b[31m"}));
    const outcome done = run_mgunzip({"-Nv", "x.gz"}, scratch);
    BOOST_TEST(done.exit_status() == 0, done);
    BOOST_TEST(done.says("replaced with a?[31m"), done);
    BOOST_TEST((scratch.entries() == names{"a\x1b[31m"}));
}
