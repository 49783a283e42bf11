// SPDX-License-Identifier: BSL-1.0
// Files of many members, whose sizes are known or not: any number of threads
// does the same as one.
#include "support/plain_members.hpp"
#include "support/program_runner.hpp"
#include "support/sanitizers.hpp"
#include "support/scratch_directory.hpp"

#include <mgunzip/decompress.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <sstream>
#include <string>

using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

constexpr const char* thread_options[] = {"-T1", "-T2", "-T3", "-T8"};

// Some MiB of output.
const bytes& large_file() {
    static const bytes file = [] {
        random_source random(1);
        return joined(random_members(random, 400, 30'000)) + bgzf_end();
    }();
    return file;
}

// The same of members that do not say how long they are; some are large.
const bytes& large_plain_file() {
    static const bytes file = [] {
        random_source random(2);
        bytes text = make_random_stream(random, 300'000).output;
        while (text.size() < 20'000'000)
            text = text + text;
        const bytes large = gzip_bytes(
            stored_member(bytes(text.begin(), text.begin() + 900'000)));
        return joined(plain_members(random, 30, 60'000)) + large + large +
               gzip_bytes(stored_member(text)) + large +
               joined(plain_members(random, 30, 60'000));
    }();
    return file;
}

bytes unpacked(const bytes& file) {
    bytes output;
    static_cast<void>(
        mgunzip::decompress_to_vector(file, output, mgunzip::no_limit));
    return output;
}

} // namespace

namespace {

void check_wherever_it_goes(const bytes& file) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", file);
    const bytes data = unpacked(file);
    BOOST_REQUIRE(data.size() > 4'000'000u);
    for (const char* const threads : thread_options) {
        BOOST_TEST_INFO_SCOPE(threads);
        for (const char* const way :
             {"--io=auto", "--io=write", "--io=splice"}) {
            const outcome piped =
                run_mgunzip({threads, way, "-c", "x.gz"}, scratch);
            BOOST_TEST(piped.silently(0), piped);
            BOOST_TEST((piped.out == data));
        }
        for (const char* const way :
             {"--io=auto", "--io=write", "--io=mmap:zeros",
              "--io=mmap:populate", "--io=mmap:faults"}) {
            const outcome to_file =
                run_mgunzip({threads, way, "-kf", "x.gz"}, scratch);
            BOOST_TEST(to_file.silently(0), to_file);
            BOOST_TEST((read_file(scratch / "x") == data));
        }
        const outcome tested = run_mgunzip({threads, "-t", "x.gz"}, scratch);
        BOOST_TEST(tested.silently(0), tested);
        const outcome read =
            run_mgunzip({threads, "--input=read", "-c", "x.gz"}, scratch);
        BOOST_TEST((read.out == data));
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(output_is_the_same_wherever_it_goes) {
    check_wherever_it_goes(large_file());
}

BOOST_AUTO_TEST_CASE(members_without_sizes_go_wherever_those_with_sizes_go) {
    check_wherever_it_goes(large_plain_file());
}

BOOST_AUTO_TEST_CASE(damage_is_told_in_the_same_words) {
    random_source random(2);
    for (unsigned round = 0; round < trials(8); ++round) {
        const scratch_directory scratch;
        bytes file = large_file();
        file[file.size() / 2 + below(random, file.size() / 2)] ^= 0x10;
        write_file(scratch / "x.gz", file);
        const outcome expected = run_mgunzip({"-T1", "-c", "x.gz"}, scratch);
        BOOST_TEST((expected.out == unpacked(file)));
        const std::string to_file_says =
            run_mgunzip({"-T1", "x.gz"}, scratch).err;
        write_file(scratch / "x.gz", file);
        for (const char* const threads : thread_options) {
            BOOST_TEST_INFO_SCOPE(threads);
            const outcome piped = run_mgunzip({threads, "-c", "x.gz"}, scratch);
            BOOST_TEST(piped.err == expected.err);
            BOOST_TEST(piped.exit_status() == expected.exit_status());
            BOOST_TEST((piped.out == expected.out));
            const outcome tested =
                run_mgunzip({threads, "-t", "x.gz"}, scratch);
            BOOST_TEST(tested.err == expected.err);
            const outcome to_file = run_mgunzip({threads, "x.gz"}, scratch);
            BOOST_TEST(to_file.err == to_file_says);
            BOOST_TEST(to_file.exit_status() == expected.exit_status());
            const bool is_damaged = expected.exit_status() == 1;
            BOOST_TEST(std::filesystem::exists(scratch / "x") != is_damaged);
            BOOST_TEST(std::filesystem::exists(scratch / "x.gz") == is_damaged);
            write_file(scratch / "x.gz", file);
            std::filesystem::remove(scratch / "x");
        }
    }
}

BOOST_AUTO_TEST_CASE(statistics_know_members_and_threads) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", large_file());
    const auto has = [&](const char* threads, const std::string& part) {
        return run_mgunzip({threads, "--stats=json", "-t", "x.gz"}, scratch)
            .says(part);
    };
    for (const char* const threads : thread_options)
        BOOST_TEST(has(threads, "\"members\":401"));
    BOOST_TEST(has("-T1", "\"threads\":1"));
    BOOST_TEST(has("-T2", "\"threads\":2"));
    // However often threads change their work.
    write_file(scratch / "x.gz", large_plain_file());
    for (const char* const threads : thread_options)
        BOOST_TEST(has(threads, "\"members\":64"));
    BOOST_TEST(has("-T1", "\"threads\":1"));
    BOOST_TEST(has("-T2", "\"threads\":2"));
}

// Members of other kinds between them end no thread.
BOOST_AUTO_TEST_CASE(threads_are_started_once) {
    require_strace();
    const scratch_directory scratch;
    const bytes group = repeated(bgzf_end(), 8) + gzip_stored("");
    write_file(scratch / "x.gz", repeated(group, 12'000)); // 3 MB
    command what = mgunzip_command({"-T3", "-t", "x.gz"}, scratch);
    what.words.insert(what.words.begin(), {"strace", "-f", "-qq", "-o", "calls",
                                           "-e", "trace=clone,clone3"});
    // Looking for leaks does not work under strace.
    what.environment = {"ASAN_OPTIONS=detect_leaks=0"};
    const outcome done = run(what);
    BOOST_TEST(done.silently(0), done);
    const bytes calls = read_file(scratch / "calls");
    std::istringstream lines(std::string(calls.begin(), calls.end()));
    int started = 0;
    for (std::string line; std::getline(lines, line);)
        started += line.find("clone") != line.npos;
    BOOST_TEST(started >= 1);
    BOOST_TEST(started <= 4);
}
