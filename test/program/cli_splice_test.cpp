// SPDX-License-Identifier: BSL-1.0
// --io=splice: pages given to a pipe.
#include "io/enlarged_pipe.hpp"
#include "support/gzip_builder.hpp"
#include "support/pipe_pair.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <future>
#include <sstream>

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace mgunzip::test;
using mgunzip::io::unique_fd;

namespace {

using names = std::vector<std::string>;

constexpr const char* refused = "output cannot be spliced to: it is not a "
                                "pipe; use --io=auto to write it\n";

struct with_input {
    scratch_directory scratch;
    bytes data = sample(1'000'000);

    with_input() { write_file(scratch / "x.gz", gzip(data)); }

    command spliced_command(const names& arguments) const {
        names all{"--io=splice"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return mgunzip_command(all, scratch);
    }
    outcome run_spliced(const names& arguments) const {
        return run(spliced_command(arguments));
    }
    outcome run_into(int out, const names& arguments) const {
        command what = spliced_command(arguments);
        what.out = out;
        return run(what);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(splicing, with_input)

BOOST_AUTO_TEST_CASE(pipe_gets_the_output_and_the_input_stays) {
    const outcome done = run_spliced({"-c", "x.gz"});
    BOOST_TEST(done.silently(0), done);
    BOOST_TEST((done.out == data));
    BOOST_TEST((scratch.entries() == names{"x.gz"}));
}

BOOST_AUTO_TEST_CASE(pipe_gets_what_gnu_gzip_writes) {
    // No output, less than a page, and more than is given before memory is used
    // again, in members and files of all sizes.
    bytes members;
    for (unsigned i = 0; i < 12; ++i)
        members = members + gzip(sample(100'000u * i, i));
    write_file(scratch / "members.gz", members);
    write_file(scratch / "large.gz", gzip(sample(9'000'000, 3)));
    write_file(scratch / "zeros.gz", gzip(bytes(20'000'000, 0)));
    write_file(scratch / "small.gz", gzip("text"));
    write_file(scratch / "empty.gz", gzip(""));
    const names files{"members.gz", "large.gz", "zeros.gz", "small.gz",
                      "empty.gz",   "x.gz",     "x.gz"};
    names gzip_words{"gzip", "-dc"};
    gzip_words.insert(gzip_words.end(), files.begin(), files.end());
    const outcome expected =
        run({.words = gzip_words, .directory = scratch.path()});
    BOOST_TEST(expected.silently(0), expected);
    for (const char* const way : {"--input=mmap", "--input=read"}) {
        names arguments{"-c", way};
        arguments.insert(arguments.end(), files.begin(), files.end());
        const outcome done = run_spliced(arguments);
        BOOST_TEST(done.silently(0), done.err);
        BOOST_TEST((done.out == expected.out));
    }
}

BOOST_AUTO_TEST_CASE(all_of_it_is_spliced_and_nothing_of_the_input) {
    require_strace();
    command what = spliced_command({"-c", "x.gz"});
    what.words.insert(
        what.words.begin(),
        {"strace", "-f", "-o", "calls", "-e",
         "trace=write,pwrite64,writev,pwritev,pwritev2,splice,tee,vmsplice,"
         "sendfile,copy_file_range"});
    what.environment = {"ASAN_OPTIONS=detect_leaks=0"};
    const outcome done = run(what);
    BOOST_TEST(done.silently(0), done.err);
    BOOST_TEST((done.out == data));
    const auto text = read_file(scratch / "calls");
    std::istringstream calls(std::string(text.begin(), text.end()));
    std::size_t spliced = 0;
    for (std::string line; std::getline(calls, line);) {
        if (line.find("+++") != line.npos)
            continue;
        // Sanitizers look at memory by writing it to a pipe of their own.
        if (has_address_sanitizer() && line.find(" write(") != line.npos &&
            line.find("(1, ") == line.npos)
            continue;
        BOOST_TEST(line.find(" vmsplice(1, ") != line.npos, line);
        spliced += std::stoul(line.substr(line.rfind('=') + 1));
    }
    BOOST_TEST(spliced == data.size());
}

BOOST_AUTO_TEST_CASE(verbose_says_that_the_output_was_spliced) {
    const outcome done = run_spliced({"-cv", "x.gz"});
    BOOST_TEST(
        done.says("% -- written to stdout (input mapped, output spliced)\n"),
        done.err);
}

BOOST_AUTO_TEST_CASE(fifo_is_spliced_to) {
    const std::string fifo = scratch / "fifo";
    BOOST_REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    auto received =
        std::async(std::launch::async, [&] { return read_file(fifo); });
    const outcome done = run_spliced({"-v", "-o", "fifo", "x.gz"});
    BOOST_TEST(done.exit_status() == 0);
    BOOST_TEST(done.says("output spliced"), done);
    BOOST_TEST((received.get() == data));
}

// A pipe that stays large takes from what the user's other pipes may hold.
BOOST_AUTO_TEST_CASE(pipe_is_enlarged_only_while_it_is_written_to) {
    const pipe_pair model;
    const int before = model.size();
    const mgunzip::io::enlarged_pipe larger(model.writer.get());
    for (const char* const way : {"--io=splice", "--io=write", "--io=auto"}) {
        write_file(scratch / "y.gz", gzip("text"));
        const pipe_pair pipe;
        command what = mgunzip_command({"-c", way, "y.gz"}, scratch);
        what.out = pipe.writer.get();
        BOOST_TEST(run(what).silently(0));
        BOOST_TEST(pipe.size() == before);

        write_file(scratch / "large.gz", gzip(sample(1'000'000)));
        const pipe_pair full;
        what = mgunzip_command({"-c", way, "large.gz"}, scratch);
        what.out = full.writer.get();
        process program(what);
        while (full.size() < model.size())
            ::usleep(1000);
        BOOST_TEST(full.size() == model.size());
        program.send(SIGKILL);
        static_cast<void>(program.finish());
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_pipe_is_refused_and_left_alone) {
    write_file(scratch / "out", to_bytes("old"));
    const auto file = open_file(scratch / "out", O_WRONLY);
    const auto null = open_file("/dev/null", O_WRONLY);
    int sockets[2];
    BOOST_REQUIRE(
        ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) == 0);
    const unique_fd here(sockets[0]);
    const unique_fd there(sockets[1]);
    for (const int out : {file.get(), null.get(), here.get()}) {
        const outcome done = run_into(out, {"-c", "x.gz", "x.gz"});
        BOOST_TEST(done.exit_status() == 1);
        BOOST_TEST(done.err == std::string("mgunzip: stdout: ") + refused);
    }
    BOOST_TEST((read_file(scratch / "out") == to_bytes("old")));
}

BOOST_AUTO_TEST_CASE(named_files_and_devices_are_refused) {
    const std::pair<names, std::string> cases[] = {
        {{"x.gz"}, "x"},
        {{"-o", "out", "x.gz"}, "out"},
        {{"-o", "/dev/null", "x.gz"}, "/dev/null"},
    };
    for (const auto& [arguments, name] : cases) {
        const outcome done = run_spliced(arguments);
        BOOST_TEST(done.exit_status() == 1);
        BOOST_TEST(done.err == "mgunzip: " + name + ": " + refused);
        BOOST_TEST((scratch.entries() == names{"x.gz"}));
    }
    // Nothing is written when input is only checked.
    BOOST_TEST(run_spliced({"-t", "x.gz"}).silently(0));
}

BOOST_AUTO_TEST_CASE(reading_end_of_a_pipe_is_an_error) {
    const pipe_pair pipe;
    BOOST_REQUIRE(::write(pipe.writer.get(), "text", 4) == 4);
    const outcome done = run_into(pipe.reader.get(), {"-c", "x.gz"});
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.says("mgunzip: stdout: Bad file descriptor\n"), done);
    char text[4];
    BOOST_TEST(::read(pipe.reader.get(), text, 4) == 4);
}

BOOST_AUTO_TEST_CASE(closed_pipe_ends_silently_by_the_signal) {
    pipe_pair pipe;
    pipe.reader.reset();
    const outcome done = run_into(pipe.writer.get(), {"-c", "x.gz", "x.gz"});
    BOOST_TEST(done.signal() == SIGPIPE, done);
    BOOST_TEST(done.err.empty(), done);
}

BOOST_AUTO_TEST_CASE(closed_pipe_is_one_error_where_the_signal_is_ignored) {
    pipe_pair pipe;
    pipe.reader.reset();
    command what = spliced_command({"-c", "x.gz", "x.gz"});
    what.out = pipe.writer.get();
    what.prepare = [] { std::signal(SIGPIPE, SIG_IGN); };
    const outcome done = run(what);
    BOOST_TEST(done.exit_status() == 1, done);
    BOOST_TEST(done.err == "mgunzip: stdout: Broken pipe\n");
}

BOOST_AUTO_TEST_CASE(non_blocking_pipe_with_a_slow_reader_gets_all) {
    const bytes large = sample(3'000'000);
    write_file(scratch / "large.gz", gzip(large));
    pipe_pair pipe;
    BOOST_REQUIRE(::fcntl(pipe.writer.get(), F_SETFL, O_NONBLOCK) == 0);
    command what = spliced_command({"-c", "large.gz"});
    what.out = pipe.writer.get();
    process program(what);
    pipe.writer.reset();
    ::usleep(20'000);
    BOOST_TEST((collect(pipe.reader.get(), 5000).bytes == large));
    const outcome done = program.finish();
    BOOST_TEST(done.silently(0), done.err);
}

BOOST_AUTO_TEST_CASE(damaged_input_sends_its_good_part) {
    auto packed = read_file(scratch / "x.gz");
    packed.resize(packed.size() - 8);
    write_file(scratch / "bad.gz", packed);
    const outcome done = run_spliced({"-c", "bad.gz"});
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.says("bad.gz: "), done.err);
    BOOST_TEST((done.out == data));
}

BOOST_AUTO_TEST_CASE(memory_that_is_not_renewed_is_an_error) {
    write_file(scratch / "large.gz", gzip(sample(9'000'000)));
    const outcome done = run(faulty_command(
        "madvise_dontneed:ENOMEM:0",
        {"-c", "--io=splice", "--input=read", "large.gz"}, scratch));
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.err == "mgunzip: stdout: Cannot allocate memory; use "
                           "--io=auto to write it\n");
}

BOOST_AUTO_TEST_SUITE_END()
