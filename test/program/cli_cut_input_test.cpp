// SPDX-License-Identifier: BSL-1.0
// Input that another process cuts, or lengthens, while it is decoded to a
// stream.
#include "support/bgzf_files.hpp"
#include "support/pipe_pair.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <mgunzip/index.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

struct result {
    bytes output;
    outcome end;
};

// Whether a write to a pipe would go on.
bool has_room(int writer) {
    pollfd entry{.fd = writer, .events = POLLOUT, .revents = 0};
    return ::poll(&entry, 1, 0) == 1;
}

// Changes files while mgunzip waits for the reader of its output: the pipe is
// full then, and nobody has taken anything.
result run_and_change(const scratch_directory& scratch, const names& arguments,
                      const std::function<void()>& change) {
    pipe_pair pipe;
    command what = mgunzip_command(arguments, scratch);
    what.out = pipe.writer.get();
    process program(what);
    int before = -1;
    int held = 0;
    while (held == 0 || held != before || has_room(pipe.writer.get())) {
        before = held;
        ::usleep(50'000);
        BOOST_REQUIRE(::ioctl(pipe.reader.get(), FIONREAD, &held) == 0);
    }
    change();
    pipe.writer.reset();
    result found;
    std::uint8_t buffer[65'536];
    for (ssize_t count = 1; count > 0;) {
        count = ::read(pipe.reader.get(), buffer, sizeof buffer);
        found.output.insert(found.output.end(), buffer,
                            buffer + std::max<ssize_t>(count, 0));
    }
    found.end = program.finish();
    return found;
}

result run_and_cut(const scratch_directory& scratch, const names& arguments,
                   std::uint64_t size) {
    return run_and_change(scratch, arguments, [&] {
        std::filesystem::resize_file(scratch / "x.gz", size);
    });
}

result run_and_append(const scratch_directory& scratch, const names& arguments,
                      const bytes& more) {
    return run_and_change(scratch, arguments, [&] {
        std::ofstream file(scratch / "x.gz", std::ios::binary | std::ios::app);
        file.write(reinterpret_cast<const char*>(more.data()),
                   static_cast<std::streamsize>(more.size()));
    });
}

void check_prefix(const result& found, const bytes& data) {
    BOOST_TEST(found.end.exit_status() == 1, found.end);
    BOOST_TEST(
        found.end.says("mgunzip: x.gz: input shrank or could not be read"),
        found.end);
    BOOST_REQUIRE(found.output.size() <= data.size());
    BOOST_TEST(
        std::equal(found.output.begin(), found.output.end(), data.begin()));
}

} // namespace

BOOST_AUTO_TEST_CASE(stored_data_of_a_cut_input_are_never_followed_by_zeros) {
    const bytes data(6'000'000, 'x');
    bytes packed;
    for (int member = 0; member < 100; ++member)
        packed = packed + gzip_stored(std::string(60'000, 'x'));
    for (const char* const way : {"--io=auto", "--io=splice"})
        // Within a page somewhere, at its border, and within the last one.
        for (const std::uint64_t size :
             {std::uint64_t{5'000'000}, std::uint64_t{5'001'216},
              std::uint64_t{packed.size() - 100}}) {
            const scratch_directory scratch;
            write_file(scratch / "x.gz", packed);
            const result found =
                run_and_cut(scratch, {"-c", way, "x.gz"}, size);
            check_prefix(found, data);
            // What lies in front of the cut is not lost but for a block.
            BOOST_TEST(found.output.size() > size - 200'000);
        }
}

BOOST_AUTO_TEST_CASE(prefix_of_the_output_arrives_whoever_decodes) {
    const bytes data = sample(30'000'000);
    const bytes packed = gzip(data);
    for (const char* const threads : {"-T1", "-T2"})
        for (const std::uint64_t size :
             {packed.size() * 3 / 4, packed.size() - 300}) {
            const scratch_directory scratch;
            write_file(scratch / "x.gz", packed);
            const result found =
                run_and_cut(scratch, {"-c", threads, "x.gz"}, size);
            check_prefix(found, data);
            BOOST_TEST(found.output.size() > data.size() / 2);
        }
}

BOOST_AUTO_TEST_CASE(members_that_are_decoded_by_several_threads_are_cut) {
    const bytes text = sample(60'000);
    const bytes packed =
        repeated(gzip_bytes(bgzf_of(stored_stream(text), text)), 200);
    const bytes data = repeated(text, 200);
    for (const char* const threads : {"-T1", "-T2", "-T4"})
        for (const std::uint64_t size :
             {std::uint64_t{9'000'000}, std::uint64_t{packed.size() - 100}}) {
            const scratch_directory scratch;
            write_file(scratch / "x.gz", packed);
            const result found =
                run_and_cut(scratch, {"-c", threads, "x.gz"}, size);
            check_prefix(found, data);
            BOOST_TEST(found.output.size() > size - 4'000'000);
        }
}

BOOST_AUTO_TEST_CASE(index_of_members_that_come_meanwhile) {
    const bytes text = sample(60'000);
    const bytes member = gzip_bytes(bgzf_of(stored_stream(text), text));
    const scratch_directory scratch;
    write_file(scratch / "x.gz", repeated(member, 200));
    const names options{"-c", "--index=i", "--index-format=bgzip", "x.gz"};
    const result longer = run_and_append(scratch, options, member);
    BOOST_TEST(longer.end.silently(0), longer.end);
    BOOST_TEST((longer.output == repeated(text, 201)));
    mgunzip::gzip_index index;
    const bytes file = read_file(scratch / "i");
    BOOST_TEST(!index.read(file, 201 * member.size()));
    BOOST_TEST(index.points().size() == 201u);

    // What is not of that kind has come.
    std::filesystem::remove(scratch / "i");
    const result other = run_and_append(scratch, options, gzip(text));
    BOOST_TEST(other.end.exit_status() == 1);
    BOOST_TEST(other.end.says("x.gz: no index: input changed while reading; "
                              "try again once nothing changes it"),
               other.end);
    BOOST_TEST((other.output == repeated(text, 202)));
    BOOST_TEST(!std::filesystem::exists(scratch / "i"));
}
