// SPDX-License-Identifier: BSL-1.0
// What a program that watches a directory learns of a new file: a close after
// writing or a rename, by which it knows that the file is complete.
#include "support/bindfs_mount.hpp"
#include "support/directory_watch.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

// What the file system may lack, each way of which ends in another one.
const names lacks = {
    "",                            // renamed from a hidden name
    "openat_tmpfile:EOPNOTSUPP:0", // made under that
    "renameat2:EINVAL:0",          // linked
    "openat_tmpfile:EOPNOTSUPP:0,renameat2:EINVAL:0",
    "renameat2:EINVAL:0,linkat:EPERM:0", // renamed over an empty file
    "openat_tmpfile:EOPNOTSUPP:0,renameat2:EINVAL:0,linkat:ENOSYS:0",
    "renameat2:ENOSYS:0,renameat:ENOSYS:0",                 // linked, too
    "renameat2:ENOSYS:0,renameat:ENOSYS:0,linkat:ENOSYS:0", // copied
    "openat_tmpfile:EOPNOTSUPP:0,renameat2:ENOSYS:0,renameat:ENOSYS:0,"
    "linkat:ENOSYS:0", // made under its final name
};

struct watched_directory {
    scratch_directory scratch;
    bytes data = sample(300'000);

    watched_directory() { write_file(scratch / "x.gz", gzip(data)); }

    // Runs the program, which makes `name`.
    void check(command what, const std::string& name,
               const bytes& content) const {
        const directory_watch watch(
            (scratch / name)
                .substr(0, (scratch / name).size() -
                               fs::path(name).filename().string().size()));
        BOOST_TEST_INFO_SCOPE(name);
        const outcome done = run(what);
        BOOST_TEST(done.exit_status() == 0, done);
        BOOST_TEST((read_file(scratch / name) == content));
        BOOST_TEST(watch.completes(fs::path(name).filename()), watch.text());
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(watches, watched_directory)

BOOST_AUTO_TEST_CASE(every_way_to_make_a_file_tells_that_it_is_complete) {
    fs::create_directory(scratch / "d");
    for (const std::string& faults : lacks) {
        BOOST_TEST_INFO_SCOPE(faults);
        for (const std::string way : {"--io=auto", "--io=mmap", "--io=write"}) {
            if (way == "--io=mmap" && faults == lacks.back())
                continue; // it closes the file when it has mapped it
            for (const std::string keeping : {"-k", "--rm"}) {
                write_file(scratch / "x.gz", gzip(data));
                check(faulty_command(faults, {way, keeping, "x.gz"}, scratch),
                      "x", data);
                fs::remove(scratch / "x");
            }
            write_file(scratch / "x.gz", gzip(data));
            check(faulty_command(faults, {way, "-o", "y", "x.gz"}, scratch),
                  "y", data);
            fs::remove(scratch / "y");
            command from_pipe =
                faulty_command(faults, {way, "-o", "z"}, scratch);
            from_pipe.input = gzip(data);
            check(from_pipe, "z", data);
            fs::remove(scratch / "z");
            write_file(scratch / "d/small.gz", gzip("small"));
            check(faulty_command(faults, {way, "-r", "d"}, scratch), "d/small",
                  to_bytes("small"));
            fs::remove(scratch / "d/small");
        }
    }
}

BOOST_AUTO_TEST_CASE(replaced_file_tells_that_it_is_complete) {
    for (const std::string& faults : lacks) {
        if (faults.find("linkat:ENOSYS") != faults.npos &&
            faults.find("renameat:ENOSYS") != faults.npos)
            continue;
        BOOST_TEST_INFO_SCOPE(faults);
        write_file(scratch / "x", to_bytes("old"));
        check(faulty_command(faults, {"-kf", "x.gz"}, scratch), "x", data);
    }
}

BOOST_AUTO_TEST_CASE(files_side_by_side_tell_that_they_are_complete) {
    names arguments{"-k", "-T4"};
    for (int i = 0; i < 40; ++i) {
        arguments.push_back(std::to_string(i) + ".gz");
        write_file(scratch / arguments.back(), gzip(sample(4000)));
    }
    const directory_watch watch(scratch.path());
    BOOST_TEST(run_mgunzip(arguments, scratch).silently(0));
    for (int i = 0; i < 40; ++i)
        BOOST_TEST(watch.completes(std::to_string(i)), watch.text());
}

// Its owner may not write to such a file, not even to close it.
BOOST_AUTO_TEST_CASE(file_that_nobody_may_write_to_tells_that_it_is_complete) {
    require_root();
    const scratch_directory programs;
    for (const char* const name : {"mgunzip_shared", "libfault_injector.so"}) {
        fs::copy_file(argument_path(name), programs / name);
        BOOST_REQUIRE(::chmod((programs / name).c_str(), 0755) == 0);
    }
    constexpr uid_t nobody = 65534;
    for (const std::string& path :
         {programs.path().string(), scratch.path().string()})
        BOOST_REQUIRE(::chmod(path.c_str(), 0777) == 0);
    BOOST_REQUIRE(::chmod((scratch / "x.gz").c_str(), 0444) == 0);
    BOOST_REQUIRE(::chown((scratch / "x.gz").c_str(), nobody, nobody) == 0);
    for (const std::string& faults : lacks) {
        BOOST_TEST_INFO_SCOPE(faults);
        command what = faulty_command(faults, {"-k", "x.gz"}, scratch);
        what.words[0] = programs / "mgunzip_shared";
        what.environment[0] = "LD_PRELOAD=" + programs / "libfault_injector.so";
        what.prepare = [] {
            if (::setgroups(0, nullptr) != 0 || ::setgid(nobody) != 0 ||
                ::setuid(nobody) != 0)
                ::_exit(125);
        };
        check(what, "x", data);
        struct stat status {};
        BOOST_REQUIRE(::stat((scratch / "x").c_str(), &status) == 0);
        BOOST_TEST((status.st_mode & 07777) == 0444u);
        BOOST_TEST(status.st_uid == nobody);
        fs::remove(scratch / "x");
    }
}

// As `chattr +a` makes it: names are only added, no hidden one may stay.
BOOST_AUTO_TEST_CASE(directory_that_only_grows_gets_the_file_alone) {
    fs::create_directory(scratch / "d");
    const outcome set = run({.words = {"chattr", "+a", scratch / "d"}});
    if (set.exit_status() != 0)
        skip_test("chattr +a is not allowed here");
    check(mgunzip_command({"-o", "d/x", "x.gz"}, scratch), "d/x", data);
    check(faulty_command("openat_tmpfile:EOPNOTSUPP:0", {"-o", "d/y", "x.gz"},
                         scratch),
          "d/y", data);
    const outcome forced = run_mgunzip({"-f", "-o", "d/x", "x.gz"}, scratch);
    BOOST_TEST(forced.exit_status() == 1, forced);
    BOOST_TEST(forced.says("Operation not permitted"), forced);
    BOOST_TEST(run({.words = {"chattr", "-a", scratch / "d"}}).exit_status() ==
               0);
    names found;
    for (const auto& each : fs::directory_iterator(scratch / "d"))
        found.push_back(each.path().filename());
    std::sort(found.begin(), found.end());
    BOOST_TEST((found == names{"x", "y"}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(files_on_fuse_tell_that_they_are_complete) {
    const bindfs_mount mount;
    const scratch_directory& place = mount.directory();
    const bytes data = sample(300'000);
    for (const names& arguments :
         {names{"x.gz"}, names{"-k", "x.gz"}, names{"-f", "x.gz"},
          names{"-o", "x", "--io=write", "x.gz"}}) {
        write_file(place / "x.gz", gzip(data));
        const directory_watch watch(place.path());
        const outcome done = run_mgunzip(arguments, place);
        BOOST_TEST(done.exit_status() == 0, done);
        BOOST_TEST(watch.completes("x"), watch.text());
        BOOST_TEST((read_file(place / "x") == data));
        if (arguments[0] != "-k") // -f replaces what that has left
            fs::remove(place / "x");
    }
}
