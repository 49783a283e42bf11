// SPDX-License-Identifier: BSL-1.0
// Signals at every step: what they leave behind.
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>

#include <sched.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

constexpr int polite_signals[] = {SIGINT, SIGTERM, SIGHUP};
constexpr int all_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGKILL};

// From the first look at the output's directory to its name, in this order, for
// each way in which pages of the output come.
const struct {
    const char* option;
    std::vector<const char*> steps;
} ways[] = {
    {"--io=mmap:zeros",
     {"openat_tmpfile", "ftruncate", "write", "fchmod", "futimens", "linkat"}},
    {"--io=mmap:populate",
     {"openat_tmpfile", "fallocate", "madvise_populate_write", "fchmod",
      "futimens", "linkat"}},
};

struct with_input {
    scratch_directory scratch;
    bytes data = sample(1'000'000);
    bytes packed = gzip(data);

    with_input() { write_file(scratch / "x.gz", packed); }

    // Stops mgunzip as the faults say, sends it the signal, and lets it go on.
    outcome interrupt(const std::string& faults, const names& arguments,
                      int signal) const {
        BOOST_TEST_INFO_SCOPE(faults);
        return run_interrupted(faulty_command(faults, arguments, scratch),
                               signal);
    }
};

std::string stop_at(const std::string& step) {
    return step + ":STOP:0:1";
}

bool is_hidden(const std::string& name) {
    return name.starts_with(".mgunzip-");
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(signals, with_input)

BOOST_AUTO_TEST_CASE(any_step_leaves_the_input_and_no_output) {
    for (const auto& way : ways)
        for (const char* const step : way.steps)
            for (const int signal : all_signals) {
                const outcome done =
                    interrupt(stop_at(step), {way.option, "x.gz"}, signal);
                BOOST_TEST(done.signal() == signal, step << ": " << done);
                BOOST_TEST(done.err.empty(), done);
                BOOST_TEST((scratch.entries() == names{"x.gz"}));
                BOOST_TEST((read_file(scratch / "x.gz") == packed));
            }
}

BOOST_AUTO_TEST_CASE(named_output_is_complete_when_the_input_goes) {
    for (const int signal : all_signals) {
        const outcome done = interrupt(stop_at("unlinkat"), {"x.gz"}, signal);
        BOOST_TEST(done.signal() == signal, done);
        BOOST_TEST((scratch.entries() == names{"x", "x.gz"}));
        BOOST_TEST((read_file(scratch / "x") == data));
        BOOST_TEST((read_file(scratch / "x.gz") == packed));
        std::filesystem::remove(scratch / "x");
    }
}

BOOST_AUTO_TEST_CASE(replaced_output_is_the_old_one_or_the_new_one) {
    for (const char* const step : {"linkat:STOP:0:1", "renameat:STOP:0:1"})
        for (const int signal : polite_signals) {
            write_file(scratch / "x", to_bytes("old"));
            const outcome done = interrupt(step, {"-f", "x.gz"}, signal);
            BOOST_TEST(done.signal() == signal, done);
            BOOST_TEST((scratch.entries() == names{"x", "x.gz"}));
            BOOST_TEST((read_file(scratch / "x") == to_bytes("old")));
        }
}

BOOST_AUTO_TEST_CASE(hidden_file_is_removed_by_all_but_sigkill) {
    const std::string no_nameless_files = "openat_tmpfile:EOPNOTSUPP:0,";
    for (const auto& [step, way] :
         {std::pair{"fallocate", "--io=mmap:populate"},
          std::pair{"write", "--io=mmap:zeros"},
          std::pair{"futimens", "--io=auto"},
          std::pair{"renameat2", "--io=auto"}}) {
        for (const int signal : polite_signals) {
            const outcome done = interrupt(no_nameless_files + stop_at(step),
                                           {way, "x.gz"}, signal);
            BOOST_TEST(done.signal() == signal, step << ": " << done);
            BOOST_TEST((scratch.entries() == names{"x.gz"}));
        }
        const outcome killed = interrupt(no_nameless_files + stop_at(step),
                                         {way, "x.gz"}, SIGKILL);
        BOOST_TEST(killed.signal() == SIGKILL);
        for (const std::string& name : scratch.entries()) {
            BOOST_TEST((name == "x.gz" || is_hidden(name)), name);
            if (is_hidden(name))
                std::filesystem::remove(scratch / name);
        }
        BOOST_TEST((read_file(scratch / "x.gz") == packed));
    }
}

// Between the link and the rename, which is when it is complete.
BOOST_AUTO_TEST_CASE(finished_file_stays_under_a_hidden_name_if_killed_there) {
    for (const int signal : polite_signals) {
        const outcome done = interrupt(stop_at("renameat2"), {"x.gz"}, signal);
        BOOST_TEST(done.signal() == signal, done);
        BOOST_TEST((scratch.entries() == names{"x.gz"}));
    }
    const outcome killed = interrupt(stop_at("renameat2"), {"x.gz"}, SIGKILL);
    BOOST_TEST(killed.signal() == SIGKILL);
    BOOST_REQUIRE(scratch.entries().size() == 2u);
    BOOST_TEST(is_hidden(scratch.entries()[0]));
    BOOST_TEST((read_file(scratch / scratch.entries()[0]) == data));
    BOOST_TEST((read_file(scratch / "x.gz") == packed));
}

BOOST_AUTO_TEST_CASE(ignored_signals_stay_ignored) {
    for (const std::string faults : {"", "openat_tmpfile:EOPNOTSUPP:0,"}) {
        command what = faulty_command(faults + stop_at("futimens"),
                                      {"-k", "x.gz"}, scratch);
        what.prepare = [] {
            for (const int signal : polite_signals)
                std::signal(signal, SIG_IGN);
        };
        process program(what);
        BOOST_REQUIRE(program.wait_until_stopped());
        for (const int signal : polite_signals)
            program.send(signal);
        program.send(SIGCONT);
        const outcome done = program.finish();
        BOOST_TEST(done.silently(0), done);
        BOOST_TEST((read_file(scratch / "x") == data));
        std::filesystem::remove(scratch / "x");
    }
}

BOOST_AUTO_TEST_CASE(slow_input_is_interrupted_while_it_is_waited_for) {
    const std::string fifo = scratch / "fifo";
    BOOST_REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    for (const int signal : all_signals)
        for (const names& arguments :
             {names{"-o", "out", "fifo"}, names{"-c", "fifo"}}) {
            const auto out = open_file(scratch / "stdout", O_CREAT | O_RDWR);
            command what = mgunzip_command(arguments, scratch);
            what.out = out.get();
            process program(what);
            const auto writer = open_file(fifo, O_WRONLY);
            const std::size_t half = packed.size() / 2;
            BOOST_REQUIRE(
                !mgunzip::io::write_all(writer.get(), packed.data(), half));
            for (int unread = 1; unread != 0; ::usleep(1000))
                BOOST_REQUIRE(::ioctl(writer.get(), FIONREAD, &unread) == 0);
            program.send(signal);
            const outcome done = program.finish();
            BOOST_TEST(done.signal() == signal, done);
            BOOST_TEST(done.err.empty());
            BOOST_TEST((scratch.entries() == names{"fifo", "stdout", "x.gz"}));
            const auto written = read_file(scratch / "stdout");
            BOOST_TEST(
                std::equal(written.begin(), written.end(), data.begin()));
            std::filesystem::remove(scratch / "stdout");
        }
}

// Whatever it is at: without a hidden name there is nothing to clean up.
BOOST_AUTO_TEST_CASE(process_1_of_a_container_ends_by_the_signal) {
    BOOST_REQUIRE(::mkfifo((scratch / "fifo").c_str(), 0600) == 0);
    const std::string program = program_path();
    for (const std::string arguments : {"-c fifo", "-o out fifo"}) {
        // Opening the FIFO succeeds when the program has opened it.
        command what{.words = {"sh", "-c",
                               '"' + program + "\" " + arguments +
                                   " & pid=$!; exec 3>fifo; sleep 0.2; "
                                   "kill -TERM $pid; wait $pid"},
                     .directory = scratch.path().string()};
        what.prepare = [] {
            if (::unshare(CLONE_NEWPID) != 0)
                ::_exit(99);
        };
        const outcome done = run(what);
        if (done.exit_status() == 99)
            skip_test("there can be no further space of process ids");
        BOOST_TEST(done.exit_status() == 128 + SIGTERM, done);
        BOOST_TEST((scratch.entries() == names{"fifo", "x.gz"}));
    }
}

BOOST_AUTO_TEST_CASE(all_operands_end_with_the_first_signal) {
    write_file(scratch / "y.gz", gzip("next"));
    const outcome done =
        interrupt(stop_at("linkat"), {"-T1", "x.gz", "y.gz"}, SIGINT);
    BOOST_TEST(done.signal() == SIGINT);
    BOOST_TEST((scratch.entries() == names{"x.gz", "y.gz"}));
}

BOOST_AUTO_TEST_SUITE_END()
