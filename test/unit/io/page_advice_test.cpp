// SPDX-License-Identifier: BSL-1.0
// Tests of what is said to the system about pages.
#include "io/page_advice.hpp"

#include "io/file_mapping.hpp"
#include "io/posix.hpp"

#include "support/emulator.hpp"
#include "support/fake_producer.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <bit>
#include <vector>

#include <sys/mman.h>

using namespace mgunzip;
using test::pattern;
using test::scratch_directory;

namespace {

constexpr std::size_t page_count = 16;

struct mapped_pages {
    scratch_directory scratch;
    io::unique_fd fd;
    io::file_mapping mapping;

    mapped_pages() {
        const std::size_t size = page_count * io::page_size();
        test::write_file(scratch / "file", pattern(size));
        fd = test::open_file(scratch / "file", O_RDWR);
        BOOST_REQUIRE(
            !mapping.map(fd.get(), io::map_access::read_write, 0, size));
    }
    std::uint8_t* page(std::size_t index) const {
        return mapping.begin() + index * io::page_size();
    }
    bool has_whole_pattern() const {
        return std::vector<std::uint8_t>(mapping.begin(), mapping.end()) ==
               pattern(mapping.size());
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(page_size_is_a_power_of_two) {
    BOOST_TEST(std::has_single_bit(io::page_size()));
    BOOST_TEST(io::page_size() >= 4096u);
}

BOOST_AUTO_TEST_CASE(advice_changes_no_bytes_at_any_alignment) {
    const mapped_pages pages;
    for (std::size_t begin = 0; begin < 3 * io::page_size(); begin += 1021) {
        for (std::size_t size : {0u, 1u, 4095u, 4096u, 20'000u}) {
            const std::uint8_t* const from = pages.mapping.begin() + begin;
            io::will_need(from, from + size);
            BOOST_TEST(!io::populate_for_reading(from, from + size));
            BOOST_TEST(!io::populate_for_writing(from, from + size));
            io::drop_pages(from, from + size);
        }
    }
    BOOST_TEST(pages.has_whole_pattern());
}

BOOST_AUTO_TEST_CASE(stores_survive_that_their_pages_are_dropped) {
    const mapped_pages pages;
    *pages.page(3) = 0x33;
    io::drop_pages(pages.page(0), pages.page(page_count));
    BOOST_TEST(*pages.page(3) == 0x33);
}

BOOST_AUTO_TEST_CASE(pages_that_lie_partly_outside_are_not_dropped) {
    // Anonymous memory shows what was dropped: it is zeros then.
    const std::size_t size = 3 * io::page_size();
    void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    BOOST_REQUIRE(memory != MAP_FAILED);
    auto* const begin = static_cast<std::uint8_t*>(memory);
    std::fill_n(begin, size, std::uint8_t{1});
    io::drop_pages(begin + 1, begin + size - 1);
    BOOST_TEST(begin[io::page_size() - 1] == 1);
    BOOST_TEST(begin[io::page_size()] == 0);
    BOOST_TEST(begin[2 * io::page_size() - 1] == 0);
    BOOST_TEST(begin[2 * io::page_size()] == 1);
    io::drop_pages(begin + 1, begin + 2);
    BOOST_TEST(begin[0] == 1);
    ::munmap(memory, size);
}

BOOST_AUTO_TEST_CASE(renewed_pages_are_zeros_and_others_stay) {
    test::skip_if_emulated(
        "does not look for holes in what it is advised about");
    const std::size_t size = 3 * io::page_size();
    void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    BOOST_REQUIRE(memory != MAP_FAILED);
    auto* const begin = static_cast<std::uint8_t*>(memory);
    io::prefer_huge_pages(begin, begin + size);
    std::fill_n(begin, size, std::uint8_t{1});
    BOOST_TEST(
        !io::renew_pages(begin + io::page_size(), begin + 2 * io::page_size()));
    BOOST_TEST(begin[io::page_size() - 1] == 1);
    BOOST_TEST(begin[io::page_size()] == 0);
    BOOST_TEST(begin[2 * io::page_size() - 1] == 0);
    BOOST_TEST(begin[2 * io::page_size()] == 1);
    ::munmap(memory, size);
    BOOST_TEST(
        (io::renew_pages(begin, begin + size) == std::errc::not_enough_memory));
}

BOOST_AUTO_TEST_CASE(pages_beyond_the_end_of_the_file_cannot_be_populated) {
    const mapped_pages pages;
    BOOST_REQUIRE(!io::set_size(pages.fd.get(), io::page_size()));
    io::will_need(pages.page(0), pages.page(page_count));
    for (const auto populate :
         {&io::populate_for_reading, &io::populate_for_writing}) {
        const auto error = populate(pages.page(0), pages.page(page_count));
        // Before Linux 5.14 there is nothing that could fail.
        BOOST_TEST((!error || error == std::errc::bad_address),
                   error.message());
    }
    BOOST_TEST(!pages.mapping.faulted());
}
