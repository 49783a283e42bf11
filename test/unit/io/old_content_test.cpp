// SPDX-License-Identifier: BSL-1.0
// Tests of the copy of what a file had.
#include "io/old_content.hpp"

#include "support/fake_producer.hpp"

#include <boost/test/unit_test.hpp>

using namespace mgunzip;
using test::pattern;

namespace {

bool is_pattern(std::span<const std::uint8_t> bytes, std::uint64_t offset) {
    const auto expected = pattern(bytes.size(), offset);
    return std::equal(bytes.begin(), bytes.end(), expected.begin());
}

} // namespace

BOOST_AUTO_TEST_CASE(nothing_is_remembered_at_first) {
    const io::old_content content;
    BOOST_TEST(content.from(0).empty());
    BOOST_TEST(content.from(1000).empty());
}

BOOST_AUTO_TEST_CASE(copy_moves_on_over_bytes_that_were_overwritten) {
    auto file = pattern(10'000);
    io::old_content content;
    std::uint64_t begin = 0;
    std::size_t size = 1000;
    for (const std::size_t step : {0u, 1u, 999u, 500u, 1000u, 1500u, 2000u}) {
        begin += step;
        size += 10;
        content.move_to(begin, file.data() + begin, size);
        BOOST_TEST(content.from(begin).size() == size);
        BOOST_TEST(is_pattern(content.from(begin), begin));
        BOOST_TEST(content.from(begin + 7).size() == size - 7);
        BOOST_TEST(is_pattern(content.from(begin + 7), begin + 7));
        // The decoder scribbles where it may.
        std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(begin), size,
                    std::uint8_t{0xee});
    }
}

BOOST_AUTO_TEST_CASE(copy_before_stays_intact_while_the_next_is_made) {
    const auto file = pattern(1000);
    io::old_content content;
    content.move_to(0, file.data(), 100);
    const auto before = content.from(0);
    content.move_to(50, file.data() + 50, 100);
    BOOST_TEST(is_pattern(before, 0));
}

BOOST_AUTO_TEST_CASE(nothing_is_remembered_outside_of_the_copy) {
    const auto file = pattern(1000);
    io::old_content content;
    content.move_to(100, file.data() + 100, 50);
    BOOST_TEST(content.from(99).empty());
    BOOST_TEST(content.from(149).size() == 1u);
    BOOST_TEST(content.from(150).empty());
    BOOST_TEST(content.from(500).empty());
}

BOOST_AUTO_TEST_CASE(end_of_the_file_may_stay_where_it_is) {
    const auto file = pattern(1000);
    io::old_content content;
    content.move_to(0, file.data(), 1000);
    content.move_to(400, file.data() + 400, 600);
    BOOST_TEST(is_pattern(content.from(400), 400));
    content.move_to(1000, file.data() + 1000, 0);
    BOOST_TEST(content.from(1000).empty());
}
