// SPDX-License-Identifier: BSL-1.0
// Tests of the ways in which pages of a mapped output come.
#include "io/page_provider.hpp"

#include "io/file_mapping.hpp"
#include "io/io_error.hpp"
#include "io/page_advice.hpp"
#include "io/posix.hpp"

#include "support/emulator.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"
#include "support/small_filesystem.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <vector>

using namespace mgunzip;
using io::page_provider;
using io::page_way;

namespace {

constexpr std::uint64_t mib = 1 << 20;

std::uint64_t size_of(int fd) {
    struct stat status {};
    BOOST_REQUIRE(!io::get_status(fd, status));
    return static_cast<std::uint64_t>(status.st_size);
}

std::uint64_t space_of(int fd) {
    struct stat status {};
    BOOST_REQUIRE(!io::get_status(fd, status));
    return static_cast<std::uint64_t>(status.st_blocks) * 512;
}

// A file, mapped from the second page on.
struct mapped_file {
    io::unique_fd fd;
    io::file_mapping mapping;
    std::uint64_t size;

    mapped_file(const std::string& name, std::uint64_t bytes)
        : fd(test::open_file(name, O_RDWR | O_CREAT)), size(bytes) {
        BOOST_REQUIRE(!io::set_size(fd.get(), size));
        BOOST_REQUIRE(!mapping.map(fd.get(), io::map_access::read_write,
                                   io::page_size(), size - io::page_size()));
    }
    std::error_code provide(page_way way, std::uint64_t from,
                            std::uint64_t to) const {
        return page_provider(way, fd.get(), mapping.begin(), mapping.offset(),
                             size)
            .provide(mapping.begin() + from, mapping.begin() + to);
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(zeros_take_space_where_they_were_asked_for_and_no_other) {
    const test::scratch_directory scratch;
    const mapped_file file(scratch / "out", 8 * mib);
    BOOST_TEST(!file.provide(page_way::zeros, mib, 3 * mib));
    BOOST_TEST(size_of(file.fd.get()) == 8 * mib);
    const std::uint64_t space = space_of(file.fd.get());
    BOOST_TEST(space >= 2 * mib);
    BOOST_TEST(space < 3 * mib);
}

BOOST_AUTO_TEST_CASE(zeros_begin_and_end_at_the_byte) {
    const test::scratch_directory scratch;
    const mapped_file file(scratch / "out", 2 * mib);
    std::uint8_t* const begin = file.mapping.begin();
    std::fill(begin, file.mapping.end(), std::uint8_t{7});
    for (const auto& [from, to] :
         {std::pair{std::uint64_t{1}, std::uint64_t{2}},
          std::pair{std::uint64_t{1000}, std::uint64_t{700'001}},
          std::pair{std::uint64_t{800'000}, std::uint64_t{800'000}}}) {
        std::fill(begin, file.mapping.end(), std::uint8_t{7});
        BOOST_TEST(!file.provide(page_way::zeros, from, to));
        BOOST_TEST(std::all_of(begin, begin + from,
                               [](std::uint8_t byte) { return byte == 7; }));
        BOOST_TEST(std::all_of(begin + from, begin + to,
                               [](std::uint8_t byte) { return byte == 0; }));
        BOOST_TEST(std::all_of(begin + to, file.mapping.end(),
                               [](std::uint8_t byte) { return byte == 7; }));
    }
}

BOOST_AUTO_TEST_CASE(file_that_was_cut_is_not_extended) {
    const test::scratch_directory scratch;
    const mapped_file file(scratch / "out", 2 * mib);
    BOOST_REQUIRE(!io::set_size(file.fd.get(), mib));
    BOOST_TEST(
        (file.provide(page_way::zeros, 0, mib) == io::io_errc::output_lost));
    BOOST_TEST(size_of(file.fd.get()) == mib);
}

BOOST_AUTO_TEST_CASE(closed_gate_lets_no_zeros_through) {
    const test::scratch_directory scratch;
    const mapped_file file(scratch / "out", 2 * mib);
    io::write_gate gate;
    page_provider provider(page_way::zeros, file.fd.get(), file.mapping.begin(),
                           file.mapping.offset(), file.size, {}, &gate);
    std::uint8_t* const begin = file.mapping.begin();
    BOOST_TEST(!provider.provide(begin, begin + mib / 2));
    const std::uint64_t space = space_of(file.fd.get());
    BOOST_TEST(space >= mib / 2);
    gate.close();
    BOOST_TEST((provider.provide(begin + mib / 2, begin + mib) ==
                io::io_errc::output_lost));
    BOOST_TEST(space_of(file.fd.get()) == space);
}

BOOST_AUTO_TEST_CASE(no_room_for_zeros_is_an_error_of_the_write) {
    const test::small_filesystem small(mib);
    const mapped_file file(small.directory() / "out", 4 * mib);
    const std::error_code error = file.provide(page_way::zeros, 0, 3 * mib);
    BOOST_TEST(io::is_out_of_space(error), error.message());
    BOOST_TEST(!file.mapping.faulted());
}

BOOST_AUTO_TEST_CASE(populating_takes_pages_and_keeps_what_is_stored) {
    test::skip_if_emulated("says that it populates pages, and does not");
    if (!io::can_populate_for_writing())
        test::skip_test("the system cannot populate");
    const test::scratch_directory scratch;
    const mapped_file file(scratch / "out", 2 * mib);
    file.mapping.begin()[5] = 9;
    BOOST_TEST(!file.provide(page_way::populate, 0, mib));
    BOOST_TEST(file.mapping.begin()[5] == 9);
    BOOST_TEST(space_of(file.fd.get()) >= mib);
}

BOOST_AUTO_TEST_CASE(faults_are_left_to_come) {
    const test::scratch_directory scratch;
    const mapped_file file(scratch / "out", 2 * mib);
    BOOST_TEST(!file.provide(page_way::faults, 0, mib));
    BOOST_TEST(space_of(file.fd.get()) == 0u);
}

BOOST_AUTO_TEST_CASE(no_room_without_a_reservation_is_no_lost_output) {
    test::skip_if_emulated("says that it populates pages, and does not");
    if (!io::can_populate_for_writing())
        test::skip_test("the system cannot populate");
    const test::small_filesystem small(mib);
    const mapped_file file(small.directory() / "out", 4 * mib);
    BOOST_TEST(!file.provide(page_way::unreserved, 0, mib / 2));
    const auto error = file.provide(page_way::unreserved, 0, 3 * mib);
    BOOST_TEST(io::is_out_of_space(error), error.message());
    BOOST_REQUIRE(!io::set_size(file.fd.get(), mib));
    BOOST_TEST((file.provide(page_way::unreserved, 0, 3 * mib) ==
                io::io_errc::output_lost));
}

BOOST_AUTO_TEST_CASE(where_zeros_are_refused_pages_are_populated) {
    test::skip_if_emulated("says that it populates pages, and does not");
    if (!io::can_populate_for_writing())
        test::skip_test("the system cannot populate");
    const test::scratch_directory scratch;
    const mapped_file file(scratch / "out", 2 * mib);
    // O_DIRECT refuses what is not aligned in memory or in the file.
    const auto refusing = test::open_file(scratch / "out", O_RDWR | O_DIRECT);
    page_provider provider(page_way::zeros, refusing.get(),
                           file.mapping.begin(), file.mapping.offset(),
                           file.size);
    BOOST_TEST(!provider.provide(file.mapping.begin() + 1,
                                 file.mapping.begin() + mib));
    BOOST_TEST((provider.way() == page_way::unreserved));
    BOOST_TEST(space_of(file.fd.get()) >= mib);
}

namespace {

std::chrono::nanoseconds time_without_end() noexcept {
    static std::chrono::nanoseconds time{};
    return time += std::chrono::milliseconds(1);
}

} // namespace

BOOST_AUTO_TEST_CASE(trial_runs_in_parts_that_keep_to_its_borders) {
    test::skip_if_emulated("says that it populates pages, and does not");
    if (!io::can_populate_for_writing())
        test::skip_test("the system cannot populate");
    const test::scratch_directory scratch;
    const mapped_file file(scratch / "out", 16 * mib);
    page_provider provider(page_way::zeros, file.fd.get(), file.mapping.begin(),
                           file.mapping.offset(), file.size,
                           {page_way::zeros,
                            page_way::unreserved,
                            0,
                            file.size,
                            {.lead = 2 * mib,
                             .min_rest = 2 * mib,
                             .unit = 2 * mib,
                             .units = 1,
                             .clock = time_without_end}});
    std::uint8_t* const begin = file.mapping.begin();
    BOOST_TEST(!provider.provide(begin, begin + mib));
    BOOST_TEST(!provider.trial().settled());
    BOOST_TEST(!provider.provide(begin + mib, begin + 12 * mib));
    // Both took one tick of the clock, so the first way stays.
    BOOST_TEST((provider.trial().settled() == page_way::zeros));
    BOOST_TEST(provider.trial().cost_of(page_way::zeros)->count() == 500'000);
    BOOST_TEST(provider.trial().cost_of(page_way::unreserved)->count() ==
               500'000);
    BOOST_TEST(space_of(file.fd.get()) >= 12 * mib);
}

BOOST_AUTO_TEST_CASE(unknown_file_systems_are_populated) {
    const auto proc = test::open_file("/proc/self/status", O_RDONLY);
    BOOST_TEST((io::best_page_way(proc.get()) == page_way::populate));
    BOOST_TEST((io::best_page_way(-1) == page_way::populate));
    const test::small_filesystem small(mib);
    const auto file =
        test::open_file(small.directory() / "out", O_RDWR | O_CREAT);
    BOOST_TEST((io::best_page_way(file.get()) == page_way::populate));
}

BOOST_AUTO_TEST_CASE(zeros_are_tried_only_where_they_do_not_travel) {
    const auto proc = test::open_file("/proc/self/status", O_RDONLY);
    BOOST_TEST(!io::rival_of(page_way::populate, proc.get()));
    BOOST_TEST(!io::rival_of(page_way::populate, -1));
    const test::small_filesystem small(mib);
    const auto file =
        test::open_file(small.directory() / "out", O_RDWR | O_CREAT);
    BOOST_TEST(
        (io::rival_of(page_way::populate, file.get()) == page_way::zeros));
    BOOST_TEST(
        (io::rival_of(page_way::zeros, file.get()) == page_way::populate));
}
