// SPDX-License-Identifier: BSL-1.0
// Many operands: several threads do the same as one.
#include "support/gzip_builder.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>
#include <map>
#include <random>

#include <pty.h>
#include <unistd.h>

using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;
using contents = std::map<std::string, bytes>;

constexpr int file_count = 300;

std::string stem_of(int i) {
    return std::string("f").append(std::to_string(i));
}

// Good ones, and all that can be wrong.
contents many_files() {
    contents files;
    const bytes large = gzip(sample(300'000));
    for (int i = 0; i < file_count; ++i) {
        const std::string stem = stem_of(i);
        bytes packed = gzip_stored("text of " + stem);
        switch (i % 12) {
        case 2:
            packed.back() ^= 1;
            break;
        case 3:
            continue;
        case 4:
            files[stem] = to_bytes("existing");
            break;
        case 5:
            packed = to_bytes("bad");
            break;
        case 6:
            packed.insert(packed.end(), {'j', 'u', 'n', 'k'});
            break;
        case 7:
            packed = large;
            break;
        case 8:
            packed.resize(packed.size() - 3);
            break;
        default:
            break;
        }
        files[stem + ".gz"] = packed;
    }
    return files;
}

names many_operands() {
    names operands;
    for (int i = 0; i < file_count; ++i)
        operands.push_back(stem_of(i) + ".gz");
    operands.insert(operands.begin() + 50, {".", "f1.txt"});
    return operands;
}

void write_files(const scratch_directory& scratch, const contents& files) {
    for (const auto& [name, content] : files)
        write_file(scratch / name, content);
}

contents read_files(const scratch_directory& scratch) {
    contents files;
    for (const std::string& name : scratch.entries())
        files[name] = read_file(scratch / name);
    return files;
}

names with_operands(names options, const names& operands) {
    options.insert(options.end(), operands.begin(), operands.end());
    return options;
}

std::string text_in(const contents& files, const std::string& name) {
    const auto found = files.find(name);
    return found == files.end()
               ? "none"
               : std::string(found->second.begin(), found->second.end());
}

// A directory with files to be replaced, and a random moment.
struct interrupted_replacement {
    static constexpr int count = 60;
    contents inputs;
    names operands;
    std::minstd_rand random{1};

    interrupted_replacement() {
        for (int i = 0; i < count; ++i) {
            const std::string stem = std::to_string(i);
            inputs[stem + ".gz"] = gzip_stored("new " + stem);
            operands.push_back(stem + ".gz");
        }
    }
    void interrupt_once(const std::string& faults, int signal) {
        const scratch_directory scratch;
        write_files(scratch, inputs);
        for (int i = 0; i < count; ++i)
            write_file(scratch / std::to_string(i), to_bytes("old"));
        const names arguments = with_operands({"-f", "-T4"}, operands);
        process program(faults.empty()
                            ? mgunzip_command(arguments, scratch)
                            : faulty_command(faults, arguments, scratch));
        ::usleep(static_cast<useconds_t>(random() % 60'000));
        program.send(signal);
        const outcome done = program.finish();
        BOOST_TEST((done.signal() == signal || done.silently(0)), done);
        check(read_files(scratch));
    }
    void check(const contents& left) const {
        for (int i = 0; i < count; ++i) {
            const std::string stem = std::to_string(i);
            const std::string output = text_in(left, stem);
            const bool has_input = left.contains(stem + ".gz");
            BOOST_TEST((output == "new " + stem || output == "old"));
            BOOST_TEST((has_input || output == "new " + stem));
            BOOST_TEST((!has_input ||
                        left.at(stem + ".gz") == inputs.at(stem + ".gz")));
        }
        for (const auto& [name, content] : left)
            BOOST_TEST(!name.starts_with('.'), name);
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(files_messages_and_status_are_those_of_one_thread) {
    const contents files = many_files();
    for (const names& options :
         {names{}, names{"-k"}, names{"-t"}, names{"-v"}, names{"-tv"},
          names{"-q"}, names{"-f"}, names{"-kfv"}, names{"--io=write"},
          names{"--input=read"}}) {
        BOOST_TEST_INFO_SCOPE((options.empty() ? "none" : options[0]));
        outcome results[2];
        contents left[2];
        for (const int i : {0, 1}) {
            const scratch_directory scratch;
            write_files(scratch, files);
            names arguments = options;
            arguments.push_back(i == 0 ? "-T1" : "-T8");
            results[i] =
                run_mgunzip(with_operands(arguments, many_operands()), scratch);
            left[i] = read_files(scratch);
        }
        BOOST_TEST(results[0].exit_status() == 1);
        BOOST_TEST(results[1].exit_status() == 1);
        BOOST_TEST(results[0].err.size() > 1000u);
        BOOST_TEST(results[0].err == results[1].err);
        BOOST_TEST((left[0] == left[1]));
    }
}

BOOST_AUTO_TEST_CASE(warnings_alone_are_status_2) {
    const scratch_directory scratch;
    contents files;
    names operands;
    for (int i = 0; i < 50; ++i) {
        operands.push_back(std::to_string(i) + ".gz");
        files[operands.back()] = gzip_stored("text");
    }
    files["20.gz"].insert(files["20.gz"].end(), {'j', 'u', 'n', 'k'});
    write_files(scratch, files);
    BOOST_TEST(
        run_mgunzip(with_operands({"-T4"}, operands), scratch).exit_status() ==
        2);
}

BOOST_AUTO_TEST_CASE(operand_that_is_there_twice_is_not_lost) {
    // The last ones are the same file under another name.
    for (const names& operands :
         {names{"a.gz", "a.gz", "a.gz"}, names{"a.gz", "./a.gz", ".//a.gz"}})
        for (const char* const options : {"-T4", "-fT4", "-kfT4"})
            for (int i = 0; i < 20; ++i) {
                const scratch_directory scratch;
                write_file(scratch / "a.gz", gzip_stored("text"));
                const outcome done =
                    run_mgunzip(with_operands({options}, operands), scratch);
                BOOST_TEST(done.signal() == 0, done);
                BOOST_TEST((read_file(scratch / "a") == to_bytes("text")));
                for (const std::string& name : scratch.entries())
                    BOOST_TEST((name == "a" || name == "a.gz"), name);
            }
}

BOOST_AUTO_TEST_CASE(output_that_is_an_operand_is_made_before_it) {
    const scratch_directory scratch;
    const bytes once = gzip_stored("text");
    names operands;
    for (int i = 0; i < 50; ++i) {
        const std::string name = std::to_string(i) + ".gz";
        write_file(scratch / (name + ".gz"),
                   gzip_stored(std::string(once.begin(), once.end())));
        operands.insert(operands.end(), {name + ".gz", name});
    }
    BOOST_TEST(
        run_mgunzip(with_operands({"-T4"}, operands), scratch).silently(0));
    for (int i = 0; i < 50; ++i)
        BOOST_TEST(
            (read_file(scratch / std::to_string(i)) == to_bytes("text")));
}

BOOST_AUTO_TEST_CASE(standard_output_gets_all_in_their_order) {
    const scratch_directory scratch;
    names operands;
    std::string expected;
    for (int i = 0; i < 50; ++i) {
        operands.push_back(std::to_string(i) + ".gz");
        write_file(scratch / operands.back(), gzip_stored(operands.back()));
        expected += operands.back();
    }
    const outcome done =
        run_mgunzip(with_operands({"-cT4"}, operands), scratch);
    BOOST_TEST(done.silently(0));
    BOOST_TEST(done.text() == expected);
}

BOOST_AUTO_TEST_CASE(closed_pipe_for_messages_ends_the_program) {
    const scratch_directory scratch;
    names operands;
    for (int i = 0; i < 50; ++i)
        operands.push_back(stem_of(i));
    for (const char* const threads : {"-T1", "-T4"}) {
        command what =
            mgunzip_command(with_operands({threads}, operands), scratch);
        what.prepare = [] {
            int ends[2];
            if (::pipe(ends) == 0) {
                ::dup2(ends[1], STDERR_FILENO);
                ::close(ends[0]);
                ::close(ends[1]);
            }
        };
        BOOST_TEST(run(what).signal() == SIGPIPE, threads);
    }
}

BOOST_AUTO_TEST_CASE(questions_come_one_by_one_and_in_order) {
    int ours = -1;
    int theirs = -1;
    if (::openpty(&ours, &theirs, nullptr, nullptr, nullptr) != 0)
        skip_test("there are no pseudo-terminals");
    const mgunzip::io::unique_fd typing(ours);
    const mgunzip::io::unique_fd terminal(theirs);
    const scratch_directory scratch;
    names operands;
    std::string answers;
    std::string expected;
    for (int i = 0; i < 20; ++i) {
        const std::string stem = std::to_string(i);
        const bool is_wanted = i % 3 == 0;
        operands.push_back(stem + ".gz");
        write_file(scratch / operands.back(), gzip_stored("new"));
        if (i % 2 == 1)
            continue;
        write_file(scratch / stem, to_bytes("old"));
        answers += is_wanted ? "y\n" : "n\n";
        expected +=
            "mgunzip: " + stem +
            ": already exists; do you wish to overwrite (y or n, or all)? ";
        if (!is_wanted)
            expected += "mgunzip: " + stem + ": not overwritten\n";
    }
    BOOST_REQUIRE(::write(ours, answers.data(), answers.size()) ==
                  static_cast<ssize_t>(answers.size()));
    command what = mgunzip_command(with_operands({"-T2"}, operands), scratch);
    what.in = theirs;
    const outcome done = run(what);
    BOOST_TEST(done.exit_status() == 2);
    BOOST_TEST(done.err == expected);
    for (int i = 0; i < 20; ++i) {
        const bool is_new = i % 2 == 1 || i % 3 == 0;
        BOOST_TEST((read_file(scratch / std::to_string(i)) ==
                    to_bytes(is_new ? "new" : "old")));
    }
}

// Hidden names, made in both ways, at any moment.
BOOST_AUTO_TEST_CASE(signal_at_any_time_leaves_no_hidden_file) {
    interrupted_replacement replacement;
    for (int i = 0; i < 30; ++i)
        for (const char* const faults : {"", "openat_tmpfile:EOPNOTSUPP:0"})
            replacement.interrupt_once(faults, i % 2 == 0 ? SIGTERM : SIGINT);
}
