// SPDX-License-Identifier: BSL-1.0
// Standard input, whatever it is, and other input that is no plain file.
#include "support/emulator.hpp"
#include "support/gzip_builder.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>
#include <thread>

#include <pty.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

using namespace mgunzip::test;
using mgunzip::io::unique_fd;

namespace {

using names = std::vector<std::string>;

constexpr const char* input_ways[] = {"--input=auto", "--input=mmap",
                                      "--input=read"};

// mgunzip with a file as its standard input, from an offset on.
struct redirected {
    scratch_directory scratch;
    unique_fd in;

    redirected(const bytes& contents, off_t offset) {
        write_file(scratch / "in", contents);
        in = open_file(scratch / "in", O_RDONLY);
        BOOST_REQUIRE(::lseek(in.get(), offset, SEEK_SET) == offset);
    }
    outcome run_with(const names& arguments) const {
        command what = mgunzip_command(arguments, scratch);
        what.in = in.get();
        return run(what);
    }
    off_t offset() const { return ::lseek(in.get(), 0, SEEK_CUR); }
};

outcome run_with_pipe(const bytes& input, const names& arguments) {
    const scratch_directory scratch;
    command what = mgunzip_command(arguments, scratch);
    what.input = input;
    return run(what);
}

// Two ends of something.
struct ends {
    unique_fd ours;
    unique_fd theirs;
};

ends make_sockets(int type) {
    int fds[2];
    BOOST_REQUIRE(::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, fds) == 0);
    return {unique_fd(fds[0]), unique_fd(fds[1])};
}

ends make_pipe() {
    int fds[2];
    BOOST_REQUIRE(::pipe2(fds, O_CLOEXEC) == 0);
    return {unique_fd(fds[1]), unique_fd(fds[0])};
}

// Reads return at once, with nothing if nothing comes for half a second, so
// that the end of the input can be shown without a line discipline.
ends make_terminal() {
    int ours = -1;
    int theirs = -1;
    struct termios settings {};
    ::cfmakeraw(&settings);
    settings.c_cc[VMIN] = 0;
    settings.c_cc[VTIME] = 5;
    if (::openpty(&ours, &theirs, nullptr, &settings, nullptr) != 0)
        skip_test("there are no pseudo-terminals");
    return {unique_fd(ours), unique_fd(theirs)};
}

} // namespace

BOOST_AUTO_TEST_CASE(redirected_file_is_decompressed_from_its_offset) {
    const auto data = sample(700'000);
    for (const char* const way : input_ways)
        for (const off_t offset : {0, 1, 5000}) {
            const bytes junk(static_cast<std::size_t>(offset), 'j');
            const redirected file(junk + gzip(data), offset);
            const outcome done = file.run_with({way});
            BOOST_TEST(done.silently(0), done);
            BOOST_TEST((done.out == data));
            BOOST_TEST(file.offset() == ::lseek(file.in.get(), 0, SEEK_END));
        }
}

BOOST_AUTO_TEST_CASE(offset_is_left_behind_padding_and_garbage_as_well) {
    const auto data = sample(100'000);
    const auto packed = gzip(data);
    // More than is read at a time.
    const bytes zeros(600'000, 0);
    const bytes garbage(600'000, 0xff);
    struct {
        bytes file;
        bytes output;
        int status;
    } const cases[] = {
        {packed + packed, data + data, 0},
        {packed + zeros, data, 0},
        {packed + garbage, data, 2},
        {packed + zeros + garbage, data, 2},
    };
    for (const auto& each : cases)
        for (const char* const way : input_ways) {
            const redirected file(each.file, 0);
            const outcome done = file.run_with({way});
            BOOST_TEST(done.exit_status() == each.status, done);
            BOOST_TEST((done.out == each.output));
            BOOST_TEST(file.offset() == static_cast<off_t>(each.file.size()));
        }
}

BOOST_AUTO_TEST_CASE(next_command_of_a_shell_goes_on_behind_the_input) {
    const scratch_directory scratch;
    const auto packed = gzip("text\n");
    write_file(scratch / "in", packed + packed + bytes(1000, 0));
    for (const char* const way : input_ways) {
        const outcome done =
            run({.words = {"sh", "-c",
                           "{ \"$0\" \"$1\"; printf 'then\\n'; cat; } < in",
                           program_path(), way},
                 .directory = scratch.path()});
        BOOST_TEST(done.silently(0), done);
        BOOST_TEST(done.text() == "text\ntext\nthen\n");
    }
}

BOOST_AUTO_TEST_CASE(error_offset_is_that_of_the_file) {
    auto packed = gzip(sample(1000));
    const auto crc_at = packed.size() - 8;
    packed[crc_at] ^= 1;
    for (const char* const way : input_ways) {
        const redirected file(bytes(123, 'j') + packed, 123);
        const outcome done = file.run_with({way});
        BOOST_TEST(done.exit_status() == 1);
        BOOST_TEST(done.err ==
                       "mgunzip: stdin: invalid compressed data--crc error "
                       "(member 1, byte " +
                           std::to_string(123 + crc_at) +
                           "); the input is damaged: get it again\n",
                   done);
    }
}

BOOST_AUTO_TEST_CASE(pipe_is_read) {
    const auto data = sample(2'000'000);
    const outcome done = run_with_pipe(gzip(data), {"-c"});
    BOOST_TEST(done.silently(0), done);
    BOOST_TEST((done.out == data));
    const outcome verbose = run_with_pipe(gzip(data), {"-tv"});
    BOOST_TEST(verbose.err ==
               "mgunzip: stdin: OK (input read: it is a pipe)\n");
    const outcome mapped = run_with_pipe(gzip(data), {"--input=mmap"});
    BOOST_TEST(mapped.exit_status() == 1);
    BOOST_TEST(mapped.err == "mgunzip: stdin: input cannot be memory-mapped: "
                             "it is a pipe; use --input=auto to read it\n");
}

BOOST_AUTO_TEST_CASE(checking_writes_nothing_with_recursion_either) {
    const outcome tested = run_with_pipe(gzip("text"), {"-rt"});
    BOOST_TEST(tested.silently(0), tested);
    BOOST_TEST(tested.text() == "");
    const outcome listed = run_with_pipe(gzip("text"), {"-rl"});
    BOOST_TEST(listed.silently(0), listed);
    BOOST_TEST((listed.text().find("text") == std::string::npos), listed);
}

BOOST_AUTO_TEST_CASE(input_may_come_in_pieces_of_any_size) {
    const auto data = sample(3000);
    gzip_member header;
    header.extra = "extra";
    header.name = "name";
    header.comment = "comment";
    header.has_header_crc = true;
    const auto packed = gzip_bytes(header) + gzip(data) + bytes(3, 0);
    for (const std::size_t size : {1u, 2u, 3u, 7u, 100u}) {
        // Each packet is one read.
        ends sockets = make_sockets(SOCK_SEQPACKET);
        std::thread sender([&] {
            for (std::size_t at = 0; at < packed.size(); at += size)
                if (::send(sockets.ours.get(), packed.data() + at,
                           std::min(size, packed.size() - at),
                           MSG_NOSIGNAL) < 0)
                    break;
            sockets.ours.reset();
        });
        const scratch_directory scratch;
        command what = mgunzip_command({}, scratch);
        what.in = sockets.theirs.get();
        const outcome done = run(what);
        sockets.theirs.reset(); // ends a sender that nobody listens to
        sender.join();
        BOOST_TEST(done.silently(0), done);
        BOOST_TEST((done.out == data));
    }
}

BOOST_AUTO_TEST_CASE(socket_is_read) {
    const auto data = sample(10'000);
    ends sockets = make_sockets(SOCK_STREAM);
    const auto packed = gzip(data);
    BOOST_REQUIRE(::send(sockets.ours.get(), packed.data(), packed.size(), 0) ==
                  static_cast<ssize_t>(packed.size()));
    sockets.ours.reset();
    const scratch_directory scratch;
    command what = mgunzip_command({"-v"}, scratch);
    what.in = sockets.theirs.get();
    const outcome done = run(what);
    BOOST_TEST(done.exit_status() == 0);
    BOOST_TEST(done.says("input read: it is a socket"), done);
    BOOST_TEST((done.out == data));
}

BOOST_AUTO_TEST_CASE(non_blocking_pipe_is_waited_for) {
    const auto data = sample(300'000);
    const auto packed = gzip(data);
    ends pipe = make_pipe();
    BOOST_REQUIRE(::fcntl(pipe.theirs.get(), F_SETFL, O_NONBLOCK) == 0);
    const scratch_directory scratch;
    command what = mgunzip_command({}, scratch);
    what.in = pipe.theirs.get();
    process program(what);
    std::thread sender([&] {
        for (std::size_t at = 0; at < packed.size(); at += 20'000) {
            ::usleep(1000);
            if (::write(pipe.ours.get(), packed.data() + at,
                        std::min<std::size_t>(20'000, packed.size() - at)) < 0)
                break;
        }
        pipe.ours.reset();
    });
    const outcome done = program.finish();
    sender.join();
    BOOST_TEST(done.silently(0), done);
    BOOST_TEST((done.out == data));
}

BOOST_AUTO_TEST_CASE(fifo_is_read_where_it_need_not_be_replaced) {
    const scratch_directory scratch;
    const auto data = sample(100'000);
    const auto packed = gzip(data);
    const std::string fifo = scratch / "fifo.gz";
    BOOST_REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    std::thread writer([&] { write_file(fifo, packed); });
    const outcome done = run_mgunzip({"-c", "fifo.gz"}, scratch);
    writer.join();
    BOOST_TEST(done.silently(0), done);
    BOOST_TEST((done.out == data));

    // Nobody writes to it: opening it must not wait.
    const outcome ignored = run_mgunzip({"fifo.gz"}, scratch);
    BOOST_TEST(ignored.exit_status() == 2);
    BOOST_TEST(ignored.err == "mgunzip: fifo.gz: is not a directory or a "
                              "regular file - ignored; use -c to read it\n");
}

BOOST_AUTO_TEST_CASE(terminal_is_read_only_with_force) {
    const ends terminal = make_terminal();
    const auto packed = gzip("typed");
    BOOST_REQUIRE(::write(terminal.ours.get(), packed.data(), packed.size()) ==
                  static_cast<ssize_t>(packed.size()));
    const scratch_directory scratch;
    const auto run_with = [&](const names& arguments) {
        command what = mgunzip_command(arguments, scratch);
        what.in = terminal.theirs.get();
        return run(what);
    };
    for (const names& arguments :
         {names{}, names{"-c"}, names{"-t"}, names{"-c", "/dev/stdin"}}) {
        const outcome refused = run_with(arguments);
        BOOST_TEST(refused.exit_status() == 1, refused);
        BOOST_TEST(refused.says("compressed data not read from a terminal"),
                   refused);
        BOOST_TEST(refused.out.empty());
    }
    const outcome forced = run_with({"-fv"});
    BOOST_TEST(forced.exit_status() == 0, forced);
    BOOST_TEST(forced.says("input read: it is a device"), forced);
    BOOST_TEST(forced.text() == "typed");
}

BOOST_AUTO_TEST_CASE(empty_input_is_an_unexpected_end) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", {});
    const outcome device = run_mgunzip({}, scratch);
    BOOST_TEST(device.exit_status() == 1);
    BOOST_TEST(device.err ==
               "mgunzip: stdin: unexpected end of file "
               "(member 1, byte 0); the input is incomplete: get it again\n");
    for (const char* const way : {"--input=auto", "--input=read"}) {
        const outcome file = run_mgunzip({way, "x.gz"}, scratch);
        BOOST_TEST(file.exit_status() == 1);
        BOOST_TEST(
            file.err ==
            "mgunzip: x.gz: unexpected end of file "
            "(member 1, byte 0); the input is incomplete: get it again\n");
    }
    const outcome mapped = run_mgunzip({"--input=mmap", "x.gz"}, scratch);
    BOOST_TEST(mapped.exit_status() == 1);
    BOOST_TEST(mapped.err == "mgunzip: x.gz: input cannot be memory-mapped: "
                             "it is empty; use --input=auto to read it\n");
    BOOST_TEST((scratch.entries() == names{"x.gz"}));
}

BOOST_AUTO_TEST_CASE(closed_and_unreadable_inputs_are_errors) {
    const scratch_directory scratch;
    command closed = mgunzip_command({}, scratch);
    closed.prepare = [] { ::close(STDIN_FILENO); };
    const outcome nothing = run(closed);
    BOOST_TEST(nothing.exit_status() == 1);
    BOOST_TEST(nothing.err == "mgunzip: stdin: Bad file descriptor\n");

    const auto directory = open_file(scratch.path(), O_RDONLY | O_DIRECTORY);
    command what = mgunzip_command({}, scratch);
    what.in = directory.get();
    const outcome done = run(what);
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.err == "mgunzip: stdin: Is a directory\n");
}

BOOST_AUTO_TEST_CASE(closed_standard_descriptors_are_not_taken_by_files) {
    const scratch_directory scratch;
    const auto data = sample(100'000);
    write_file(scratch / "x.gz", gzip(data));
    command what = mgunzip_command({"-v", "x.gz"}, scratch);
    what.prepare = [] {
        ::close(STDIN_FILENO);
        ::close(STDOUT_FILENO);
        ::close(STDERR_FILENO);
    };
    BOOST_TEST(run(what).silently(0));
    BOOST_TEST((scratch.entries() == names{"x"}));
    BOOST_TEST((read_file(scratch / "x") == data));
}

BOOST_AUTO_TEST_CASE(dash_stands_among_files) {
    const scratch_directory scratch;
    write_file(scratch / "a.gz", gzip("a"));
    write_file(scratch / "c.gz", gzip("c"));
    command what = mgunzip_command({"-c", "a.gz", "-", "c.gz"}, scratch);
    what.input = gzip("b");
    BOOST_TEST(run(what).text() == "abc");
    what = mgunzip_command({"a.gz", "-"}, scratch);
    what.input = gzip("b");
    BOOST_TEST(run(what).text() == "b");
    BOOST_TEST((scratch.entries() == names{"a", "c.gz"}));
}

BOOST_AUTO_TEST_CASE(file_that_grows_is_read_on) {
    const auto first = sample(300'000, 1);
    const auto last = sample(200'000, 2);
    const auto packed = gzip(first);
    const auto gained = gzip(last);
    for (const std::size_t cut : {packed.size(), packed.size() - 4,
                                  packed.size() - 4096, std::size_t{40'000}})
        for (const char* const way : input_ways) {
            const scratch_directory scratch;
            auto whole = packed + gained;
            write_file(scratch / "x.gz", {whole.begin(), whole.begin() + cut});
            // Stopped at the first output, it has seen the file's old size.
            process program(
                faulty_command("write:STOP:0:1", {way, "-c", "x.gz"}, scratch));
            BOOST_REQUIRE(program.wait_until_stopped());
            const auto file = open_file(scratch / "x.gz", O_WRONLY | O_APPEND);
            BOOST_REQUIRE(!mgunzip::io::write_all(
                file.get(), whole.data() + cut, whole.size() - cut));
            program.send(SIGCONT);
            const outcome done = program.finish();
            BOOST_TEST(done.silently(0), done);
            BOOST_TEST((done.out == first + last));
        }
}

BOOST_AUTO_TEST_CASE(file_of_proc_is_read) {
    const std::string name = "/proc/config.gz";
    if (::access(name.c_str(), R_OK) != 0)
        skip_test("there is no " + name);
    const scratch_directory scratch;
    const outcome expected = run({.words = {"gzip", "-dc", name}});
    const outcome done = run_mgunzip({"-c", name}, scratch);
    BOOST_TEST(done.silently(0), done);
    BOOST_TEST((done.out == expected.out));
    BOOST_TEST(run_mgunzip({"--input=mmap", "-c", name}, scratch)
                   .says("input cannot be memory-mapped"));
}

BOOST_AUTO_TEST_CASE(file_that_cannot_be_opened_anew_is_read) {
    require_root();
    const auto data = sample(500'000);
    const redirected file(gzip(data), 0);
    BOOST_REQUIRE(::fchmod(file.in.get(), 0600) == 0);
    const auto run_with = [&](const names& arguments) {
        BOOST_REQUIRE(::lseek(file.in.get(), 0, SEEK_SET) == 0);
        command what = unprivileged_command(arguments, file.scratch);
        what.in = file.in.get();
        return run(what);
    };
    const outcome done = run_with({"-v"});
    BOOST_TEST(done.exit_status() == 0, done);
    BOOST_TEST((done.out == data));
    BOOST_TEST(done.says("(input read: it cannot be mapped (Permission "
                         "denied), output written)"),
               done);
    BOOST_TEST(file.offset() == ::lseek(file.in.get(), 0, SEEK_END));
    const outcome mapped = run_with({"--input=mmap"});
    BOOST_TEST(mapped.exit_status() == 1);
    BOOST_TEST(mapped.says("input cannot be memory-mapped: it cannot be "
                           "mapped (Permission denied)"),
               mapped);
}

BOOST_AUTO_TEST_CASE(file_without_address_space_for_it_is_read) {
    skip_if_emulated("does not limit the address space");
    require_no_address_sanitizer();
    const auto data = sample(100'000);
    const redirected file(gzip(data), 0);
    // Padding, and a hole in the file.
    BOOST_REQUIRE(::ftruncate(open_file(file.scratch / "in", O_WRONLY).get(),
                              200'000'000) == 0);
    const auto run_with = [&](const names& arguments) {
        BOOST_REQUIRE(::lseek(file.in.get(), 0, SEEK_SET) == 0);
        command what = mgunzip_command(arguments, file.scratch);
        what.in = file.in.get();
        what.prepare = [] {
            const struct rlimit limit { 100'000'000, 100'000'000 };
            ::setrlimit(RLIMIT_AS, &limit);
        };
        return run(what);
    };
    const outcome done = run_with({"-tv"});
    BOOST_TEST(done.says("OK (input read: it cannot be mapped (Cannot "
                         "allocate memory))"),
               done);
    const outcome written = run_with({});
    BOOST_TEST(written.silently(0), written);
    BOOST_TEST((written.out == data));
    const outcome mapped = run_with({"--input=mmap"});
    BOOST_TEST(mapped.exit_status() == 1);
}

BOOST_AUTO_TEST_CASE(without_proc_input_is_read_and_output_written) {
    // AddressSanitizer finds the bounds of the stack in /proc.
    if (has_address_sanitizer())
        skip_test("AddressSanitizer needs /proc");
    require_root();
    const scratch_directory scratch;
    const auto data = sample(500'000);
    write_file(scratch / "x.gz", gzip(data));
    const auto run_with = [&](const names& arguments) {
        command what = mgunzip_command(arguments, scratch);
        what.environment = {"ASAN_OPTIONS=detect_leaks=0"};
        what.prepare = [] {
            if (::unshare(CLONE_NEWNS) != 0 ||
                ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) !=
                    0 ||
                ::umount2("/proc", MNT_DETACH) != 0)
                ::_exit(125);
        };
        return run(what);
    };
    const outcome kept = run_with({"-kv", "x.gz"});
    if (kept.exit_status() == 125)
        skip_test("/proc cannot be unmounted");
    BOOST_TEST(kept.exit_status() == 0, kept);
    BOOST_TEST(kept.says("(input read: it cannot be mapped (there is no /proc)"
                         ", output written: it cannot be mapped (there is no "
                         "/proc))"),
               kept);
    BOOST_TEST((scratch.entries() == names{"x", "x.gz"}));
    BOOST_TEST((read_file(scratch / "x") == data));
    BOOST_TEST(run_with({"--input=mmap", "-fk", "x.gz"}).exit_status() == 1);
    BOOST_TEST(run_with({"--io=mmap", "-fk", "x.gz"}).exit_status() == 1);
    BOOST_TEST((read_file(scratch / "x") == data));
    BOOST_TEST(run_with({"-f", "x.gz"}).silently(0));
    BOOST_TEST((scratch.entries() == names{"x"}));
}
