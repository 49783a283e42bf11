// SPDX-License-Identifier: BSL-1.0
// Tests of input that is decoded where it is mapped.
#include "io/mapped_input.hpp"

#include "io/io_error.hpp"
#include "io/page_advice.hpp"
#include "io/posix.hpp"
#include "io/size_estimator.hpp"

#include "support/fake_producer.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <numeric>
#include <thread>

#include <unistd.h>

using namespace mgunzip;
using test::pattern;
using test::scratch_directory;

namespace {

struct opened_file {
    scratch_directory scratch;
    io::unique_fd fd;
    std::unique_ptr<io::mapped_input> input;

    explicit opened_file(std::uint64_t size, std::uint64_t offset = 0) {
        test::write_file(scratch / "in", pattern(size));
        fd = test::open_file(scratch / "in", O_RDONLY);
        const auto error = io::mapped_input::open(fd.get(), offset, input);
        BOOST_REQUIRE_MESSAGE(!error, error.message());
    }

    input_cursor next_piece() const {
        input_cursor piece{};
        const auto error = input->next(piece);
        BOOST_REQUIRE_MESSAGE(!error, error.message());
        return piece;
    }
    std::uint64_t offset() const {
        std::uint64_t value = 0;
        BOOST_REQUIRE(!io::get_offset(fd.get(), value));
        return value;
    }
    void resize(std::uint64_t size) const {
        const auto writer = test::open_file(scratch / "in", O_WRONLY);
        BOOST_REQUIRE(!io::set_size(writer.get(), size));
    }
    void append(const std::vector<std::uint8_t>& bytes) const {
        const auto writer =
            test::open_file(scratch / "in", O_WRONLY | O_APPEND);
        BOOST_REQUIRE(!io::write_all(writer.get(), bytes.data(), bytes.size()));
    }
};

std::vector<std::uint8_t> bytes_of(const input_cursor& piece) {
    return {piece.next, piece.end};
}

} // namespace

BOOST_AUTO_TEST_CASE(first_piece_is_the_whole_file) {
    const opened_file file(300'001);
    const input_cursor piece = file.next_piece();
    BOOST_TEST((bytes_of(piece) == pattern(300'001)));
    BOOST_TEST(!file.input->advance(piece.end));
    BOOST_TEST(file.next_piece().size() == 0u);
    BOOST_TEST(file.input->is_mapped());
    BOOST_REQUIRE(file.input->whole().has_value());
    BOOST_TEST(file.input->whole()->next == piece.next);
    BOOST_TEST(file.input->whole()->end == piece.end);
}

BOOST_AUTO_TEST_CASE(piece_begins_at_any_offset) {
    for (const std::uint64_t offset : {1u, 4095u, 4096u, 4097u, 99'999u}) {
        const opened_file file(100'000, offset);
        const input_cursor piece = file.next_piece();
        BOOST_TEST((bytes_of(piece) == pattern(100'000 - offset, offset)));
        BOOST_TEST(!file.input->finish(piece.next + 1));
        BOOST_TEST(file.offset() == offset + 1);
    }
}

BOOST_AUTO_TEST_CASE(large_file_stays_readable_while_pages_come_and_go) {
    const std::uint64_t size = (20 << 20) + 777;
    const opened_file file(size);
    const input_cursor piece = file.next_piece();
    std::uint64_t position = 0;
    bool is_equal = true;
    while (position < size) {
        const std::uint64_t end =
            std::min<std::uint64_t>(position + 100'003, size);
        for (; position < end; position += 61)
            is_equal &= piece.next[position] == test::pattern_at(position);
        position = end;
        BOOST_REQUIRE(!file.input->advance(piece.next + position));
    }
    BOOST_TEST(is_equal);
    BOOST_TEST(!file.input->finish(piece.end));
    BOOST_TEST(file.offset() == size);
}

BOOST_AUTO_TEST_CASE(what_a_growing_file_gains_is_read_on) {
    const opened_file file(5000);
    BOOST_TEST(file.next_piece().size() == 5000u);
    file.append(pattern(3000, 5000));
    BOOST_TEST((bytes_of(file.next_piece()) == pattern(3000, 5000)));
    BOOST_TEST(!file.input->whole().has_value());
    file.append(pattern(6000, 8000));
    const input_cursor piece = file.next_piece();
    BOOST_TEST((bytes_of(piece) == pattern(6000, 8000)));
    BOOST_TEST(!file.input->advance(piece.next + 10));
    BOOST_TEST(!file.input->finish(piece.next + 10));
    BOOST_TEST(file.offset() == 8010u);
}

BOOST_AUTO_TEST_CASE(what_a_file_gains_within_a_page_is_not_the_whole_of_it) {
    const opened_file file(10);
    BOOST_TEST(file.next_piece().size() == 10u);
    file.append(pattern(20, 10));
    BOOST_TEST((bytes_of(file.next_piece()) == pattern(20, 10)));
    BOOST_TEST(!file.input->whole().has_value());
}

BOOST_AUTO_TEST_CASE(end_stays_the_end_although_the_file_grows) {
    const opened_file file(10);
    const input_cursor piece = file.next_piece();
    BOOST_TEST(file.next_piece().size() == 0u);
    file.append(pattern(10));
    BOOST_TEST(file.next_piece().size() == 0u);
    BOOST_TEST(!file.input->finish(piece.end));
    BOOST_TEST(file.offset() == 10u);
}

BOOST_AUTO_TEST_CASE(shrunken_file_is_input_lost_at_the_end_of_the_mapping) {
    const opened_file file(10'000);
    static_cast<void>(file.next_piece());
    file.resize(9'999);
    input_cursor piece{};
    BOOST_TEST((file.input->next(piece) == io::io_errc::input_lost));
}

BOOST_AUTO_TEST_CASE(truncated_pages_read_as_zeros_and_are_input_lost) {
    const opened_file file(4'000'000);
    const input_cursor piece = file.next_piece();
    file.resize(4096);
    const volatile std::uint8_t* const lost = piece.next + 3'000'000;
    BOOST_TEST(*lost == 0);
    for (const auto tell : {&io::source::advance, &io::source::finish}) {
        io::source& input = *file.input;
        BOOST_TEST(!(input.*tell)(piece.next));
        BOOST_TEST(
            ((input.*tell)(piece.next + 3'000'001) == io::io_errc::input_lost));
    }
}

// Nothing but the file's size tells of it.
BOOST_AUTO_TEST_CASE(rest_of_the_last_page_of_a_cut_file_is_input_lost) {
    const opened_file file(5000);
    const input_cursor piece = file.next_piece();
    BOOST_TEST(!file.input->check(piece.end));
    file.resize(4500);
    const volatile std::uint8_t* const lost = piece.next + 4500;
    BOOST_TEST(*lost == 0);
    BOOST_TEST(!file.input->check(piece.next + 4500));
    BOOST_TEST(
        (file.input->check(piece.next + 4501) == io::io_errc::input_lost));
}

BOOST_AUTO_TEST_CASE(cut_within_any_page_is_input_lost_behind_it) {
    for (const std::size_t cut : {1u, 4095u, 4096u, 4097u, 9000u, 19'999u}) {
        const opened_file file(20'000);
        const input_cursor piece = file.next_piece();
        BOOST_TEST(!file.input->check(piece.next + cut + 1));
        file.resize(cut);
        for (const std::size_t sound : {std::size_t{0}, cut / 2, cut})
            BOOST_TEST(!file.input->check(piece.next + sound));
        for (const std::size_t lost : {cut + 1, (cut + 20'000) / 2 + 1})
            BOOST_TEST((file.input->check(piece.next + lost) ==
                        io::io_errc::input_lost));
        BOOST_TEST(!file.input->check(piece.next + cut));
    }
}

BOOST_AUTO_TEST_CASE(pages_that_were_lost_once_are_input_lost_for_ever) {
    const opened_file file(4'000'000);
    const input_cursor piece = file.next_piece();
    file.resize(4096);
    const volatile std::uint8_t* const lost = piece.next + 3'000'000;
    BOOST_TEST(*lost == 0);
    file.resize(4'000'000);
    BOOST_TEST(!file.input->check(piece.next + 2'900'000));
    BOOST_TEST(
        (file.input->check(piece.next + 3'000'001) == io::io_errc::input_lost));
}

BOOST_AUTO_TEST_CASE(forecast_from_an_end_that_is_lost_costs_nothing_in_front) {
    const opened_file file(4'000'000);
    BOOST_TEST(file.input->is_end_readable());
    file.resize(3'000'000);
    if (file.input->is_end_readable())
        test::skip_test("the system cannot populate pages");
    BOOST_TEST(io::size_estimator(*file.input).remaining() == 0u);
    const input_cursor piece = file.next_piece();
    file.resize(4'000'000);
    BOOST_TEST(!file.input->check(piece.end));
}

BOOST_AUTO_TEST_CASE(input_truncated_by_another_thread_while_it_is_read) {
    const opened_file file(30 << 20);
    const input_cursor piece = file.next_piece();
    std::atomic<bool> has_begun{false};
    std::thread truncator([&] {
        while (!has_begun)
            std::this_thread::yield();
        file.resize(100);
    });
    std::error_code error;
    std::uint64_t sum = 0;
    // Goes over it again and again, until the truncation is seen.
    while (!error) {
        for (std::size_t i = 0; i < piece.size() && !error; i += 65'536) {
            sum = std::accumulate(piece.next + i, piece.next + i + 100, sum);
            if (i > 1 << 20)
                has_begun = true;
        }
        error = file.input->advance(piece.end);
    }
    truncator.join();
    BOOST_TEST((error == io::io_errc::input_lost));
    BOOST_TEST(sum > 0u);
}

BOOST_AUTO_TEST_CASE(empty_rest_of_a_file_cannot_be_mapped) {
    const scratch_directory scratch;
    test::write_file(scratch / "in", pattern(100));
    const auto fd = test::open_file(scratch / "in", O_RDONLY);
    std::unique_ptr<io::mapped_input> input;
    BOOST_TEST((io::mapped_input::open(fd.get(), 100, input) ==
                std::errc::invalid_argument));
    BOOST_TEST(!input);
}

BOOST_AUTO_TEST_CASE(unreadable_file_gives_the_error_of_opening_it_anew) {
    if (::geteuid() == 0)
        test::skip_test("root may open any file");
    const scratch_directory scratch;
    test::write_file(scratch / "in", pattern(100));
    const auto fd = test::open_file(scratch / "in", O_RDONLY);
    std::filesystem::permissions(scratch / "in", std::filesystem::perms::none);
    std::unique_ptr<io::mapped_input> input;
    BOOST_TEST((io::mapped_input::open(fd.get(), 0, input) ==
                std::errc::permission_denied));
}

BOOST_AUTO_TEST_CASE(finish_without_a_piece_leaves_the_offset_at_the_begin) {
    const opened_file file(100, 30);
    BOOST_TEST(!file.input->finish(nullptr));
    BOOST_TEST(file.offset() == 30u);
}
