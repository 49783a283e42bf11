// SPDX-License-Identifier: BSL-1.0
// What a small file costs in system calls when it is one of many.
#include "support/emulator.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <filesystem>
#include <map>
#include <sstream>

using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;
using counts = std::map<std::string, int>;

struct many_files {
    scratch_directory scratch;
    names files;

    many_files() {
        skip_if_emulated("makes calls of its own");
        require_strace();
        for (int i = 0; i < 12; ++i) {
            files.push_back(std::to_string(i) + ".gz");
            write_file(scratch / files.back(), gzip(sample(4096)));
        }
    }

    counts calls_for(names arguments, std::size_t file_count) const {
        arguments.insert(arguments.end(), files.begin(),
                         files.begin() +
                             static_cast<std::ptrdiff_t>(file_count));
        command what = mgunzip_command(arguments, scratch);
        what.words.insert(what.words.begin(), {"strace", "-f", "-o", "calls"});
        what.environment = {"ASAN_OPTIONS=detect_leaks=0"};
        const outcome done = run(what);
        BOOST_TEST(done.exit_status() == 0, done);
        std::istringstream lines(read_text(scratch / "calls"));
        counts found;
        for (std::string line; std::getline(lines, line);) {
            const auto begin = line.find_first_not_of(' ', line.find(' '));
            const auto end = line.find('(');
            if (begin != line.npos && end != line.npos && begin < end)
                ++found[line.substr(begin, end - begin)];
        }
        return found;
    }
    // What ten more files cost.
    counts calls_for_ten(const names& arguments) const {
        const counts few = calls_for(arguments, 2);
        for (const std::string& name : files)
            std::filesystem::remove(scratch / name.substr(0, name.size() - 3));
        counts more = calls_for(arguments, 12);
        for (const auto& [call, count] : few)
            more[call] -= count;
        return more;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(system_calls, many_files)

BOOST_AUTO_TEST_CASE(what_is_known_is_not_asked_for_again) {
    require_no_address_sanitizer();
    counts calls = calls_for_ten({"-k", "-T1"});
    BOOST_TEST(calls["openat"] == 40);
    BOOST_TEST(calls["lseek"] == 0);
    BOOST_TEST(calls["umask"] == 0);
    BOOST_TEST(calls["ioctl"] == 0);
    BOOST_TEST(calls["fstatfs"] == 0);
    BOOST_TEST(calls["newfstatat"] + calls["fstat"] <= 50);
    BOOST_TEST(calls["statx"] == 0);
    BOOST_TEST(calls["getrandom"] == 0);
}

BOOST_AUTO_TEST_CASE(name_takes_a_link_and_a_rename_whether_it_is_new_or_not) {
    for (const auto& [force, rename] :
         {std::pair{"-k", "renameat2"}, std::pair{"-kf", "renameat"}}) {
        counts calls = calls_for_ten({force, "-T1"});
        BOOST_TEST(calls["linkat"] == 10);
        BOOST_TEST(calls[rename] == 10);
        BOOST_TEST(calls["renameat"] + calls["renameat2"] == 10);
        BOOST_TEST(calls["unlinkat"] == 0);
        BOOST_TEST(calls["rt_sigaction"] <= 20); // for faults
        BOOST_TEST(calls["rt_sigprocmask"] == 0);
    }
}

BOOST_AUTO_TEST_CASE(handlers_stay_while_many_files_are_replaced) {
    static_cast<void>(calls_for({"-k"}, 12));
    const counts few = calls_for({"-kf", "-T1"}, 2);
    const counts more = calls_for({"-kf", "-T1"}, 12);
    BOOST_TEST(more.at("rt_sigaction") - few.at("rt_sigaction") <= 20);
}

BOOST_AUTO_TEST_CASE(size_of_a_file_is_known_where_it_is_read) {
    counts calls = calls_for({"-k", "-T1", "--input=read"}, 12);
    BOOST_TEST(calls["fallocate"] == 0);
    BOOST_TEST(calls["pread64"] >= 12);
}

BOOST_AUTO_TEST_CASE(small_files_start_no_threads_of_their_own_accord) {
    require_no_address_sanitizer();
    counts calls = calls_for({"-k"}, 12);
    BOOST_TEST(calls["clone"] + calls["clone3"] == 0);
    calls = calls_for({"-kf", "-T2"}, 12);
    BOOST_TEST(calls["clone"] + calls["clone3"] == 1);
}

BOOST_AUTO_TEST_SUITE_END()
