// SPDX-License-Identifier: BSL-1.0
// Where members seem to end.
#include "gzip/member_finder.hpp"

#include "support/bgzf_files.hpp"
#include "support/deflate_builder.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace mgunzip;
using namespace mgunzip::test;
using detail::member_finder;
using detail::member_sizes;

namespace {

constexpr std::uint32_t most = 100'000;

input_cursor all_of(const bytes& file) {
    return {file.data(), file.data() + file.size()};
}

member_sizes found_in(const bytes& file) {
    return member_finder(most).measure(all_of(file));
}

gzip_member member_of(const bytes& data) {
    return {.deflate_data = stored_stream(data), .data = data};
}

bytes text(std::size_t size) {
    return bytes(size, 't');
}

// The beginning of another member.
bytes another() {
    return gzip_stored("another");
}

} // namespace

BOOST_AUTO_TEST_CASE(member_ends_where_the_next_one_begins) {
    for (const std::size_t size : {0u, 1u, 40u, 64u, 65u, 1000u, 60'000u}) {
        BOOST_TEST_INFO_SCOPE(size << " bytes");
        const bytes member = gzip_bytes(member_of(text(size)));
        const member_sizes found = found_in(member + another());
        BOOST_TEST(found.input == member.size());
        BOOST_TEST(found.header == 10u);
        BOOST_TEST(found.output == size);
    }
}

BOOST_AUTO_TEST_CASE(next_header_is_found_at_every_place_of_a_chunk) {
    for (std::size_t size = 0; size < 300; ++size) {
        const bytes member = gzip_bytes(member_of(text(size)));
        for (const std::size_t behind : {10u, 11u, 73u, 74u, 75u, 200u}) {
            bytes file = member + bytes{0x1f, 0x8b, 8};
            file.resize(member.size() + behind);
            BOOST_TEST(found_in(file).input == member.size());
        }
    }
}

BOOST_AUTO_TEST_CASE(headers_of_every_kind_are_measured) {
    gzip_member whole = member_of(text(500));
    whole.extra = std::string("IG\4\0abcd", 8);
    whole.name = "name";
    whole.comment = "comment";
    whole.has_header_crc = true;
    for (unsigned fields = 0; fields < 16; ++fields) {
        gzip_member member = whole;
        if ((fields & 1) == 0)
            member.extra.reset();
        if ((fields & 2) == 0)
            member.name.reset();
        if ((fields & 4) == 0)
            member.comment.reset();
        member.has_header_crc = (fields & 8) != 0;
        BOOST_TEST_INFO_SCOPE("fields " << fields);
        const bytes packed = gzip_bytes(member);
        const member_sizes found = found_in(packed + packed);
        BOOST_TEST(found.input == packed.size());
        BOOST_TEST(found.header == gzip_header(member).size());
        // Cut within the header.
        for (std::size_t size = 0; size < gzip_header(member).size(); ++size)
            BOOST_TEST(found_in({packed.begin(),
                                 packed.begin() + static_cast<long>(size)})
                           .input == 0u);
    }
}

BOOST_AUTO_TEST_CASE(headers_with_an_error_are_left_to_the_decoder) {
    std::vector<gzip_member> wrong(4, member_of(text(500)));
    wrong[0].has_header_crc = true;
    wrong[0].header_crc_error = 1;
    wrong[1].more_flags = 0x40;
    wrong[2].more_flags = 0x20; // encrypted
    wrong[3].method = 7;
    for (const gzip_member& member : wrong) {
        BOOST_TEST(found_in(gzip_bytes(member) + another()).input == 0u);
        // Nor does a member end there.
        const bytes sound = gzip_bytes(member_of(text(500)));
        if (!member.has_header_crc)
            BOOST_TEST(found_in(sound + gzip_bytes(member)).input == 0u);
    }
    gzip_member long_name = member_of(text(500));
    long_name.name = std::string(70'000, 'n');
    BOOST_TEST(found_in(gzip_bytes(long_name) + another()).input == 0u);
}

BOOST_AUTO_TEST_CASE(last_member_is_left_to_the_decoder) {
    const bytes member = gzip_bytes(member_of(text(500)));
    BOOST_TEST(found_in(member).input == 0u);
    BOOST_TEST(found_in(member + bytes(600, 0)).input == 0u);
    BOOST_TEST(found_in(member + bytes(600, 'g')).input == 0u);
    BOOST_TEST(
        found_in(member + bytes{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0}).input == 0u);
}

// Behind a size that cannot be that of the bytes in front.
BOOST_AUTO_TEST_CASE(headers_inside_of_data_are_passed_over) {
    const bytes header = gzip_header({});
    for (const std::uint32_t size : {0u, 100u, 0xffffffffu, 0x00ff0000u}) {
        bytes data = text(3000);
        append_number(data, size, 4);
        data = data + header + text(3000);
        const bytes member = gzip_bytes(member_of(data));
        BOOST_TEST_INFO_SCOPE("says " << size);
        BOOST_TEST(found_in(member + another()).input == member.size());
    }
    // It suits here, and is wrong all the same.
    bytes data = text(3000);
    append_number(data, 3000, 4);
    const bytes member = gzip_bytes(member_of(data + header + text(3000)));
    BOOST_TEST(found_in(member + another()).input == 10u + 5 + 3000 + 4);
}

BOOST_AUTO_TEST_CASE(members_with_more_output_than_the_most_are_not_found) {
    deflate_builder builder;
    builder.begin_fixed(true).literals("x");
    for (int i = 0; i < 500; ++i)
        builder.match(200, 1);
    builder.end_block();
    gzip_member member{.deflate_data = builder.data(),
                       .data = bytes(100'001, 'x')};
    const bytes large = gzip_bytes(member);
    BOOST_TEST(found_in(large + another()).input == 0u);
    const bytes file = large + another();
    BOOST_TEST(member_finder(most + 1).measure(all_of(file)).input ==
               large.size());
}

BOOST_AUTO_TEST_CASE(search_is_bounded) {
    const bytes member = gzip_bytes(member_of(text(500)));
    const bytes file = member + bytes(1'000'000, 'x') + another();
    member_finder finder(most);
    BOOST_TEST(finder.measure(all_of(file)).input == 0u);
    BOOST_TEST(finder.searched() > most);
    BOOST_TEST(finder.searched() < 2 * most);
    const bytes two = member + member;
    finder.forget();
    BOOST_TEST(finder.measure(all_of(two)).input == member.size());
    BOOST_TEST(finder.searched() == member.size());
}

BOOST_AUTO_TEST_CASE(what_was_found_is_remembered_until_it_is_forgotten) {
    const bytes member = gzip_bytes(member_of(text(500)));
    bytes file = member + member;
    member_finder finder(most);
    BOOST_TEST(finder.measure(all_of(file)).input == member.size());
    file[member.size()] = 0;
    BOOST_TEST(finder.measure(all_of(file)).input == member.size());
    // But never more than there is.
    BOOST_TEST(
        finder.measure({file.data(), file.data() + member.size() - 1}).input ==
        0u);
    finder.forget();
    BOOST_TEST(finder.measure(all_of(file)).input == 0u);
}
