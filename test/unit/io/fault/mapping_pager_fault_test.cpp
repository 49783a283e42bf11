// SPDX-License-Identifier: BSL-1.0
// Tests of bringing pages in and letting them go.
#include "io/mapping_pager.hpp"

#include "io/io_error.hpp"
#include "io/page_advice.hpp"

#include "support/fault_injector.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>
#include <vector>

#include <sys/mman.h>

using namespace mgunzip;

namespace {

constexpr std::size_t mib = 1 << 20;

// Anonymous memory shows what was done: pages that were not populated are not
// there, pages that were dropped are zeros.
struct memory {
    std::size_t size;
    std::uint8_t* begin = nullptr;
    io::mapping_pager pager;

    explicit memory(std::size_t bytes) : size(bytes) {
        void* const map = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        BOOST_REQUIRE(map != MAP_FAILED);
        ::madvise(map, size, MADV_NOHUGEPAGE);
        begin = static_cast<std::uint8_t*>(map);
    }
    memory(const memory&) = delete;
    memory& operator=(const memory&) = delete;
    ~memory() { ::munmap(begin, size); }

    std::error_code start() { return pager.start(begin, begin + size, begin); }
    std::error_code advance(std::size_t position) {
        return pager.advance(begin + position);
    }
    std::size_t populated() const {
        std::vector<unsigned char> pages(size / io::page_size() + 1);
        BOOST_REQUIRE(::mincore(begin, size, pages.data()) == 0);
        return io::page_size() *
               static_cast<std::size_t>(
                   std::count_if(pages.begin(), pages.end(),
                                 [](unsigned char page) { return page & 1; }));
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(pages_ahead_are_populated_up_to_the_end) {
    const std::size_t size = 3 * mib + 5;
    memory output(size);
    BOOST_REQUIRE(!output.start());
    if (output.populated() == 0)
        test::skip_test("the system cannot populate");
    for (std::size_t at = 0; at < size; at += 100'000) {
        BOOST_REQUIRE(!output.advance(at));
        BOOST_TEST(output.populated() >=
                   std::min(at + io::mapping_pager::min_ahead, size));
        BOOST_TEST(output.populated() <= at + 2 * mib);
    }
    BOOST_TEST(!output.advance(size));
}

BOOST_AUTO_TEST_CASE(decoder_that_went_far_is_followed) {
    memory output(20 * mib);
    BOOST_REQUIRE(!output.start());
    BOOST_TEST(!output.advance(10 * mib));
    BOOST_TEST(output.populated() < 4 * mib);
}

BOOST_AUTO_TEST_CASE(steps_get_larger_and_are_few) {
    memory output(64 * mib);
    const test::injected_faults counter("madvise_populate_write:EIO:999999");
    BOOST_REQUIRE(!output.start());
    for (std::size_t at = 0; at < 64 * mib; at += 128 * 1024)
        BOOST_REQUIRE(!output.advance(at));
    BOOST_TEST(counter.count("madvise_populate_write") <= 70u);
}

BOOST_AUTO_TEST_CASE(pages_behind_are_dropped_and_the_history_stays) {
    memory output(40 * mib);
    BOOST_REQUIRE(!output.start());
    std::size_t dropped = 0;
    for (std::size_t at = 50'000; at <= output.size; at += 50'000) {
        std::fill_n(output.begin + at - 50'000, 50'000, std::uint8_t{1});
        BOOST_REQUIRE(!output.advance(at));
        while (dropped < at && output.begin[dropped] == 0)
            dropped += io::page_size();
        BOOST_TEST(dropped + 32'768 + io::page_size() <= at);
        BOOST_TEST(at <= dropped + 9 * mib);
    }
    BOOST_TEST(dropped == 32 * mib);
}

BOOST_AUTO_TEST_CASE(page_that_cannot_be_had_is_output_lost) {
    for (const auto& [faults, expected] :
         {std::pair{"madvise_populate_write:EFAULT:1",
                    make_error_code(io::io_errc::output_lost)},
          std::pair{"madvise_populate_write:EHWPOISON:1",
                    make_error_code(io::io_errc::output_lost)},
          std::pair{"madvise_populate_write:ENOMEM:1",
                    std::error_code{ENOMEM, std::system_category()}}}) {
        memory output(3 * mib);
        const test::injected_faults injected(faults);
        BOOST_REQUIRE(!output.start());
        BOOST_TEST((output.advance(200'000) == expected), faults);
    }
}
