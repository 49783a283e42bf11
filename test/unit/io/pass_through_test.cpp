// SPDX-License-Identifier: BSL-1.0
// What is copied as it is, and what the decoder gets.
#include "io/pass_through.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace mgunzip;
using bytes = std::vector<std::uint8_t>;

namespace {

input_cursor cursor(const bytes& data) {
    return {data.data(), data.data() + data.size()};
}

// Whether an input that begins like this is copied.
bool is_copied(const bytes& input) {
    io::pass_through passed;
    input_cursor in = cursor(input);
    static_cast<void>(passed.look_ahead(in));
    return passed.judge(input);
}

} // namespace

BOOST_AUTO_TEST_SUITE(pass_through)

BOOST_AUTO_TEST_CASE(magic_numbers_are_for_the_decoder) {
    for (const std::uint8_t second : {0x8b, 0x9e, 0x1e, 0x9d, 0xa0})
        BOOST_TEST(!is_copied({0x1f, second}));
    BOOST_TEST(!is_copied({'P', 'K', 3, 4}));
    for (const bytes& other :
         {bytes{}, bytes{0x1f}, bytes{0x1f, 0}, bytes{0x8b, 0x1f},
          bytes{'P', 'K'}, bytes{'P', 'K', 3, 5}, bytes{0, 0}})
        BOOST_TEST(is_copied(other));
}

BOOST_AUTO_TEST_CASE(zip_counts_at_the_beginning_only) {
    const bytes zip{'P', 'K', 3, 4};
    io::pass_through passed;
    input_cursor in = cursor(zip);
    BOOST_TEST(passed.look_ahead(in));
    BOOST_TEST(passed.judge({}));
    BOOST_TEST(passed.is_copying());
}

BOOST_AUTO_TEST_CASE(no_more_is_taken_than_a_magic_number_has) {
    const bytes magic{0x1f, 0x8b, 8};
    io::pass_through passed;
    for (int place = 0; place < 2; ++place) {
        passed.restart();
        input_cursor in{magic.data(), magic.data() + 1};
        BOOST_TEST(!passed.look_ahead(in));
        BOOST_TEST(in.size() == 0U);
        in.end = magic.data() + magic.size();
        BOOST_TEST(passed.look_ahead(in));
        BOOST_TEST(in.size() == 1U);
        BOOST_TEST(!passed.judge({}));
        BOOST_TEST(passed.looked_at().size() == 2U);
    }
    BOOST_TEST(passed.copied() == 0U);
}

BOOST_AUTO_TEST_CASE(bytes_looked_at_come_first_into_windows_of_any_size) {
    const bytes input{'o', 't', 'h', 'e', 'r'};
    for (const std::size_t room : {1U, 2U, 3U, 100U}) {
        io::pass_through passed;
        input_cursor in = cursor(input);
        BOOST_TEST(passed.look_ahead(in));
        BOOST_TEST(passed.judge(input));
        bytes output;
        bytes memory(room);
        output_window window{.next = memory.data(), .goal = {}, .end = {}};
        do {
            output.insert(output.end(), memory.data(), window.next);
            window.next = memory.data();
            window.end = window.goal = memory.data() + room;
        } while (passed.copy(in, window));
        BOOST_TEST((output == input));
        BOOST_TEST(passed.copied() == input.size());
    }
}

BOOST_AUTO_TEST_SUITE_END()
