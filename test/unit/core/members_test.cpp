// SPDX-License-Identifier: BSL-1.0
// Headers and sizes of members.
#include <mgunzip/members.hpp>

#include "support/gzip_builder.hpp"
#include "support/random_stream.hpp"
#include "support/reference_gunzip.hpp"

#include <boost/test/unit_test.hpp>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

using member_list = std::vector<member_info>;

gzip_member named(const std::string& name) {
    gzip_member member;
    member.name = name;
    member.comment = "text";
    member.has_header_crc = true;
    member.modification_time = 1234567890;
    return member;
}

} // namespace

BOOST_AUTO_TEST_CASE(all_members_are_listed) {
    random_source random(1);
    const random_stream made = make_random_stream(random, 1000000);
    gzip_member large = named("large");
    large.deflate_data = made.data;
    large.data = made.output;
    const bytes first = gzip_stored("hello");
    const bytes second = gzip_bytes(large);
    const bytes third = gzip_bytes(named("empty"));
    const bytes file = first + second + third + bytes(100);

    member_list members(7);
    const decompress_result result = list_members(file, members);
    BOOST_TEST(static_cast<bool>(result));
    BOOST_TEST(result.members == 3u);
    BOOST_TEST(result.produced == 5 + made.output.size());
    BOOST_TEST(result.consumed == file.size() - 100);
    BOOST_TEST((result.trailing == trailing_data::zeros));
    BOOST_TEST_REQUIRE(members.size() == 3u);

    BOOST_TEST(members[0].offset == 0u);
    BOOST_TEST(members[0].size == first.size());
    BOOST_TEST(members[0].output_offset == 0u);
    BOOST_TEST(members[0].output_size == 5u);
    BOOST_TEST(!members[0].header.has_name);
    BOOST_TEST(members[1].offset == first.size());
    BOOST_TEST(members[1].size == second.size());
    BOOST_TEST(members[1].output_offset == 5u);
    BOOST_TEST(members[1].output_size == made.output.size());
    BOOST_TEST(members[1].data_crc == reference_crc32(made.output));
    BOOST_TEST(members[1].header.name == "large");
    BOOST_TEST(members[1].header.modification_time == 1234567890u);
    BOOST_TEST(members[2].offset == first.size() + second.size());
    BOOST_TEST(members[2].size == third.size());
    BOOST_TEST(members[2].output_offset == 5 + made.output.size());
    BOOST_TEST(members[2].output_size == 0u);
    BOOST_TEST(members[2].data_crc == 0u);
    BOOST_TEST(members[2].header.comment == "text");
}

BOOST_AUTO_TEST_CASE(those_in_front_of_an_error_are_listed) {
    gzip_member bad = named("bad");
    bad.crc_error = 1;
    const bytes first = gzip_stored("hello");
    member_list members;
    const decompress_result result =
        list_members(first + gzip_bytes(bad), members);
    BOOST_TEST((result.error == errc::data_crc_mismatch));
    BOOST_TEST(result.error_offset ==
               first.size() + gzip_header(bad).size() + 2);
    BOOST_TEST(result.members == 2u);
    BOOST_TEST(result.consumed == first.size());
    BOOST_TEST(result.produced == 5u);
    BOOST_TEST_REQUIRE(members.size() == 1u);
    BOOST_TEST(members[0].size == first.size());
}

BOOST_AUTO_TEST_CASE(nothing_has_no_members) {
    member_list members(1);
    BOOST_TEST((list_members({}, members).error == condition::truncated));
    BOOST_TEST(members.empty());
}

BOOST_AUTO_TEST_CASE(the_first_header_is_read_and_nothing_else) {
    const gzip_member member = named("name");
    const bytes whole = gzip_header(member);
    member_header header;
    BOOST_TEST(!read_header(gzip_bytes(member), header));
    BOOST_TEST(header.name == "name");
    header = {};
    BOOST_TEST(!read_header(whole, header));
    BOOST_TEST(header.name == "name");
    BOOST_TEST(header.comment == "text");
    BOOST_TEST(header.modification_time == 1234567890u);
    header = {};
    BOOST_TEST(!read_header(whole + bytes(10, 0xff), header));
    BOOST_TEST(header.name == "name");
}

BOOST_AUTO_TEST_CASE(without_a_valid_header_nothing_changes) {
    const bytes whole = gzip_header(named("name"));
    member_header header;
    header.name = "old";
    for (std::size_t size = 0; size < whole.size(); ++size)
        BOOST_TEST((read_header({whole.data(), size}, header) ==
                    errc::truncated_input));
    BOOST_TEST((read_header(bytes{'n', 'o'}, header) == errc::not_gzip));
    gzip_member bad = named("name");
    bad.header_crc_error = 1;
    BOOST_TEST(
        (read_header(gzip_header(bad), header) == errc::header_crc_mismatch));
    BOOST_TEST(header.name == "old");
    BOOST_TEST(!header.has_comment);
}
