// SPDX-License-Identifier: BSL-1.0
// Tests of reading through a buffer.
#include "io/stream_input.hpp"

#include "io/posix.hpp"

#include "support/fake_producer.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

using namespace mgunzip;
using test::pattern;
using test::scratch_directory;

namespace {

std::vector<std::uint8_t> read_to_end(io::source& from) {
    std::vector<std::uint8_t> all;
    for (;;) {
        input_cursor piece{};
        const auto error = from.next(piece);
        BOOST_REQUIRE_MESSAGE(!error, error.message());
        if (piece.size() == 0)
            return all;
        all.insert(all.end(), piece.next, piece.end);
        BOOST_TEST(!from.advance(piece.end));
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(file_is_read_to_its_end) {
    const scratch_directory scratch;
    test::write_file(scratch / "in", pattern(700'000));
    const auto fd = test::open_file(scratch / "in", O_RDONLY);
    io::stream_input input(fd.get());
    BOOST_TEST((read_to_end(input) == pattern(700'000)));
    BOOST_TEST(!input.is_mapped());
    BOOST_TEST(!input.whole().has_value());
}

BOOST_AUTO_TEST_CASE(finish_sets_the_offset_behind_what_was_used) {
    const scratch_directory scratch;
    test::write_file(scratch / "in", pattern(700'000));
    const auto fd = test::open_file(scratch / "in", O_RDONLY);
    BOOST_REQUIRE(!io::set_offset(fd.get(), 1000));
    io::stream_input input(fd.get());
    input_cursor piece{};
    BOOST_REQUIRE(!input.next(piece));
    BOOST_REQUIRE(!input.next(piece));
    BOOST_REQUIRE(piece.size() == 262'144u);
    BOOST_TEST(*piece.next == test::pattern_at(1000 + 262'144));
    BOOST_TEST(!input.finish(piece.next + 5));
    std::uint64_t offset = 0;
    BOOST_REQUIRE(!io::get_offset(fd.get(), offset));
    BOOST_TEST(offset == 1000u + 262'144u + 5u);
}

BOOST_AUTO_TEST_CASE(finish_before_any_piece_leaves_the_offset) {
    const scratch_directory scratch;
    test::write_file(scratch / "in", pattern(100));
    const auto fd = test::open_file(scratch / "in", O_RDONLY);
    BOOST_REQUIRE(!io::set_offset(fd.get(), 7));
    io::stream_input input(fd.get());
    BOOST_TEST(!input.finish(nullptr));
    std::uint64_t offset = 0;
    BOOST_REQUIRE(!io::get_offset(fd.get(), offset));
    BOOST_TEST(offset == 7u);
}

BOOST_AUTO_TEST_CASE(pipe_gives_what_it_has_without_waiting_for_more) {
    int fds[2];
    BOOST_REQUIRE(::pipe2(fds, O_CLOEXEC) == 0);
    const io::unique_fd reader(fds[0]);
    const io::unique_fd writer(fds[1]);
    io::stream_input input(reader.get());
    for (int i = 1; i < 5; ++i) {
        const auto sent = pattern(static_cast<std::uint64_t>(i));
        BOOST_REQUIRE(!io::write_all(writer.get(), sent.data(), sent.size()));
        input_cursor piece{};
        BOOST_REQUIRE(!input.next(piece));
        BOOST_TEST(std::vector<std::uint8_t>(piece.next, piece.end) == sent,
                   boost::test_tools::per_element());
        if (i == 4)
            BOOST_TEST(!input.finish(piece.next));
    }
}

BOOST_AUTO_TEST_CASE(empty_non_blocking_pipe_is_waited_for) {
    int fds[2];
    BOOST_REQUIRE(::pipe2(fds, O_CLOEXEC | O_NONBLOCK) == 0);
    const io::unique_fd reader(fds[0]);
    io::unique_fd writer(fds[1]);
    io::stream_input input(reader.get());
    std::thread sender([&] {
        for (int i = 0; i < 3; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            const char byte = static_cast<char>(
                test::pattern_at(static_cast<std::uint64_t>(i)));
            [[maybe_unused]] const auto error =
                io::write_all(writer.get(), &byte, 1);
        }
        writer.reset();
    });
    const auto all = read_to_end(input);
    sender.join();
    BOOST_TEST((all == pattern(3)));
}

BOOST_AUTO_TEST_CASE(end_stays_the_end_although_the_file_grows) {
    const scratch_directory scratch;
    test::write_file(scratch / "in", pattern(10));
    const auto fd = test::open_file(scratch / "in", O_RDWR | O_APPEND);
    const auto reader = test::open_file(scratch / "in", O_RDONLY);
    io::stream_input input(reader.get());
    BOOST_TEST(read_to_end(input).size() == 10u);
    BOOST_REQUIRE(!io::write_all(fd.get(), "more", 4));
    input_cursor piece{};
    BOOST_TEST(!input.next(piece));
    BOOST_TEST(piece.size() == 0u);
}

BOOST_AUTO_TEST_CASE(directory_is_an_error) {
    const scratch_directory scratch;
    const auto fd =
        test::open_file(scratch.path().string(), O_RDONLY | O_DIRECTORY);
    io::stream_input input(fd.get());
    input_cursor piece{};
    BOOST_TEST((input.next(piece) == std::errc::is_a_directory));
}
