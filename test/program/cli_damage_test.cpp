// SPDX-License-Identifier: BSL-1.0
// Damaged and hostile input: the same bytes and the same message on each path.
#include "support/gzip_builder.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

#include <sys/resource.h>
#include <unistd.h>

using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

constexpr const char* input_ways[] = {"--input=mmap", "--input=read"};
constexpr const char* output_ways[] = {"--io=auto", "--io=mmap", "--io=write"};

// What mgunzip makes of `packed` on standard output by these ways. Input comes
// from a file, output goes to a file.
struct result {
    bytes output;
    outcome end;
};

result run_by(const names& ways, const bytes& packed) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", packed);
    const auto out = open_file(scratch / "out", O_CREAT | O_RDWR);
    names arguments{"-c"};
    arguments.insert(arguments.end(), ways.begin(), ways.end());
    arguments.push_back("x.gz");
    command what = mgunzip_command(arguments, scratch);
    what.out = out.get();
    outcome end = run(what);
    return {read_file(scratch / "out"), std::move(end)};
}

// Checks that every path gives `output` and, for an error, the message.
void check_all_paths(const bytes& packed, const bytes& output,
                     const std::string& message) {
    for (const char* const input : input_ways)
        for (const char* const way : output_ways) {
            BOOST_TEST_INFO_SCOPE(std::string(input) + " " + way);
            const result found = run_by({input, way}, packed);
            BOOST_TEST(found.end.exit_status() == 1, found.end);
            BOOST_TEST(found.end.err == "mgunzip: x.gz: " + message + "\n");
            BOOST_TEST((found.output == output));
        }
}

bytes prefix(const bytes& data, std::size_t size) {
    return {data.begin(), data.begin() + static_cast<std::ptrdiff_t>(size)};
}

} // namespace

BOOST_AUTO_TEST_CASE(wrong_checksum_is_found_behind_all_the_data) {
    const auto data = sample(300'000);
    auto packed = gzip(data);
    packed[packed.size() - 8] ^= 1;
    check_all_paths(packed, data,
                    "invalid compressed data--crc error (member 1, byte " +
                        std::to_string(packed.size() - 8) +
                        "); the input is damaged: get it again");
}

BOOST_AUTO_TEST_CASE(wrong_length_is_found_behind_all_the_data) {
    const auto data = sample(300'000);
    auto packed = gzip(data);
    packed[packed.size() - 1] ^= 1;
    check_all_paths(packed, data,
                    "invalid compressed data--length error (member 1, byte " +
                        std::to_string(packed.size() - 4) +
                        "); the input is damaged: get it again");
}

BOOST_AUTO_TEST_CASE(truncated_file_gives_the_same_bytes_on_each_path) {
    const auto data = sample(400'000);
    const auto packed = gzip(data);
    for (const std::size_t size :
         {packed.size() - 1, packed.size() - 9, packed.size() / 2}) {
        const auto cut = prefix(packed, size);
        const bytes output = run_by({"--io=write"}, cut).output;
        BOOST_TEST((output == prefix(data, output.size())));
        BOOST_TEST(output.size() > size);
        check_all_paths(cut, output,
                        "unexpected end of file (member 1, byte " +
                            std::to_string(size) +
                            "); the input is incomplete: get it again");
    }
}

BOOST_AUTO_TEST_CASE(damage_anywhere_gives_the_same_on_each_path) {
    const auto data = sample(200'000);
    const auto packed = gzip(data);
    const std::size_t step = packed.size() / 7;
    for (std::size_t at = step; at < packed.size(); at += step) {
        auto damaged = packed;
        damaged[at] ^= 0x10;
        const result first = run_by({"--io=write", "--input=read"}, damaged);
        BOOST_TEST(first.end.exit_status() == 1);
        BOOST_TEST(first.output.size() >= at);
        const std::string start = "mgunzip: x.gz: ";
        BOOST_TEST(first.end.err.starts_with(start));
        check_all_paths(
            damaged, first.output,
            first.end.err.substr(start.size(),
                                 first.end.err.size() - start.size() - 1));
    }
}

BOOST_AUTO_TEST_CASE(all_members_in_front_of_a_bad_one_arrive) {
    const auto data = sample(150'000);
    auto bad = gzip("bad");
    bad[bad.size() - 8] ^= 1;
    const auto good = gzip(data);
    const auto packed = good + gzip_bytes({}) + bad + good;
    check_all_paths(packed, data + to_bytes("bad"),
                    "invalid compressed data--crc error (member 3, byte " +
                        std::to_string(good.size() + gzip_bytes({}).size() +
                                       bad.size() - 8) +
                        "); the input is damaged: get it again");
}

BOOST_AUTO_TEST_CASE(message_comes_behind_the_data) {
    auto packed = gzip("data\n");
    packed[packed.size() - 8] ^= 1;
    const scratch_directory scratch;
    write_file(scratch / "x.gz", packed);
    const outcome done =
        run({.words = {"sh", "-c", "\"$0\" -c x.gz 2>&1", program_path()},
             .directory = scratch.path()});
    BOOST_TEST(done.text().starts_with("data\nmgunzip: x.gz: "), done.text());
}

BOOST_AUTO_TEST_CASE(damaged_file_leaves_no_output_and_stays_by_all_ways) {
    auto packed = gzip(sample(300'000));
    packed[packed.size() - 8] ^= 1;
    for (const char* const input : input_ways)
        for (const char* const way : output_ways) {
            const scratch_directory scratch;
            write_file(scratch / "x.gz", packed);
            const outcome done = run_mgunzip({input, way, "x.gz"}, scratch);
            BOOST_TEST(done.exit_status() == 1);
            BOOST_TEST((scratch.entries() == names{"x.gz"}));
            BOOST_TEST((read_file(scratch / "x.gz") == packed));
        }
}

BOOST_AUTO_TEST_CASE(good_data_are_the_same_by_all_ways) {
    const auto data = sample(700'000);
    const auto packed = gzip(data);
    for (const char* const input : input_ways)
        for (const char* const way : output_ways) {
            const result found = run_by({input, way}, packed);
            BOOST_TEST(found.end.silently(0), found.end);
            BOOST_TEST((found.output == data));
        }
}

BOOST_AUTO_TEST_CASE(claimed_size_allocates_nothing_near_it) {
    // An empty member whose ISIZE says 0xffffffff.
    gzip_member member;
    member.size_error = 0xffffffff;
    const auto packed = gzip_bytes(member);
    BOOST_TEST(packed.size() == 20u);
    const scratch_directory scratch;
    write_file(scratch / "x.gz", packed);
    command what = mgunzip_command({"--io=mmap", "x.gz"}, scratch);
    // More than the bound of RFC 1951 for 20 bytes, and than the program needs.
    constexpr rlim_t enough = 100'000'000;
    what.prepare = [] {
        const struct rlimit size { 1'000'000, 1'000'000 };
        ::setrlimit(RLIMIT_FSIZE, &size);
        const struct rlimit space { enough, enough };
        if (!has_address_sanitizer())
            ::setrlimit(RLIMIT_AS, &space);
    };
    const outcome done = run(what);
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(
        done.err ==
        "mgunzip: x.gz: invalid compressed data--length "
        "error (member 1, byte 16); the input is damaged: get it again\n");
    BOOST_TEST((scratch.entries() == names{"x.gz"}));
}

BOOST_AUTO_TEST_CASE(reservations_stay_below_what_the_input_can_hold) {
    require_strace();
    gzip_member member;
    member.size_error = 0xffffffff;
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip_bytes(member));
    command what = mgunzip_command({"x.gz"}, scratch);
    what.words.insert(what.words.begin(), {"strace", "-o", "calls", "-e",
                                           "trace=fallocate,ftruncate"});
    what.environment = {"ASAN_OPTIONS=detect_leaks=0"};
    BOOST_TEST(run(what).exit_status() == 1);
    const auto text = read_file(scratch / "calls");
    const std::string calls(text.begin(), text.end());
    // fallocate(fd, mode, offset, size) or ftruncate(fd, size)
    const auto at = calls.find("(");
    BOOST_TEST_REQUIRE(at != calls.npos, calls);
    const auto end = calls.find(')', at);
    const auto size = std::stoul(calls.substr(calls.rfind(' ', end)));
    BOOST_TEST(size <= 1032 * 20 + 8192u);
}

BOOST_AUTO_TEST_CASE(wrapped_and_random_sizes_do_not_matter) {
    const auto data = sample(500'000);
    // The last trailer speaks of the last member only, or is no trailer.
    const std::pair<bytes, int> files[] = {
        {gzip(data) + gzip("x"), 0},
        {gzip(data) + bytes(8, 0xff), 2},
        {gzip(data) + bytes(8, 0), 0},
    };
    for (const auto& [packed, status] : files)
        for (const char* const way : output_ways) {
            const scratch_directory scratch;
            write_file(scratch / "x.gz", packed);
            const outcome done = run_mgunzip({way, "x.gz"}, scratch);
            BOOST_TEST(done.exit_status() == status, done);
            BOOST_TEST((scratch.entries() == names{"x"}));
            const auto found = read_file(scratch / "x");
            BOOST_TEST((prefix(found, data.size()) == data));
            BOOST_TEST(found.size() <= data.size() + 1);
        }
}
