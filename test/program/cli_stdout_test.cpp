// SPDX-License-Identifier: BSL-1.0
// Standard output, whatever it is, by writing.
#include "support/gzip_builder.hpp"
#include "support/pipe_pair.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <sstream>
#include <thread>

#include <pty.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

using namespace mgunzip::test;
using mgunzip::io::unique_fd;

namespace {

using names = std::vector<std::string>;

constexpr std::size_t block_size = 32768;

struct with_input {
    scratch_directory scratch;
    bytes data = sample(1'000'000);

    with_input() { write_file(scratch / "x.gz", gzip(data)); }

    outcome run_into(int out, const names& arguments) const {
        command what = mgunzip_command(arguments, scratch);
        what.out = out;
        return run(what);
    }
};

bytes read_all(int fd) {
    bytes all;
    std::uint8_t buffer[8192];
    for (;;) {
        const ssize_t count = ::read(fd, buffer, sizeof buffer);
        if (count <= 0)
            return all;
        all.insert(all.end(), buffer, buffer + count);
    }
}

// The sizes that `size` bytes are written in.
std::vector<std::size_t> exact_blocks(std::size_t size) {
    std::vector<std::size_t> blocks(size / block_size, block_size);
    if (size % block_size > 0)
        blocks.push_back(size % block_size);
    return blocks;
}

// The sizes of the packets that come out of a socket: one for each write.
std::vector<std::size_t> packet_sizes(int fd) {
    std::vector<std::size_t> sizes;
    bytes buffer(2 * block_size);
    for (;;) {
        const ssize_t count = ::recv(fd, buffer.data(), buffer.size(), 0);
        if (count <= 0)
            return sizes;
        sizes.push_back(static_cast<std::size_t>(count));
    }
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(standard_output, with_input)

BOOST_AUTO_TEST_CASE(file_goes_to_standard_output_and_stays) {
    const outcome done = run_mgunzip({"-c", "x.gz"}, scratch);
    BOOST_TEST(done.silently(0), done);
    BOOST_TEST((done.out == data));
    BOOST_TEST((scratch.entries() == names{"x.gz"}));
}

BOOST_AUTO_TEST_CASE(several_files_come_one_after_the_other) {
    write_file(scratch / "y.gz", gzip("more"));
    const outcome done =
        run_mgunzip({"-c", "x.gz", "none.gz", "y.gz"}, scratch);
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST((done.out == data + to_bytes("more")));
}

BOOST_AUTO_TEST_CASE(every_write_but_the_last_is_exactly_32_kib) {
    // 2 KiB of overshoot, an exact multiple, members smaller than a block, and
    // no output at all.
    write_file(scratch / "multiple.gz", gzip(sample(4 * block_size)));
    bytes members;
    for (int i = 0; i < 100; ++i)
        members = members + gzip_stored(std::string(1000, 'm'));
    write_file(scratch / "members.gz", members);
    write_file(scratch / "empty.gz", gzip_bytes({}));
    write_file(scratch / "zeros.gz", gzip(bytes(1'000'000, 0)));
    const std::pair<const char*, std::size_t> files[] = {
        {"x.gz", data.size()},
        {"multiple.gz", 4 * block_size},
        {"members.gz", 100'000},
        {"empty.gz", 0},
        {"zeros.gz", 1'000'000}};

    for (const char* const way : {"--input=mmap", "--input=read"}) {
        int fds[2];
        BOOST_REQUIRE(
            ::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) == 0);
        const unique_fd reader(fds[0]);
        unique_fd writer(fds[1]);
        names arguments{"-c", way};
        std::vector<std::size_t> expected;
        for (const auto& [name, size] : files) {
            arguments.push_back(name);
            // The last write is short for each file, not for each member.
            for (const std::size_t block : exact_blocks(size))
                expected.push_back(block);
        }
        command what = mgunzip_command(arguments, scratch);
        what.out = writer.get();
        process program(what);
        writer.reset();
        const auto sizes = packet_sizes(reader.get());
        BOOST_TEST(program.finish().silently(0));
        BOOST_TEST(sizes == expected, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(no_other_call_writes_to_standard_output) {
    require_strace();
    command what = mgunzip_command({"-c", "x.gz"}, scratch);
    what.words.insert(
        what.words.begin(),
        {"strace", "-f", "-o", "calls", "-e",
         "trace=write,pwrite64,writev,pwritev,pwritev2,splice,tee,vmsplice,"
         "sendfile,copy_file_range"});
    what.environment = {"ASAN_OPTIONS=detect_leaks=0"};
    const outcome done = run(what);
    BOOST_TEST(done.silently(0), done);
    const auto text = read_file(scratch / "calls");
    std::istringstream calls(std::string(text.begin(), text.end()));
    std::vector<std::size_t> sizes;
    for (std::string line; std::getline(calls, line);) {
        if (line.find("+++") != line.npos)
            continue;
        // Sanitizers look at memory by writing it to a pipe of their own.
        if (has_address_sanitizer() && line.find(" write(") != line.npos &&
            line.find("(1, ") == line.npos)
            continue;
        BOOST_TEST(line.find(" write(1, ") != line.npos, line);
        sizes.push_back(std::stoul(line.substr(line.rfind('=') + 1)));
    }
    BOOST_TEST(sizes == exact_blocks(data.size()),
               boost::test_tools::per_element());
}

// Where pages come from zeros, writes carry these: see cli_files_test.
BOOST_AUTO_TEST_CASE(file_to_file_reads_and_writes_neither) {
    require_strace();
    command what = mgunzip_command({"--io=mmap:populate", "x.gz"}, scratch);
    what.words.insert(what.words.begin(),
                      {"strace", "-f", "-y", "-o", "calls", "-e",
                       "trace=read,pread64,readv,write,pwrite64,writev,"
                       "copy_file_range"});
    what.environment = {"ASAN_OPTIONS=detect_leaks=0"};
    BOOST_TEST(run(what).silently(0));
    const auto text = read_file(scratch / "calls");
    const std::string calls(text.begin(), text.end());
    BOOST_TEST(calls.find(scratch.path().string()) == calls.npos, calls);
    BOOST_TEST((read_file(scratch / "x") == data));
}

BOOST_AUTO_TEST_CASE(file_gets_the_output_at_the_current_offset) {
    for (const int append : {0, O_APPEND}) {
        write_file(scratch / "out", to_bytes("before "));
        const auto out = open_file(scratch / "out", O_RDWR | append);
        BOOST_REQUIRE(::lseek(out.get(), 0, SEEK_END) == 7);
        const outcome done = run_into(out.get(), {"-c", "x.gz"});
        BOOST_TEST(done.silently(0), done);
        BOOST_TEST(::write(out.get(), " after", 6) == 6);
        BOOST_TEST((read_file(scratch / "out") ==
                    to_bytes("before ") + data + to_bytes(" after")));
    }
}

// Reading would find what was written, for ever.
BOOST_AUTO_TEST_CASE(input_is_refused_as_standard_output) {
    const bytes before = read_file(scratch / "x.gz");
    BOOST_REQUIRE(
        ::link((scratch / "x.gz").c_str(), (scratch / "link.gz").c_str()) == 0);
    for (const int append : {0, O_APPEND})
        for (const names& arguments :
             {names{"-c", "x.gz"}, names{"-c", "link.gz"}, names{},
              names{"-cf", "x.gz"}, names{"-o", "-", "x.gz"},
              names{"-c", "--io=mmap", "x.gz"},
              names{"-c", "--input=read", "x.gz"}}) {
            const auto in = open_file(scratch / "x.gz", O_RDONLY);
            const auto out = open_file(scratch / "x.gz", O_RDWR | append);
            command what = mgunzip_command(arguments, scratch);
            what.in = in.get();
            what.out = out.get();
            what.prepare = [] {
                const struct rlimit limit { 10'000'000, 10'000'000 };
                ::setrlimit(RLIMIT_FSIZE, &limit);
            };
            const outcome done = run(what);
            BOOST_TEST(done.exit_status() == 1, done);
            BOOST_TEST(done.err == "mgunzip: stdout: is the input file\n");
            BOOST_TEST((read_file(scratch / "x.gz") == before));
        }
}

BOOST_AUTO_TEST_CASE(other_inputs_follow_one_that_is_standard_output) {
    write_file(scratch / "out", gzip("own"));
    write_file(scratch / "y.gz", gzip("more"));
    const auto out = open_file(scratch / "out", O_RDWR | O_APPEND);
    const outcome done = run_into(out.get(), {"-c", "out", "y.gz"});
    BOOST_TEST(done.exit_status() == 1, done);
    BOOST_TEST((read_file(scratch / "out") == gzip("own") + to_bytes("more")));
}

BOOST_AUTO_TEST_CASE(one_terminal_or_device_may_be_input_and_output) {
    const auto null = open_file("/dev/null", O_RDWR);
    command what = mgunzip_command({}, scratch);
    what.in = null.get();
    what.out = null.get();
    BOOST_TEST(run(what).says("mgunzip: stdin: unexpected end of file"));

    int fds[2];
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) ==
                  0);
    const unique_fd ours(fds[0]);
    unique_fd theirs(fds[1]);
    const bytes small = gzip("through a socket");
    BOOST_REQUIRE(::write(ours.get(), small.data(), small.size()) ==
                  static_cast<ssize_t>(small.size()));
    BOOST_REQUIRE(::shutdown(ours.get(), SHUT_WR) == 0);
    what.in = theirs.get();
    what.out = theirs.get();
    BOOST_TEST(run(what).silently(0));
    theirs.reset();
    BOOST_TEST((read_all(ours.get()) == to_bytes("through a socket")));
}

BOOST_AUTO_TEST_CASE(terminal_gets_the_output) {
    int ours = -1;
    int theirs = -1;
    struct termios settings {};
    ::cfmakeraw(&settings);
    if (::openpty(&ours, &theirs, nullptr, &settings, nullptr) != 0)
        skip_test("there are no pseudo-terminals");
    const unique_fd reader(ours);
    unique_fd terminal(theirs);
    command what = mgunzip_command({"-c", "x.gz"}, scratch);
    what.out = terminal.get();
    process program(what);
    terminal.reset();
    BOOST_TEST((read_all(reader.get()) == data));
    BOOST_TEST(program.finish().silently(0));
}

BOOST_AUTO_TEST_CASE(non_blocking_pipe_with_a_slow_reader_gets_all) {
    // More than a pipe holds after it was enlarged, and a reader that makes
    // room for a part of a write only.
    const bytes large = sample(3'000'000);
    write_file(scratch / "large.gz", gzip(large));
    pipe_pair pipe;
    BOOST_REQUIRE(::fcntl(pipe.writer.get(), F_SETFL, O_NONBLOCK) == 0);
    command what = mgunzip_command({"-c", "large.gz"}, scratch);
    what.out = pipe.writer.get();
    process program(what);
    pipe.writer.reset();
    ::usleep(20'000);
    BOOST_TEST((read_all(pipe.reader.get()) == large));
    const outcome done = program.finish();
    BOOST_TEST(done.silently(0), done.err);
}

BOOST_AUTO_TEST_CASE(full_device_is_one_error_for_all_files) {
    const auto full = open_file("/dev/full", O_WRONLY);
    const outcome done = run_into(full.get(), {"-c", "x.gz", "x.gz"});
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.err == "mgunzip: stdout: No space left on device\n");
}

BOOST_AUTO_TEST_CASE(full_device_is_an_error_of_the_very_last_write_too) {
    write_file(scratch / "y.gz", gzip("a few bytes"));
    const auto full = open_file("/dev/full", O_WRONLY);
    const outcome done = run_into(full.get(), {"-c", "y.gz"});
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.err == "mgunzip: stdout: No space left on device\n");
    const outcome help = run_into(full.get(), {"--help"});
    BOOST_TEST(help.exit_status() == 1);
    BOOST_TEST(help.err == "mgunzip: stdout: No space left on device\n");
}

BOOST_AUTO_TEST_CASE(closed_standard_output_is_an_error_if_it_is_needed) {
    const auto run_closed = [&](const names& arguments) {
        command what = mgunzip_command(arguments, scratch);
        what.prepare = [] { ::close(STDOUT_FILENO); };
        return run(what);
    };
    const outcome done = run_closed({"-c", "x.gz"});
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.err == "mgunzip: stdout: Bad file descriptor\n");
    BOOST_TEST(run_closed({"--version"}).exit_status() == 1);
    BOOST_TEST(run_closed({"-t", "x.gz"}).silently(0));
    BOOST_TEST(run_closed({"-k", "x.gz"}).silently(0));
    BOOST_TEST((read_file(scratch / "x") == data));
}

BOOST_AUTO_TEST_CASE(failing_close_is_an_error) {
    const outcome done =
        run(faulty_command("close_stdout:EIO:0", {"-c", "x.gz"}, scratch));
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.err == "mgunzip: stdout: Input/output error\n");
    BOOST_TEST((done.out == data));
}

BOOST_AUTO_TEST_CASE(read_only_standard_output_is_an_error) {
    write_file(scratch / "out", {});
    const auto out = open_file(scratch / "out", O_RDONLY);
    for (const char* const way : {"--io=auto", "--io=mmap"}) {
        const outcome done = run_into(out.get(), {"-c", way, "x.gz"});
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.says("mgunzip: stdout: "), done);
    }
    BOOST_TEST(run_mgunzip({"-t", "x.gz"}, scratch).silently(0));
}

BOOST_AUTO_TEST_CASE(closed_pipe_ends_silently_by_the_signal) {
    pipe_pair pipe;
    pipe.reader.reset();
    for (const names& arguments : {names{"-c", "x.gz", "x.gz"},
                                   names{"-o", "-", "x.gz"}, names{"--help"}}) {
        const outcome done = run_into(pipe.writer.get(), arguments);
        BOOST_TEST(done.signal() == SIGPIPE, done);
        BOOST_TEST(done.err.empty(), done);
    }
}

BOOST_AUTO_TEST_CASE(closed_pipe_is_one_error_where_the_signal_is_ignored) {
    pipe_pair pipe;
    pipe.reader.reset();
    for (const names& arguments : {names{"-c", "x.gz", "x.gz"},
                                   names{"-o", "-", "x.gz"}, names{"--help"}}) {
        command what = mgunzip_command(arguments, scratch);
        what.out = pipe.writer.get();
        what.prepare = [] { std::signal(SIGPIPE, SIG_IGN); };
        const outcome done = run(what);
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.err == "mgunzip: stdout: Broken pipe\n");
    }
}

BOOST_AUTO_TEST_CASE(size_limit_of_a_file_is_an_error) {
    const auto out = open_file(scratch / "out", O_CREAT | O_RDWR);
    command what = mgunzip_command({"-c", "x.gz"}, scratch);
    what.out = out.get();
    what.prepare = [] {
        const struct rlimit limit { 100'000, 100'000 };
        ::setrlimit(RLIMIT_FSIZE, &limit);
    };
    const outcome done = run(what);
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.err == "mgunzip: stdout: File too large\n");
    BOOST_TEST(read_file(scratch / "out").size() == 100'000u);
}

BOOST_AUTO_TEST_CASE(pipe_cannot_be_mapped) {
    const outcome done =
        run_mgunzip({"-c", "--io=mmap", "x.gz", "x.gz"}, scratch);
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.err ==
               "mgunzip: stdout: output cannot be memory-mapped: it is not a "
               "regular file; use --io=auto to write it\n");
    BOOST_TEST(done.out.empty());
}

BOOST_AUTO_TEST_CASE(verbose_says_where_the_output_went) {
    const outcome done = run_mgunzip({"-cv", "x.gz"}, scratch);
    BOOST_TEST(
        done.says("% -- written to stdout (input mapped, output written)\n"),
        done);
}

BOOST_AUTO_TEST_CASE(nothing_is_written_for_what_is_no_gzip_file) {
    write_file(scratch / "plain", to_bytes("plain text"));
    const outcome done = run_mgunzip({"-c", "plain"}, scratch);
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.out.empty());
}

BOOST_AUTO_TEST_SUITE_END()
