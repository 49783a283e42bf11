// SPDX-License-Identifier: BSL-1.0
// -o: output to a file that the user names.
#include "support/gzip_builder.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>
#include <future>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

// A directory with x.gz in it.
struct with_input {
    scratch_directory scratch;
    bytes data = sample(200'000);

    with_input() { write_file(scratch / "x.gz", gzip(data)); }

    outcome run_with(const names& arguments) const {
        return run_mgunzip(arguments, scratch);
    }
    bool has_data(const std::string& name) const {
        return read_file(scratch / name) == data;
    }
    mode_t mode(const std::string& name) const {
        struct stat status {};
        BOOST_REQUIRE(::lstat((scratch / name).c_str(), &status) == 0);
        return status.st_mode;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(output_option, with_input)

BOOST_AUTO_TEST_CASE(output_goes_to_the_named_file_and_the_input_stays) {
    for (const char* const way : {"--io=auto", "--io=mmap", "--io=write"}) {
        const outcome done = run_with({way, "-fo", "out", "x.gz"});
        BOOST_TEST(done.silently(0), done);
        BOOST_TEST((scratch.entries() == names{"out", "x.gz"}));
        BOOST_TEST(has_data("out"));
    }
}

BOOST_AUTO_TEST_CASE(input_needs_no_suffix) {
    write_file(scratch / "plain name", gzip("text"));
    BOOST_TEST(run_with({"-o", "out", "plain name"}).silently(0));
    BOOST_TEST((read_file(scratch / "out") == to_bytes("text")));
}

BOOST_AUTO_TEST_CASE(output_may_lie_in_another_directory) {
    BOOST_REQUIRE(::mkdir((scratch / "sub").c_str(), 0700) == 0);
    BOOST_TEST(run_with({"-o", "sub/out", "x.gz"}).silently(0));
    BOOST_TEST(has_data("sub/out"));
    const outcome missing = run_with({"-o", "none/out", "x.gz"});
    BOOST_TEST(missing.exit_status() == 1);
    BOOST_TEST(missing.err == "mgunzip: none/out: No such file or directory\n");
    const outcome no_directory = run_with({"-o", "x.gz/out", "x.gz"});
    BOOST_TEST(no_directory.exit_status() == 1);
    BOOST_TEST(no_directory.err == "mgunzip: x.gz/out: Not a directory\n");
}

BOOST_AUTO_TEST_CASE(dash_is_standard_output) {
    const outcome done = run_with({"-o", "-", "x.gz"});
    BOOST_TEST(done.silently(0), done);
    BOOST_TEST((done.out == data));
    BOOST_TEST((scratch.entries() == names{"x.gz"}));
}

BOOST_AUTO_TEST_CASE(existing_file_needs_force) {
    write_file(scratch / "out", to_bytes("old"));
    const outcome refused = run_with({"-o", "out", "x.gz"});
    BOOST_TEST(refused.exit_status() == 2);
    BOOST_TEST(refused.err ==
               "mgunzip: out: already exists; not overwritten; use -f to "
               "overwrite it, or -o to name another\n");
    BOOST_TEST((read_file(scratch / "out") == to_bytes("old")));
    BOOST_TEST(run_with({"-f", "-o", "out", "x.gz"}).silently(0));
    BOOST_TEST(has_data("out"));
}

BOOST_AUTO_TEST_CASE(input_itself_is_refused_under_every_name) {
    BOOST_REQUIRE(::symlink("x.gz", (scratch / "symbolic").c_str()) == 0);
    BOOST_REQUIRE(
        ::link((scratch / "x.gz").c_str(), (scratch / "hard").c_str()) == 0);
    const auto before = read_file(scratch / "x.gz");
    for (const char* const name : {"x.gz", "./x.gz", "symbolic", "hard"}) {
        const outcome done = run_with({"-f", "-o", name, "x.gz"});
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.err ==
                   "mgunzip: " + std::string(name) + ": is the input file\n");
    }
    // The same when the input comes under another name, or as stdin.
    BOOST_TEST(run_with({"-f", "-o", "x.gz", "symbolic"}).exit_status() == 1);
    const auto in = open_file(scratch / "x.gz", O_RDONLY);
    command what = mgunzip_command({"-f", "-o", "x.gz"}, scratch);
    what.in = in.get();
    BOOST_TEST(run(what).exit_status() == 1);
    BOOST_TEST((read_file(scratch / "x.gz") == before));
    BOOST_TEST((scratch.entries() == names{"hard", "symbolic", "x.gz"}));
}

BOOST_AUTO_TEST_CASE(target_of_a_symbolic_link_is_replaced) {
    BOOST_REQUIRE(::mkdir((scratch / "sub").c_str(), 0700) == 0);
    write_file(scratch / "sub/target", to_bytes("old"));
    BOOST_REQUIRE(::symlink("second", (scratch / "first").c_str()) == 0);
    BOOST_REQUIRE(::symlink("sub/target", (scratch / "second").c_str()) == 0);
    BOOST_TEST(run_with({"-o", "first", "x.gz"}).exit_status() == 2);
    BOOST_TEST((read_file(scratch / "sub/target") == to_bytes("old")));
    BOOST_TEST(run_with({"-f", "-o", "first", "x.gz"}).silently(0));
    BOOST_TEST(S_ISLNK(mode("first")));
    BOOST_TEST(S_ISLNK(mode("second")));
    BOOST_TEST(S_ISREG(mode("sub/target")));
    BOOST_TEST(has_data("sub/target"));
}

BOOST_AUTO_TEST_CASE(dangling_link_gets_its_target) {
    const std::string target = scratch / "target";
    BOOST_REQUIRE(::symlink(target.c_str(), (scratch / "out").c_str()) == 0);
    BOOST_TEST(run_with({"-o", "out", "x.gz"}).silently(0));
    BOOST_TEST(S_ISLNK(mode("out")));
    BOOST_TEST(has_data("target"));
}

BOOST_AUTO_TEST_CASE(loop_of_links_is_an_error) {
    BOOST_REQUIRE(::symlink("b", (scratch / "a").c_str()) == 0);
    BOOST_REQUIRE(::symlink("a", (scratch / "b").c_str()) == 0);
    const outcome done = run_with({"-f", "-o", "a", "x.gz"});
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.says("mgunzip: a: Too many levels of symbolic links"));
    BOOST_TEST(S_ISLNK(mode("a")));
}

BOOST_AUTO_TEST_CASE(directory_is_refused) {
    BOOST_REQUIRE(::mkdir((scratch / "sub").c_str(), 0700) == 0);
    for (const char* const name : {"sub", "sub/", ".", "..", "sub/.."}) {
        const outcome done = run_with({"-f", "-o", name, "x.gz"});
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.err == "mgunzip: " + std::string(name) +
                                   ": is a directory; use -o to name a file\n");
    }
    BOOST_TEST(run_with({"-o", "new/", "x.gz"}).exit_status() == 1);
    BOOST_TEST((scratch.entries() == names{"sub", "x.gz"}));
}

BOOST_AUTO_TEST_CASE(device_is_written_to_and_needs_no_force) {
    const outcome done = run_with({"-v", "-o", "/dev/null", "x.gz"});
    BOOST_TEST(done.exit_status() == 0, done);
    BOOST_TEST(
        done.says("written to /dev/null (input mapped, output written)\n"),
        done);
    struct stat status {};
    BOOST_REQUIRE(::stat("/dev/null", &status) == 0);
    BOOST_TEST(S_ISCHR(status.st_mode));
    const outcome full = run_with({"-o", "/dev/full", "x.gz"});
    BOOST_TEST(full.exit_status() == 1);
    BOOST_TEST(full.err == "mgunzip: /dev/full: No space left on device\n");
}

BOOST_AUTO_TEST_CASE(device_cannot_be_mapped) {
    const outcome done = run_with({"--io=mmap", "-o", "/dev/null", "x.gz"});
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(
        done.err ==
        "mgunzip: /dev/null: output cannot be "
        "memory-mapped: it is not a regular file; use --io=auto to write it\n");
}

BOOST_AUTO_TEST_CASE(fifo_is_written_to) {
    const std::string fifo = scratch / "fifo";
    BOOST_REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    auto received =
        std::async(std::launch::async, [&] { return read_file(fifo); });
    const outcome done = run_with({"-o", "fifo", "x.gz"});
    BOOST_TEST(done.silently(0), done);
    BOOST_TEST((received.get() == data));
    BOOST_TEST(S_ISFIFO(mode("fifo")));
}

BOOST_AUTO_TEST_CASE(damaged_input_sends_its_good_part_to_a_fifo) {
    auto packed = read_file(scratch / "x.gz");
    packed.resize(packed.size() - 8);
    write_file(scratch / "bad.gz", packed);
    const std::string fifo = scratch / "fifo";
    BOOST_REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    auto received =
        std::async(std::launch::async, [&] { return read_file(fifo); });
    BOOST_TEST(run_with({"-o", "fifo", "bad.gz"}).exit_status() == 1);
    BOOST_TEST((received.get() == data));
}

BOOST_AUTO_TEST_CASE(output_is_not_opened_before_the_header_is_recognised) {
    write_file(scratch / "bad.gz", to_bytes("no gzip"));
    // Nobody reads it: opening it would wait.
    BOOST_REQUIRE(::mkfifo((scratch / "fifo").c_str(), 0600) == 0);
    const outcome done = run_with({"-o", "fifo", "bad.gz"});
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.says("bad.gz: not in gzip format"), done);
}

BOOST_AUTO_TEST_CASE(socket_is_an_error) {
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    const std::string path = scratch / "socket";
    BOOST_REQUIRE(path.size() < sizeof address.sun_path);
    path.copy(address.sun_path, path.size());
    const mgunzip::io::unique_fd fd(::socket(AF_UNIX, SOCK_STREAM, 0));
    BOOST_REQUIRE(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address),
                         sizeof address) == 0);
    const outcome done = run_with({"-f", "-o", "socket", "x.gz"});
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.says("mgunzip: socket: No such device or address"), done);
    BOOST_TEST(S_ISSOCK(mode("socket")));
}

BOOST_AUTO_TEST_CASE(attributes_are_those_of_the_input) {
    BOOST_REQUIRE(::chmod((scratch / "x.gz").c_str(), 0604) == 0);
    const timespec times[] = {{1, 2}, {3, 4}};
    BOOST_REQUIRE(::utimensat(AT_FDCWD, (scratch / "x.gz").c_str(), times, 0) ==
                  0);
    BOOST_TEST(run_with({"-o", "out", "x.gz"}).silently(0));
    struct stat status {};
    BOOST_REQUIRE(::stat((scratch / "out").c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 07777) == 0604u);
    BOOST_TEST(status.st_mtim.tv_sec == 3);
    BOOST_TEST(status.st_mtim.tv_nsec == 4);
}

BOOST_AUTO_TEST_CASE(mode_for_standard_input_follows_the_umask) {
    for (const mode_t mask : {0022, 0077, 0}) {
        const auto in = open_file(scratch / "x.gz", O_RDONLY);
        command what = mgunzip_command({"-fo", "out"}, scratch);
        what.in = in.get();
        what.prepare = [=] { ::umask(mask); };
        BOOST_TEST(run(what).silently(0));
        BOOST_TEST((mode("out") & 07777) == (0666 & ~mask));
        BOOST_TEST(has_data("out"));
    }
}

BOOST_AUTO_TEST_CASE(pipe_with_a_name_counts_as_standard_input) {
    command what = mgunzip_command({"-o", "out", "/dev/stdin"}, scratch);
    what.input = read_file(scratch / "x.gz");
    what.prepare = [] { ::umask(0027); };
    const outcome done = run(what);
    BOOST_TEST(done.silently(0), done);
    BOOST_TEST((mode("out") & 07777) == 0640u);
    BOOST_TEST(has_data("out"));
}

BOOST_AUTO_TEST_CASE(symbolic_link_is_followed_to_the_input) {
    BOOST_REQUIRE(::symlink("x.gz", (scratch / "link").c_str()) == 0);
    BOOST_TEST(run_with({"-o", "out", "link"}).silently(0));
    BOOST_TEST(has_data("out"));
    BOOST_TEST((scratch.entries() == names{"link", "out", "x.gz"}));
}

BOOST_AUTO_TEST_CASE(hard_linked_sticky_and_setuid_inputs_are_taken) {
    BOOST_REQUIRE(
        ::link((scratch / "x.gz").c_str(), (scratch / "y.gz").c_str()) == 0);
    BOOST_REQUIRE(::chmod((scratch / "x.gz").c_str(), 05644) == 0);
    BOOST_TEST(run_with({"-o", "out", "x.gz"}).silently(0));
    BOOST_TEST(has_data("out"));
}

BOOST_AUTO_TEST_CASE(bad_input_leaves_no_output_and_no_change) {
    write_file(scratch / "bad.gz", to_bytes("no gzip"));
    BOOST_TEST(run_with({"-o", "out", "bad.gz"}).exit_status() == 1);
    BOOST_TEST(run_with({"-o", "out", "none.gz"}).exit_status() == 1);
    write_file(scratch / "cut.gz", [&] {
        auto packed = read_file(scratch / "x.gz");
        packed.resize(packed.size() / 2);
        return packed;
    }());
    write_file(scratch / "old", to_bytes("old"));
    BOOST_TEST(run_with({"-fo", "old", "cut.gz"}).exit_status() == 1);
    BOOST_TEST((read_file(scratch / "old") == to_bytes("old")));
    BOOST_TEST((scratch.entries() == names{"bad.gz", "cut.gz", "old", "x.gz"}));
}

BOOST_AUTO_TEST_CASE(name_of_an_open_file_without_one_is_refused) {
    // As "-o /dev/stdout" has it when that is a file that was removed.
    const auto out = open_file(scratch / "out", O_CREAT | O_RDWR);
    BOOST_REQUIRE(::unlink((scratch / "out").c_str()) == 0);
    command what =
        mgunzip_command({"-f", "-o", "/dev/stdout", "x.gz"}, scratch);
    what.out = out.get();
    const outcome done = run(what);
    BOOST_TEST(done.exit_status() == 1, done);
    BOOST_TEST((scratch.entries() == names{"x.gz"}));
}

BOOST_AUTO_TEST_CASE(file_that_appears_meanwhile_is_replaced_only_with_force) {
    for (const bool is_forced : {true, false}) {
        std::filesystem::remove(scratch / "out");
        names arguments{"-o", "out", "x.gz"};
        if (is_forced)
            arguments.insert(arguments.begin(), "-f");
        process program(faulty_command("linkat:STOP:0:1", arguments, scratch));
        BOOST_REQUIRE(program.wait_until_stopped());
        write_file(scratch / "out", to_bytes("other"));
        program.send(SIGCONT);
        const outcome done = program.finish();
        BOOST_TEST(done.exit_status() == (is_forced ? 0 : 1), done);
        BOOST_TEST(has_data("out") == is_forced);
    }
}

BOOST_AUTO_TEST_SUITE_END()
