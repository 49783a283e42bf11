// SPDX-License-Identifier: BSL-1.0
// Another user puts something else under a name between two system calls.
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

// "d/x.gz" is a file of the one who attacks, and "victim" a directory that he
// may not write to.
struct attack {
    scratch_directory scratch;

    attack() {
        require_strace();
        fs::create_directory(scratch / "d");
        fs::create_directory(scratch / "victim");
        write_file(scratch / "d/x.gz", gzip("of the attacker"));
        write_file(scratch / "victim/x.gz", gzip("of the victim"));
    }

    // Lets the program wait before it makes a system call that names `path`
    // for the `count`th time, and does `swap` then.
    outcome run_with(const names& arguments, const std::string& call,
                     const std::string& path, const std::function<void()>& swap,
                     std::size_t count = 1) const {
        command what = mgunzip_command(arguments, scratch);
        what.words.insert(what.words.begin(),
                          {"strace", "-f", "-o", "calls", "-P", path, "-e",
                           "trace=" + call, "-e",
                           "inject=" + call + ":delay_enter=1500000:when=" +
                               std::to_string(count)});
        what.environment = {"ASAN_OPTIONS=detect_leaks=0"};
        process program(what);
        const auto end =
            std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (calls_of(call) < count && std::chrono::steady_clock::now() < end)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        swap();
        return program.finish();
    }
    // strace writes a call's name and arguments before it waits.
    std::size_t calls_of(const std::string& call) const {
        if (!fs::exists(scratch / "calls"))
            return 0;
        const std::string text = read_text(scratch / "calls");
        std::size_t count = 0;
        for (auto at = text.find(call + '('); at != text.npos;
             at = text.find(call + '(', at + 1))
            ++count;
        return count;
    }
    void swap_directory() const {
        fs::rename(scratch / "d", scratch / "moved");
        fs::create_directory_symlink("victim", scratch / "d");
    }
    bool is_victim_untouched() const {
        names found;
        for (const auto& each : fs::directory_iterator(scratch / "victim"))
            found.push_back(each.path().filename());
        return found == names{"x.gz"};
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(swaps, attack)

BOOST_AUTO_TEST_CASE(directory_swapped_before_the_input_is_opened) {
    for (const char* const keeping : {"-k", "-f"}) {
        const outcome done = run_with({"-T1", keeping, "d/x.gz"}, "openat",
                                      "x.gz", [&] { swap_directory(); });
        BOOST_TEST(done.exit_status() == 0, done);
        BOOST_TEST(is_victim_untouched(), keeping);
        BOOST_TEST(fs::exists(scratch / "moved/x"));
        BOOST_TEST(fs::exists(scratch / "moved/x.gz") ==
                   (keeping == std::string("-k")));
        fs::remove(scratch / "d");
        fs::rename(scratch / "moved", scratch / "d");
        fs::remove(scratch / "d/x");
        fs::remove(scratch / "calls");
    }
}

BOOST_AUTO_TEST_CASE(directory_swapped_while_the_output_is_made) {
    const outcome done =
        run_with({"-T1", "d/x.gz"}, "linkat", "x", [&] { swap_directory(); });
    BOOST_TEST(done.exit_status() == 0, done);
    BOOST_TEST(is_victim_untouched());
    BOOST_TEST((read_file(scratch / "moved/x").size() == 15u));
    BOOST_TEST(!fs::exists(scratch / "moved/x.gz"));
}

BOOST_AUTO_TEST_CASE(directory_swapped_after_it_was_listed) {
    fs::create_directory(scratch / "d/sub");
    write_file(scratch / "d/sub/x.gz", gzip("of the attacker"));
    for (const char* const keeping : {"-k", "-f"}) {
        const outcome done = run_with(
            {"-T1", "-r", keeping, "d"}, "openat", "sub",
            [&] {
                fs::rename(scratch / "d/sub", scratch / "moved");
                fs::create_directory_symlink("../victim", scratch / "d/sub");
            },
            2);
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.says("d/sub/x.gz: was replaced by another file"), done);
        BOOST_TEST(is_victim_untouched(), keeping);
        fs::remove(scratch / "d/sub");
        fs::rename(scratch / "moved", scratch / "d/sub");
        fs::remove(scratch / "calls");
    }
}

BOOST_AUTO_TEST_CASE(another_directory_is_not_the_one_that_was_listed) {
    fs::create_directory(scratch / "d/sub");
    write_file(scratch / "d/sub/x.gz", gzip("of the attacker"));
    const outcome done = run_with(
        {"-T1", "-r", "d"}, "openat", "sub",
        [&] {
            fs::rename(scratch / "d/sub", scratch / "moved");
            fs::rename(scratch / "victim", scratch / "d/sub");
        },
        2);
    BOOST_TEST(done.exit_status() == 1, done);
    BOOST_TEST(done.says("d/sub/x.gz: was replaced by another file"), done);
    BOOST_TEST(fs::exists(scratch / "d/sub/x.gz"));
    BOOST_TEST(!fs::exists(scratch / "d/sub/x"));
}

BOOST_AUTO_TEST_CASE(fifo_swapped_for_a_file_is_not_written_to) {
    for (const bool is_link : {true, false}) {
        const std::string fifo = scratch / "fifo";
        BOOST_REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
        write_file(scratch / "file", {'o', 'l', 'd'});
        const outcome done =
            run_with({"-o", "fifo", "d/x.gz"}, "openat", "fifo", [&] {
                fs::remove(fifo);
                if (is_link)
                    fs::create_symlink("file", fifo);
                else
                    fs::rename(scratch / "file", fifo);
            });
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.says("fifo: was replaced by another file"), done);
        BOOST_TEST((read_file(fifo) == bytes{'o', 'l', 'd'}));
        fs::remove(fifo);
        fs::remove(scratch / "calls");
    }
}

BOOST_AUTO_TEST_CASE(link_swapped_after_the_look_leads_nowhere_else) {
    write_file(scratch / "own", {'o', 'w', 'n'});
    write_file(scratch / "victim/x.gz", {'o', 'l', 'd'});
    fs::create_symlink("own", scratch / "link");
    const outcome done =
        run_with({"-f", "-o", "link", "d/x.gz"}, "readlinkat", "link", [&] {
            fs::remove(scratch / "link");
            fs::create_symlink("victim/x.gz", scratch / "link");
        });
    BOOST_TEST(done.exit_status() == 1, done);
    BOOST_TEST((read_file(scratch / "victim/x.gz") == bytes{'o', 'l', 'd'}));
    BOOST_TEST((read_file(scratch / "own") == bytes{'o', 'w', 'n'}));
}

// Whether the system protects such links or not.
BOOST_AUTO_TEST_CASE(link_of_another_user_in_a_sticky_directory) {
    require_root();
    fs::create_directory(scratch / "tmp");
    BOOST_REQUIRE(::chmod((scratch / "tmp").c_str(), 01777) == 0);
    write_file(scratch / "own", {'o', 'l', 'd'});
    BOOST_REQUIRE(::mkfifo((scratch / "fifo").c_str(), 0600) == 0);
    for (const char* const target : {"../own", "../none", "../fifo"}) {
        const std::string link = scratch / "tmp/link";
        fs::create_symlink(target, link);
        BOOST_REQUIRE(::lchown(link.c_str(), 65534, 65534) == 0);
        const outcome done =
            run_mgunzip({"-f", "-o", "tmp/link", "d/x.gz"}, scratch);
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.says("Permission denied"), done);
        fs::remove(link);
    }
    BOOST_TEST((read_file(scratch / "own") == bytes{'o', 'l', 'd'}));
    BOOST_TEST(!fs::exists(scratch / "none"));
}

BOOST_AUTO_TEST_SUITE_END()
