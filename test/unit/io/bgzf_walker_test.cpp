// SPDX-License-Identifier: BSL-1.0
// Tests of going from member to member of a BGZF file.
#include "io/bgzf_walker.hpp"

#include "support/bgzf_builder.hpp"
#include "support/guarded_buffer.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace mgunzip;
using test::bgzf_member;
using test::bytes;

namespace {

constexpr std::uint64_t to_the_end = ~std::uint64_t{0};

input_cursor cursor(const bytes& file) {
    return {file.data(), file.data() + file.size()};
}

io::bgzf_walker walked(const bytes& file, std::uint64_t offset = to_the_end) {
    io::bgzf_walker walker;
    walker.walk(cursor(file), offset);
    return walker;
}

// Nothing but whole members was walked over.
void check_refused(const bytes& file, const char* why) {
    const io::bgzf_walker walker = walked(file);
    BOOST_TEST(walker.has_ended(), why);
    BOOST_TEST(walker.input_size() == 0u, why);
    BOOST_TEST(walker.output_size() == 0u, why);
}

} // namespace

BOOST_AUTO_TEST_CASE(sizes_of_all_members_are_added_up) {
    const bytes member = bgzf_member(100, 1000);
    const io::bgzf_walker walker = walked(test::repeated(member, 7));
    BOOST_TEST(walker.output_size() == 7000u);
    BOOST_TEST(walker.input_size() == 7 * member.size());
    BOOST_TEST(!walker.has_ended());
}

BOOST_AUTO_TEST_CASE(walk_stops_behind_the_offset_and_goes_on_from_there) {
    const bytes member = bgzf_member(100, 1000);
    const bytes file = test::repeated(member, 7);
    io::bgzf_walker walker;
    walker.walk(cursor(file), 0);
    BOOST_TEST(walker.output_size() == 0u);
    walker.walk(cursor(file), 1);
    BOOST_TEST(walker.output_size() == 1000u);
    walker.walk(cursor(file), member.size());
    BOOST_TEST(walker.output_size() == 1000u);
    walker.walk(cursor(file), member.size() + 1);
    BOOST_TEST(walker.output_size() == 2000u);
    walker.walk(cursor(file), to_the_end);
    BOOST_TEST(walker.output_size() == 7000u);
}

BOOST_AUTO_TEST_CASE(subfield_is_found_behind_others) {
    const bytes others{'X', 'Y', 3, 0, 1, 2, 3, 'B', 'C', 1, 0, 9};
    BOOST_TEST(walked(bgzf_member(200, 5000, others)).output_size() == 5000u);
}

BOOST_AUTO_TEST_CASE(largest_and_smallest_blocks_are_known) {
    BOOST_TEST(walked(bgzf_member(2, 0)).input_size() == 28u);
    BOOST_TEST(walked(bgzf_member(65'536 - 26, 65'536)).output_size() ==
               65'536u);
}

BOOST_AUTO_TEST_CASE(what_bgzf_does_not_allow_ends_the_walk) {
    const bytes good = bgzf_member(100, 1000);
    check_refused(bgzf_member(100, 65'537), "more than 64 KiB of output");
    check_refused(bgzf_member(1, 10), "no room for a block");
    for (const std::size_t at : {0u, 1u, 2u, 3u, 12u, 13u}) {
        bytes other = good;
        other[at] ^= 0x10;
        check_refused(other, "another fixed byte");
    }
    bytes without_extra = good;
    without_extra[10] = without_extra[11] = 0;
    check_refused(without_extra, "no extra field");
    bytes long_subfield = good;
    long_subfield[14] = 3;
    check_refused(long_subfield, "BC runs past the extra field");
    bytes long_extra = good;
    long_extra[11] = 0xff;
    check_refused(long_extra, "the extra field runs past the file");
    bytes long_block = good;
    long_block[17] = 0xff;
    check_refused(long_block, "the block runs past the file");
}

BOOST_AUTO_TEST_CASE(members_in_front_of_the_end_of_the_walk_count) {
    bytes file = test::repeated(bgzf_member(100, 1000), 3);
    file.push_back(0x1f);
    const io::bgzf_walker walker = walked(file);
    BOOST_TEST(walker.has_ended());
    BOOST_TEST(walker.output_size() == 3000u);
}

BOOST_AUTO_TEST_CASE(nothing_outside_of_the_file_is_read) {
    const bytes good = bgzf_member(40, 1000, {'X', 'Y', 2, 0, 1, 2});
    const test::guarded_buffer buffer(good.size());
    for (std::size_t size = 0; size <= good.size(); ++size) {
        const auto file = buffer.back(size);
        for (std::size_t at = 0; at < std::max<std::size_t>(size, 1); ++at) {
            for (const int value : {0x00, 0x01, 0x2f, 0xff}) {
                std::copy_n(good.begin(), size, file.begin());
                if (at < size)
                    file[at] = static_cast<std::uint8_t>(value);
                io::bgzf_walker walker;
                walker.walk({file.data(), file.data() + size}, to_the_end);
                BOOST_TEST(walker.input_size() <= size);
                BOOST_TEST(walker.output_size() <= 65'536u);
            }
        }
    }
}
