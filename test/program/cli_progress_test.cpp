// SPDX-License-Identifier: BSL-1.0
// The progress line, on terminals and elsewhere.
#include "cli/progress_line.hpp"

#include "support/emulator.hpp"
#include "support/gzip_builder.hpp"
#include "support/pipe_pair.hpp"
#include "support/program_runner.hpp"
#include "support/pseudo_terminal.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <memory>
#include <sstream>
#include <string>
#include <thread>

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

using namespace mgunzip::test;
using mgunzip::io::unique_fd;

namespace {

using names = std::vector<std::string>;

const std::string erased = "\r\x1b[K";

// A program whose input comes bit by bit, with standard error on a terminal.
struct slow_run {
    pseudo_terminal terminal;
    pipe_pair input;
    std::unique_ptr<process> program;

    // `change` may change what the program finds.
    template <typename Change>
    slow_run(const names& arguments, const scratch_directory& scratch,
             Change change) {
        command what = mgunzip_command(arguments, scratch);
        what.in = input.reader.get();
        what.environment = {"TERM=xterm"};
        const int err = terminal.theirs.get();
        what.prepare = [err] { ::dup2(err, STDERR_FILENO); };
        change(what);
        program = std::make_unique<process>(what);
        input.reader.reset();
    }
    slow_run(const names& arguments, const scratch_directory& scratch)
        : slow_run(arguments, scratch, [](command&) {}) {}

    outcome finish() {
        input.writer.reset();
        return program->finish();
    }
};

// Gives all of them `data`, over some time.
void feed(const std::vector<slow_run*>& runs, const bytes& data) {
    constexpr std::size_t pieces = 60;
    constexpr unsigned pause_in_microseconds = 25'000;
    const std::size_t size = data.size() / pieces + 1;
    for (std::size_t at = 0; at < data.size(); at += size) {
        const std::size_t count = std::min(size, data.size() - at);
        for (slow_run* const run : runs)
            BOOST_TEST(::write(run->input.writer.get(), data.data() + at,
                               count) == static_cast<ssize_t>(count));
        ::usleep(pause_in_microseconds);
    }
}

// Gives `run` bits of `data` until it shows a line.
void feed_until_shown(const slow_run& run, int to, const bytes& data) {
    for (std::size_t at = 0; at < data.size() && !run.terminal.has_text();
         ++at) {
        BOOST_TEST_REQUIRE(::write(to, &data[at], 1) == 1);
        ::usleep(1'000);
    }
    BOOST_TEST_REQUIRE(run.terminal.has_text());
}

// What was shown: each line without what erases the rest of the one before.
std::vector<std::string> lines_shown(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = text.find('\r'); begin != text.npos;) {
        const std::size_t end = text.find("\x1b[K", begin);
        BOOST_TEST_REQUIRE(end != text.npos, text);
        if (end > begin + 1)
            lines.push_back(text.substr(begin + 1, end - begin - 1));
        begin = text.find('\r', end);
    }
    return lines;
}

// Makes the calling process one of a shell's jobs in the background of its
// terminal, which is standard error. The one in the foreground ends with it.
void go_into_background() {
    ::setsid();
    ::ioctl(STDERR_FILENO, TIOCSCTTY, 0);
    const pid_t foreground = ::fork();
    if (foreground == 0) {
        // Pipes of other programs would not end before it does.
        ::close_range(0, ~0U, 0);
        for (;;)
            ::pause();
    }
    ::setpgid(foreground, foreground);
    ::tcsetpgrp(STDERR_FILENO, foreground);
}

struct with_data {
    scratch_directory scratch;
    bytes data = sample(300'000);
    bytes packed = gzip(data);

    void check_erased_by(int number) const {
        slow_run run({"-t"}, scratch);
        feed_until_shown(run, run.input.writer.get(), packed);
        run.program->send(number);
        BOOST_TEST(run.finish().signal() == number);
        const std::string text = run.terminal.text();
        BOOST_TEST(text.starts_with("\rstdin: "), text);
        BOOST_TEST(text.ends_with("\x1b[K" + erased), text);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(progress, with_data)

BOOST_AUTO_TEST_CASE(line_is_shown_after_a_second_and_gone_in_the_end) {
    slow_run test({"-t"}, scratch);
    slow_run decompress({"-c"}, scratch);
    feed({&test, &decompress}, packed);
    BOOST_TEST(test.finish().exit_status() == 0);
    BOOST_TEST((decompress.finish().out == data));
    for (slow_run* const run : {&test, &decompress}) {
        const std::string text = run->terminal.text();
        const auto lines = lines_shown(text);
        // 0.5 s are left, at 10 lines a second, if the machine is quick.
        BOOST_TEST(lines.size() >= 1u);
        for (const std::string& line : lines) {
            BOOST_TEST(line.starts_with("stdin: "), line);
            BOOST_TEST(line.ends_with(" MB/s"), line);
        }
        BOOST_TEST(text.starts_with("\rstdin: "), text);
        BOOST_TEST(text.ends_with("\x1b[K" + erased), text);
        BOOST_TEST(text.find('\n') == text.npos);
    }
}

BOOST_AUTO_TEST_CASE(several_files_have_a_bar_and_one_of_them_is_told) {
    // A reader that takes its time; the program does, too.
    const bytes large = sample(6'000'000);
    write_file(scratch / "x.gz", gzip(large));
    pipe_pair out;
    slow_run run({"-c", "x.gz", "x.gz"}, scratch,
                 [&](command& what) { what.out = out.writer.get(); });
    out.writer.reset();
    bytes taken;
    bytes buffer(100'000);
    for (;;) {
        const ssize_t count =
            ::read(out.reader.get(), buffer.data(), buffer.size());
        if (count <= 0)
            break;
        taken.insert(taken.end(), buffer.begin(), buffer.begin() + count);
        ::usleep(12'000);
    }
    BOOST_TEST((taken == large + large));
    BOOST_TEST(run.finish().exit_status() == 0);
    const std::string text = run.terminal.text();
    const auto lines = lines_shown(text);
    BOOST_TEST_REQUIRE(!lines.empty());
    for (const std::string& line : lines) {
        BOOST_TEST(line.starts_with("["), line);
        BOOST_TEST(line.find(" of 2 files, ") != line.npos, line);
        BOOST_TEST(line.find(" left; x.gz: ") != line.npos, line);
        BOOST_TEST(line.find("%, ") != line.npos, line);
    }
    BOOST_TEST(lines.back().find("%, 1 of 2 files, ") != std::string::npos,
               lines.back());
    BOOST_TEST(text.ends_with(erased), text);
}

BOOST_AUTO_TEST_CASE(quick_work_shows_nothing) {
    slow_run run({"-t"}, scratch);
    BOOST_TEST(::write(run.input.writer.get(), packed.data(), 60'000) ==
               60'000);
    BOOST_TEST(::write(run.input.writer.get(), packed.data() + 60'000,
                       packed.size() - 60'000) ==
               static_cast<ssize_t>(packed.size() - 60'000));
    BOOST_TEST(run.finish().exit_status() == 0);
    BOOST_TEST(run.terminal.text() == "");
}

BOOST_AUTO_TEST_CASE(nothing_is_shown_where_it_is_not_wanted) {
    slow_run forbidden({"-t", "--no-progress"}, scratch);
    slow_run quiet({"-t", "-q", "--progress"}, scratch);
    // Of the last two, the last one counts.
    slow_run both({"-t", "--progress", "--no-progress"}, scratch);
    slow_run dumb({"-t"}, scratch,
                  [](command& what) { what.environment = {"TERM=dumb"}; });
    // A pager reads keys and draws on the whole screen.
    slow_run paged({"-t"}, scratch);
    struct termios mode {};
    BOOST_REQUIRE(::tcgetattr(paged.terminal.theirs.get(), &mode) == 0);
    mode.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    BOOST_REQUIRE(::tcsetattr(paged.terminal.theirs.get(), TCSANOW, &mode) ==
                  0);
    slow_run background({"-t"}, scratch, [](command& what) {
        const auto put_error = what.prepare;
        what.prepare = [put_error] {
            put_error();
            go_into_background();
        };
    });
    slow_run no_terminal({"-t"}, scratch,
                         [](command& what) { what.prepare = nullptr; });
    feed({&forbidden, &quiet, &both, &dumb, &paged, &background, &no_terminal},
         packed);
    // The end of the program would take what it has written with it.
    BOOST_TEST(!background.terminal.has_text());
    for (slow_run* const run :
         {&forbidden, &quiet, &both, &dumb, &paged, &background}) {
        BOOST_TEST(run->finish().exit_status() == 0);
        BOOST_TEST(run->terminal.text() == "");
    }
    BOOST_TEST(no_terminal.finish().silently(0));
}

BOOST_AUTO_TEST_CASE(signal_erases_the_line) {
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        check_erased_by(number);
}

BOOST_AUTO_TEST_CASE(signal_that_dumps_core_erases_the_line) {
    skip_if_emulated("tells of such a signal itself");
    check_erased_by(SIGQUIT);
}

// Threads that draw block signals; the first one handles them.
BOOST_AUTO_TEST_CASE(signal_erases_the_line_that_another_thread_draws) {
    const names arguments{"-t", "-T2", "a", "b"};
    for (const char* const name : {"a", "b"})
        BOOST_REQUIRE(::mkfifo((scratch / name).c_str(), 0600) == 0);
    for (const char* const name : {"a", "b"}) {
        slow_run run(arguments, scratch);
        const unique_fd first = open_file(scratch / "a", O_WRONLY);
        const unique_fd second = open_file(scratch / "b", O_WRONLY);
        const int fed = name[0] == 'a' ? first.get() : second.get();
        feed_until_shown(run, fed, packed);
        run.program->send(SIGTERM);
        BOOST_TEST(run.finish().signal() == SIGTERM);
        const std::string text = run.terminal.text();
        BOOST_TEST(text.starts_with(std::string("\r") + name), text);
        BOOST_TEST(text.ends_with("\x1b[K" + erased), text);
    }
}

BOOST_AUTO_TEST_CASE(signal_writes_nothing_without_a_line) {
    slow_run run({"-t", "--no-progress"}, scratch);
    BOOST_TEST(::write(run.input.writer.get(), packed.data(), 1000) == 1000);
    run.program->send(SIGTERM);
    BOOST_TEST(run.finish().signal() == SIGTERM);
    BOOST_TEST(run.terminal.text() == "");
}

BOOST_AUTO_TEST_CASE(output_on_a_terminal_is_not_disturbed) {
    const bytes text = to_bytes(std::string(3000, 'x'));
    const auto run_into_terminal = [&](const names& arguments) {
        return std::make_unique<slow_run>(
            arguments, scratch, [](command& what) {
                const auto put_error = what.prepare;
                what.prepare = [put_error] {
                    put_error();
                    ::dup2(STDERR_FILENO, STDOUT_FILENO);
                };
            });
    };
    const auto unasked = run_into_terminal({"-c"});
    const auto asked = run_into_terminal({"-c", "--progress"});
    feed({unasked.get(), asked.get()}, gzip(sample(3000)));
    BOOST_TEST(unasked->finish().exit_status() == 0);
    BOOST_TEST(asked->finish().exit_status() == 0);
    BOOST_TEST(unasked->terminal.text().find("stdin: ") == std::string::npos);
    BOOST_TEST(asked->terminal.text().find("\rstdin: ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(progress_without_a_terminal_is_in_lines) {
    slow_run run({"-t", "--progress"}, scratch,
                 [](command& what) { what.prepare = nullptr; });
    slow_run dumb({"-t", "--progress"}, scratch,
                  [](command& what) { what.environment = {"TERM=dumb"}; });
    feed({&run, &dumb}, packed);
    const outcome done = run.finish();
    BOOST_TEST(done.exit_status() == 0);
    BOOST_TEST(done.err.starts_with("mgunzip: stdin: "), done);
    BOOST_TEST(done.err.ends_with(" MB/s\n"), done);
    BOOST_TEST(done.err.find('\r') == done.err.npos);
    BOOST_TEST(dumb.finish().exit_status() == 0);
    const std::string text = dumb.terminal.text();
    BOOST_TEST(text.starts_with("mgunzip: stdin: "), text);
    BOOST_TEST(text.find('\x1b') == text.npos);
}

BOOST_AUTO_TEST_CASE(line_is_erased_before_a_message) {
    bytes damaged = packed;
    damaged[damaged.size() - 5] ^= 1; // of the CRC-32
    slow_run run({"-t"}, scratch);
    feed({&run}, damaged);
    BOOST_TEST(run.finish().exit_status() == 1);
    const std::string text = run.terminal.text();
    const auto message = text.find("mgunzip: stdin: ");
    BOOST_TEST_REQUIRE(message != text.npos, text);
    BOOST_TEST(text.substr(0, message).ends_with("\x1b[K" + erased), text);
    BOOST_TEST(text.substr(message).ends_with(
                   "); the input is damaged: get it again\r\n"),
               text);
}

BOOST_AUTO_TEST_CASE(line_fits_the_terminal) {
    slow_run run({"-t"}, scratch, [](command& what) {
        const auto put_error = what.prepare;
        what.prepare = [put_error] {
            put_error();
            struct winsize size {};
            size.ws_row = 10;
            size.ws_col = 20;
            ::ioctl(STDERR_FILENO, TIOCSWINSZ, &size);
        };
    });
    feed({&run}, packed);
    BOOST_TEST(run.finish().exit_status() == 0);
    const auto lines = lines_shown(run.terminal.text());
    BOOST_TEST_REQUIRE(!lines.empty());
    // Ctrl-C takes two columns, and the last one stays free.
    for (const std::string& line : lines)
        BOOST_TEST(line.size() <= 17u, line);
}

// Two seconds of work, and eight in which it was stopped.
BOOST_AUTO_TEST_CASE(time_that_the_program_was_stopped_for_does_not_count) {
    slow_run run({"-t"}, scratch);
    const std::size_t half = packed.size() / 2;
    const auto begin = std::chrono::steady_clock::now();
    feed({&run},
         {packed.begin(), packed.begin() + static_cast<std::ptrdiff_t>(half)});
    run.program->send(SIGSTOP);
    BOOST_REQUIRE(run.program->wait_until_stopped());
    const auto worked = std::chrono::steady_clock::now() - begin;
    std::this_thread::sleep_for(4 * worked);
    run.program->send(SIGCONT);
    ::usleep(100'000);
    feed({&run},
         {packed.begin() + static_cast<std::ptrdiff_t>(half), packed.end()});
    BOOST_TEST(run.finish().exit_status() == 0);
    const auto lines = lines_shown(run.terminal.text());
    BOOST_TEST_REQUIRE(!lines.empty());
    // With all the time it would be half of that or less.
    const std::string& last = lines.back();
    const double rate = std::stod(last.substr(last.rfind(", ") + 2));
    const double seconds = 2 * std::chrono::duration<double>(worked).count();
    const double least = static_cast<double>(data.size()) / seconds / 1e6 / 2;
    BOOST_TEST(rate > least, last);
}

BOOST_AUTO_TEST_CASE(work_goes_on_where_no_line_can_be_written) {
    // Nobody reads it; nobody reads it any more; it is open for reading.
    pipe_pair full;
    BOOST_REQUIRE(::fcntl(full.writer.get(), F_SETFL, O_NONBLOCK) == 0);
    const bytes page(4096);
    while (::write(full.writer.get(), page.data(), page.size()) > 0) {
    }
    BOOST_REQUIRE(::fcntl(full.writer.get(), F_SETFL, 0) == 0);
    pipe_pair closed;
    closed.reader.reset();
    const auto run_into = [&](int err) {
        return std::make_unique<slow_run>(
            names{"-c", "--progress"}, scratch, [err](command& what) {
                what.prepare = [err] { ::dup2(err, STDERR_FILENO); };
            });
    };
    const auto runs = {run_into(full.writer.get()),
                       run_into(closed.writer.get()),
                       run_into(full.reader.get())};
    std::vector<slow_run*> all;
    for (const auto& run : runs)
        all.push_back(run.get());
    feed(all, packed);
    for (slow_run* const run : all) {
        const outcome done = run->finish();
        BOOST_TEST(done.exit_status() == 0, done);
        BOOST_TEST((done.out == data));
    }
}

BOOST_AUTO_TEST_SUITE_END()
