// SPDX-License-Identifier: BSL-1.0
// Signals at every system call around the name of an output, on file systems
// that lack something: there is nothing under that name, or the complete file.
#include "support/bindfs_mount.hpp"
#include "support/emulator.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/sanitizers.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>
#include <map>
#include <sstream>

namespace fs = std::filesystem;
using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

const std::string no_nameless = "openat_tmpfile:EOPNOTSUPP:0,";
const std::string no_new_rename = "renameat2:EINVAL:0,";
const std::string no_link = "linkat:ENOSYS:0,";
const std::string no_rename = "renameat2:ENOSYS:0,renameat:ENOSYS:0,";

// All in which a name that is seen belongs to a complete file.
const names common_lacks = {
    "",
    no_nameless,
    no_new_rename,
    no_nameless + no_new_rename,
    no_rename,
    no_nameless + no_rename,
    no_link,
    no_nameless + no_link,
};

// Here an empty file, or an incomplete one, has the final name for a while.
const names rare_lacks = {
    no_new_rename + no_link,
    no_nameless + no_new_rename + no_link,
    no_rename + no_link,
    no_nameless + no_rename + no_link,
};

// Calls that have to do with names, and what comes next to them.
constexpr const char* calls_with_names =
    "openat,fchmod,utimensat,linkat,renameat,renameat2,unlinkat,close,"
    "newfstatat,fstat,rt_sigprocmask";

struct with_input {
    bytes data = sample(20'000);
    bytes packed = gzip(data);

    // The program starts hundreds of times.
    mutable trial_choice choice;

    with_input() {
        skip_if_emulated("makes calls of its own");
        require_strace();
    }

    // The shared program, with faults of its own, under strace.
    static command traced(const std::string& faults, const std::string& what,
                          const names& arguments,
                          const scratch_directory& place) {
        command faulty = faulty_command(faults, arguments, place);
        names words = {"strace",
                       "-f",
                       "-qq",
                       "-o",
                       place / "calls",
                       "-e",
                       std::string("trace=") + calls_with_names};
        if (!what.empty())
            words.insert(words.end(), {"-e", "inject=" + what});
        for (const std::string& variable : faulty.environment)
            words.insert(words.end(), {"-E", variable});
        words.insert(words.end(), {"-E", "ASAN_OPTIONS=detect_leaks=0:"
                                         "verify_asan_link_order=0"});
        words.insert(words.end(), faulty.words.begin(), faulty.words.end());
        faulty.words = words;
        faulty.environment.clear();
        return faulty;
    }

    // How often each call is made from the first look at the input on.
    struct range {
        int first = 0;
        int last = 0;
    };
    static std::map<std::string, range> calls_of(const std::string& text) {
        std::map<std::string, range> calls;
        std::istringstream lines(text);
        bool has_begun = false;
        for (std::string line; std::getline(lines, line);) {
            const auto begin = line.find_first_not_of(' ', line.find(' '));
            const auto end = line.find('(');
            if (begin == line.npos || end == line.npos || begin >= end)
                continue;
            has_begun |= line.find("x.gz") != line.npos;
            range& found = calls[line.substr(begin, end - begin)];
            ++found.last;
            if (!has_begun)
                found.first = found.last;
        }
        return calls;
    }

    void check_after(const std::string& faults, const std::string& injected,
                     const scratch_directory& place, bool may_leave_hidden,
                     bool is_replaced) const {
        BOOST_TEST_INFO_SCOPE(faults << " " << injected);
        bool is_complete = false;
        for (const std::string& name : place.entries()) {
            if (name == "calls" || name == "x.gz")
                continue;
            if (name == "x") {
                const bytes content = read_file(place / "x");
                is_complete = content == data;
                BOOST_TEST(
                    (is_complete || (is_replaced && content.size() == 3)));
                continue;
            }
            BOOST_TEST((may_leave_hidden && name.starts_with(".mgunzip-")),
                       name);
            fs::remove(place / name);
        }
        BOOST_TEST((is_complete || fs::exists(place / "x.gz")));
    }

    void signal_everywhere(const std::string& faults, int signal,
                           const scratch_directory& place,
                           bool is_replaced) const {
        const auto prepare = [&] {
            write_file(place / "x.gz", packed);
            fs::remove(place / "x");
            if (is_replaced)
                write_file(place / "x", to_bytes("old"));
        };
        const names arguments =
            is_replaced ? names{"-f", "-T1", "x.gz"} : names{"-T1", "x.gz"};
        prepare();
        const outcome whole = run(traced(faults, "", arguments, place));
        BOOST_TEST_REQUIRE(whole.exit_status() == 0, faults << ": " << whole);
        const auto calls = calls_of(read_text(place / "calls"));
        for (const auto& [call, range] : calls)
            for (int i = range.first + 1; i <= range.last; ++i) {
                if (!choice.is_made())
                    continue;
                prepare();
                const std::string injected =
                    call + ":signal=" + std::to_string(signal) +
                    ":when=" + std::to_string(i);
                const outcome done =
                    run(traced(faults, injected, arguments, place));
                BOOST_TEST((done.signal() == signal || done.exit_status() == 0),
                           injected << ": " << done);
                check_after(faults, injected, place, signal == SIGKILL,
                            is_replaced);
            }
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(signals_around_the_name, with_input)

BOOST_AUTO_TEST_CASE(signal_leaves_nothing_or_the_complete_file) {
    const scratch_directory scratch;
    for (const names& lacks : {common_lacks, rare_lacks})
        for (const std::string& faults : lacks)
            signal_everywhere(faults, SIGTERM, scratch, false);
}

BOOST_AUTO_TEST_CASE(kill_leaves_nothing_or_the_complete_file) {
    const scratch_directory scratch;
    for (const std::string& faults : common_lacks)
        signal_everywhere(faults, SIGKILL, scratch, false);
}

BOOST_AUTO_TEST_CASE(signal_leaves_the_old_file_or_the_new_one) {
    const scratch_directory scratch;
    for (const std::string& faults :
         {std::string(), no_nameless, no_link, no_nameless + no_link})
        for (const int signal : {SIGTERM, SIGKILL})
            signal_everywhere(faults, signal, scratch, true);
}

// Until the program has made the file, it is not its to remove.
BOOST_AUTO_TEST_CASE(signal_never_removes_a_file_that_has_taken_the_name) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", packed);
    for (const std::string& faults :
         {no_new_rename + no_link + "openat_new:STOP:1:1",
          no_nameless + no_rename + no_link + "openat_new:STOP:1:1"}) {
        process program(faulty_command(faults, {"x.gz"}, scratch));
        BOOST_REQUIRE(program.wait_until_stopped());
        write_file(scratch / "x", to_bytes("of others"));
        program.send(SIGTERM);
        program.send(SIGCONT);
        const outcome done = program.finish();
        BOOST_TEST(done.signal() == SIGTERM, faults << ": " << done);
        BOOST_TEST((scratch.entries() == names{"x", "x.gz"}));
        BOOST_TEST((read_file(scratch / "x") == to_bytes("of others")));
        fs::remove(scratch / "x");
    }
}

BOOST_AUTO_TEST_CASE(existing_file_stays_where_only_final_names_are_possible) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", packed);
    write_file(scratch / "x", to_bytes("old"));
    for (const std::string& faults :
         {no_rename + no_link, no_nameless + no_rename + no_link}) {
        const outcome done =
            run(faulty_command(faults, {"-f", "x.gz"}, scratch));
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.err == "mgunzip: x: exists, and cannot be replaced "
                               "where there are neither renames nor links; "
                               "remove it first, or use -o to name another\n");
        BOOST_TEST((scratch.entries() == names{"x", "x.gz"}));
        BOOST_TEST((read_file(scratch / "x") == to_bytes("old")));
    }
}

BOOST_AUTO_TEST_CASE(signal_on_fuse_leaves_nothing_or_the_complete_file) {
    const bindfs_mount mount;
    for (const int signal : {SIGTERM, SIGKILL})
        signal_everywhere("", signal, mount.directory(), false);
}

BOOST_AUTO_TEST_SUITE_END()
