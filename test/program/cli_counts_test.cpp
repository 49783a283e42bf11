// SPDX-License-Identifier: BSL-1.0
// --count-lines, --splits, and --list by an index.
#include "support/bgzf_files.hpp"
#include "support/gzip_builder.hpp"
#include "support/lined_text.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <mgunzip/crc32.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

struct directory {
    scratch_directory scratch;
    lined_text text = random_lines(30'000, 1);

    directory() { write_file(scratch / "x.gz", gzip(text.data)); }

    outcome run(const names& arguments) const {
        return run_mgunzip(arguments, scratch);
    }
    void make_index() const {
        BOOST_TEST(run({"-t", "-f", "--index", "--index-spacing=64K", "x.gz"})
                       .silently(0));
    }
};

struct split {
    std::uint64_t number, first, size, first_compressed, compressed;
};

std::vector<split> splits_of(const outcome& done) {
    std::istringstream lines(done.text());
    std::vector<split> result;
    for (split next{}; lines >> next.number >> next.first >> next.size >>
                       next.first_compressed >> next.compressed;)
        result.push_back(next);
    return result;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(counts, directory)

BOOST_AUTO_TEST_CASE(lines_are_counted_in_all_kinds_of_files) {
    random_source random(4);
    const bytes members =
        joined(random_members(random, 60, 30'000)) + bgzf_end();
    write_file(scratch / "b.gz", members);
    write_file(scratch / "e.gz", gzip(""));
    write_file(scratch / "n.gz", gzip("no newline"));
    const bytes unpacked = run({"-c", "b.gz"}).out;
    const auto newlines = std::ranges::count(unpacked, '\n');
    BOOST_TEST(newlines > 1000);
    const std::string expected =
        "30000 x.gz\n" + std::to_string(newlines) + " b.gz\n0 e.gz\n0 n.gz\n";
    for (const char* const threads : {"-T1", "-T2", "-T3"}) {
        const outcome done =
            run({threads, "--count-lines", "x.gz", "b.gz", "e.gz", "n.gz"});
        BOOST_TEST(done.silently(0), done);
        BOOST_TEST(done.text() == expected);
    }
    command piped = mgunzip_command({"--count-lines"}, scratch);
    piped.input = read_file(scratch / "x.gz");
    BOOST_TEST(::run(piped).text() == "30000 stdin\n");
}

BOOST_AUTO_TEST_CASE(lines_of_a_damaged_file_are_not_told) {
    bytes damaged = read_file(scratch / "x.gz");
    damaged[damaged.size() - 5] ^= 1;
    write_file(scratch / "x.gz", damaged);
    const outcome done = run({"--count-lines", "x.gz"});
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.out.empty());
}

// Only what is behind the last point is looked at.
BOOST_AUTO_TEST_CASE(an_index_tells_lines_and_sizes_at_once) {
    const std::string listed = run({"-lv", "x.gz"}).text();
    make_index();
    BOOST_TEST(run({"-lv", "x.gz"}).text() == listed);
    bytes damaged = read_file(scratch / "x.gz");
    damaged[damaged.size() / 2] ^= 1; // in front of the last point
    write_file(scratch / "x.gz", damaged);
    std::filesystem::last_write_time(
        scratch / "x.gz", std::filesystem::last_write_time(scratch / "x.gzi"));
    BOOST_TEST(run({"-l", "x.gz"}).exit_status() == 0);
    const outcome counted = run({"--count-lines", "x.gz"});
    BOOST_TEST(counted.silently(0), counted);
    BOOST_TEST(counted.text() == "30000 x.gz\n");
    BOOST_TEST(run({"-l", "--input=read", "x.gz"}).exit_status() == 1);
    const outcome json = run({"--stats=json", "--count-lines", "x.gz"});
    BOOST_TEST(json.says("\"bytes_out\":" + std::to_string(text.data.size())),
               json);
}

BOOST_AUTO_TEST_CASE(splits_tile_the_output) {
    make_index();
    for (const std::uint64_t size : {100'000, 1'000'000, 100'000'000}) {
        const outcome plan = run({"--splits=" + std::to_string(size), "x.gz"});
        BOOST_TEST(plan.silently(0), plan);
        bytes all;
        std::uint32_t crc = 0;
        std::uint64_t number = 0;
        for (const split& next : splits_of(plan)) {
            BOOST_TEST(next.number == number++);
            BOOST_TEST(next.first_compressed + next.compressed <=
                       read_file(scratch / "x.gz").size());
            const outcome part = run({"--whole-lines",
                                      "--bytes=" + std::to_string(next.first) +
                                          '+' + std::to_string(next.size),
                                      "x.gz"});
            BOOST_TEST(part.silently(0), part);
            crc = mgunzip::crc32_combine(
                crc, mgunzip::crc32(0, part.out.data(), part.out.size()),
                part.out.size());
            all = all + part.out;
        }
        BOOST_TEST(number == (text.data.size() + size - 1) / size);
        BOOST_TEST((all == text.data));
        BOOST_TEST(crc ==
                   mgunzip::crc32(0, text.data.data(), text.data.size()));
    }
}

// A part can be decoded from these bytes alone: those in front of them and
// behind them may be anything.
BOOST_AUTO_TEST_CASE(a_split_tells_which_compressed_bytes_it_takes) {
    make_index();
    const bytes good = read_file(scratch / "x.gz");
    for (const split& next : splits_of(run({"--splits=300K", "x.gz"}))) {
        bytes other(good.size(), 0xff);
        const auto from = static_cast<std::ptrdiff_t>(next.first_compressed);
        std::copy_n(good.begin() + from, next.compressed, other.begin() + from);
        write_file(scratch / "o.gz", other);
        const outcome part = run({"--use-index=x.gzi", "-q",
                                  "--bytes=" + std::to_string(next.first) +
                                      '+' + std::to_string(next.size),
                                  "o.gz"});
        BOOST_TEST(part.exit_status() != 1, part);
        BOOST_TEST((part.out == text.part(next.first, next.first + next.size)));
    }
}

BOOST_AUTO_TEST_CASE(splits_need_an_index_or_members) {
    const outcome none = run({"--splits=1M", "x.gz"});
    BOOST_TEST(none.exit_status() == 1);
    BOOST_TEST(none.says("there is no index that says how large the output is; "
                         "make one with -t --index"),
               none);
    random_source random(5);
    write_file(scratch / "b.gz",
               joined(random_members(random, 60, 30'000)) + bgzf_end());
    const outcome by_members = run({"--splits=100K", "b.gz"});
    BOOST_TEST(by_members.silently(0), by_members);
    BOOST_TEST(run({"-t", "--index", "b.gz"}).silently(0));
    BOOST_TEST(run({"--splits=100K", "b.gz"}).text() == by_members.text());
    // Of a directory only what is compressed: not the index.
    BOOST_TEST(run({"-t", "--index", "x.gz"}).silently(0));
    const outcome of_all = run({"-r", "--splits=100K", "."});
    BOOST_TEST(of_all.silently(0), of_all);
    for (const char* const size : {"0", "x", "-1"})
        BOOST_TEST(
            run({std::string("--splits=") + size, "b.gz"}).exit_status() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
