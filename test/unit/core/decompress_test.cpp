// SPDX-License-Identifier: BSL-1.0
// Whole buffers: room that fits to the byte, limits, errors, growth.
#include <mgunzip/decompress.hpp>

#include "support/deflate_builder.hpp"
#include "support/gzip_builder.hpp"
#include "support/inflate_runner.hpp"
#include "support/library_runner.hpp"
#include "support/random_stream.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

bytes text(std::string_view characters) {
    return {characters.begin(), characters.end()};
}

// Whatever the outcome, it is the reference's.
void check(const bytes& file) {
    check_decompress(file, reference_gunzip(file));
}

// As large as output can become: codes of a bit for lengths and distances.
gzip_member bomb(std::size_t matches) {
    deflate_builder builder;
    builder.begin_dynamic(true,
                          sparse_lengths(286, {{0, 2}, {256, 2}, {285, 1}}),
                          sparse_lengths(1, {{0, 1}}));
    builder.litlen(0);
    for (std::size_t i = 0; i < matches; ++i)
        builder.match(258, 1);
    builder.end_block();
    return {.deflate_data = builder.data(), .data = bytes(1 + 258 * matches)};
}

decompress_result unlimited(const bytes& file, bytes& out) {
    return decompress_to_vector(file, out, no_limit);
}

} // namespace

BOOST_AUTO_TEST_SUITE(outcomes)

BOOST_AUTO_TEST_CASE(one_member_and_several) {
    check(gzip_stored("hello"));
    check(gzip_stored("one ") + gzip_stored("") + gzip_stored("two"));
    bytes out(100);
    const decompress_result result =
        decompress(gzip_stored("one ") + gzip_stored("two"), out);
    BOOST_TEST(static_cast<bool>(result));
    BOOST_TEST(result.members == 2u);
    BOOST_TEST(result.produced == 7u);
    out.resize(7);
    BOOST_TEST(out == text("one two"));
}

BOOST_AUTO_TEST_CASE(empty_output_needs_no_buffer) {
    const bytes file = gzip_bytes({}) + gzip_stored("");
    check(file);
    BOOST_TEST(static_cast<bool>(decompress(file, {})));
    bytes out{1, 2, 3};
    BOOST_TEST(static_cast<bool>(decompress_to_vector(file, out, 0)));
    BOOST_TEST(out.empty());
}

BOOST_AUTO_TEST_CASE(some_output_needs_one) {
    const decompress_result result = decompress(gzip_stored("x"), {});
    BOOST_TEST(result.needs_room());
    BOOST_TEST((result.error == std::errc::no_buffer_space));
    BOOST_TEST((result.error != condition::corrupt));
    BOOST_TEST((result.error != condition::truncated));
    bytes out;
    BOOST_TEST(decompress_to_vector(gzip_stored("x"), out, 0).needs_room());
}

BOOST_AUTO_TEST_CASE(every_room_that_is_too_small) {
    const bytes file = gzip_stored("hello, ") + gzip_bytes({}) +
                       gzip_bytes({.deflate_data = deflate_builder()
                                                       .begin_fixed(true)
                                                       .literals("ab")
                                                       .match(20, 2)
                                                       .end_block()
                                                       .data(),
                                   .data = text("ababababababababababab")});
    const bytes whole = reference_gunzip(file).decoded.output;
    BOOST_TEST(whole.size() == 29u);
    for (std::size_t room = 0; room < whole.size(); ++room) {
        bytes out(room);
        const decompress_result result = decompress(file, out);
        BOOST_TEST(result.needs_room());
        BOOST_TEST(result.produced == room);
        BOOST_TEST(std::equal(out.begin(), out.end(), whole.begin()));
        BOOST_TEST(decompress_to_vector(file, out, room).needs_room());
        BOOST_TEST(out.size() == room);
    }
}

BOOST_AUTO_TEST_CASE(no_input_is_truncated) {
    check({});
    bytes out(1);
    const decompress_result result = decompress({}, out);
    BOOST_TEST((result.error == errc::truncated_input));
    BOOST_TEST((result.error == condition::truncated));
    BOOST_TEST(result.error_offset == 0u);
    BOOST_TEST(result.members == 0u);
}

BOOST_AUTO_TEST_CASE(cut_at_every_byte) {
    const bytes file = gzip_stored("first") +
                       gzip_bytes({.more_flags = 1,
                                   .extra = "AB",
                                   .name = "name",
                                   .has_header_crc = true}) +
                       gzip_stored("last");
    for (std::size_t size = 0; size < file.size(); ++size)
        BOOST_TEST_CONTEXT(size << " bytes")
    check({file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size)});
}

BOOST_AUTO_TEST_CASE(each_class_of_errors_is_told_with_member_and_offset) {
    const bytes first = gzip_stored("abc");
    const auto outcome = [&](const gzip_member& second) {
        const bytes file = first + gzip_bytes(second);
        check(file);
        bytes out;
        const decompress_result result = unlimited(file, out);
        BOOST_TEST(!result);
        BOOST_TEST(result.members == 2u);
        BOOST_TEST(result.consumed == first.size());
        BOOST_TEST(result.error_offset >= first.size());
        BOOST_TEST(out == text("abc"));
        return result.error;
    };
    BOOST_TEST((outcome({.method = 9}) == condition::unsupported));
    BOOST_TEST((outcome({.more_flags = 0x20}) == errc::encrypted));
    BOOST_TEST((outcome({.crc_error = 1}) == condition::corrupt));
    BOOST_TEST((outcome({.size_error = 1}) == errc::data_size_mismatch));
    BOOST_TEST((outcome({.deflate_data = {7}}) == errc::invalid_block_type));
    const bytes other = text("something else");
    check(other);
    bytes out;
    BOOST_TEST((unlimited(other, out).error == condition::not_gzip));
}

BOOST_AUTO_TEST_CASE(what_follows_the_last_member) {
    const bytes member = gzip_stored("data");
    for (const bytes& rest :
         {bytes(1), bytes(1000), bytes{'x', 'y'}, bytes{0, 'x'}, bytes{'x'}}) {
        check(member + rest);
        bytes out;
        const decompress_result result = unlimited(member + rest, out);
        BOOST_TEST(result.consumed == member.size());
        BOOST_TEST(out == text("data"));
    }
    bytes out;
    BOOST_TEST(
        (unlimited(member + bytes(9), out).trailing == trailing_data::zeros));
    BOOST_TEST((unlimited(member + text("xy"), out).trailing ==
                trailing_data::garbage));
}

BOOST_AUTO_TEST_CASE(a_decoder_can_be_used_for_many) {
    gzip_decoder decoder;
    bytes out(5);
    BOOST_TEST(decompress(decoder, text("no"), out).members == 0u);
    BOOST_TEST(decompress(decoder, gzip_stored("too long"), out).needs_room());
    const bytes named = gzip_bytes({.name = "a name"}) + gzip_stored("right");
    BOOST_TEST(static_cast<bool>(decompress(decoder, named, out)));
    BOOST_TEST(out == text("right"));
    BOOST_TEST(
        static_cast<bool>(decompress(decoder, gzip_bytes({.name = "n"}), out)));
    BOOST_TEST(decoder.header().name == "n");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(against_the_reference)

BOOST_AUTO_TEST_CASE(the_fixtures) {
    std::set<std::string> errors;
    for (const auto& entry :
         std::filesystem::directory_iterator(MGUNZIP_TEST_DATA)) {
        if (entry.path().extension() != ".gz")
            continue;
        std::ifstream file(entry.path(), std::ios::binary);
        const bytes data{std::istreambuf_iterator<char>(file), {}};
        BOOST_TEST_CONTEXT(entry.path()) {
            const gunzip_result expected = reference_gunzip(data);
            errors.insert(message(expected.decoded.error));
            check_decompress(data, expected);
        }
    }
    BOOST_TEST(errors.size() > 10u);
}

BOOST_AUTO_TEST_CASE(random_members_with_every_kernel) {
    for (std::uint64_t seed = 0; seed < 40; ++seed)
        BOOST_TEST_CONTEXT("seed " << seed) {
            random_source random(seed);
            bytes file;
            for (std::size_t left = 1 + below(random, 3); left > 0; --left)
                file = file + gzip_bytes(random_member(
                                  random, std::size_t{1} << below(random, 19)));
            const gunzip_result expected = reference_gunzip(file);
            BOOST_TEST(expected.decoded.error == errc::ok);
            for_each_inflate_kernel([&](const std::string& kernel) {
                BOOST_TEST_CONTEXT("kernel " << kernel)
                check_decompress(file, expected);
            });
        }
}

BOOST_AUTO_TEST_CASE(damaged_members) {
    for (std::uint64_t seed = 0; seed < 400; ++seed)
        BOOST_TEST_CONTEXT("seed " << seed) {
            random_source random(seed);
            const bytes file = damaged_file(random);
            check(file);
        }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(size_hint)

BOOST_AUTO_TEST_CASE(is_that_of_the_last_trailer) {
    BOOST_TEST(output_size_hint(gzip_stored("hello")) == 5u);
    BOOST_TEST(output_size_hint(gzip_stored("hello") + gzip_stored("you")) ==
               3u);
    BOOST_TEST(output_size_hint(gzip_bytes({})) == 0u);
}

BOOST_AUTO_TEST_CASE(never_is_more_than_can_be) {
    const bytes file = gzip_bytes({.size_error = 0xffffffff});
    BOOST_TEST(output_size_hint(file) == max_expansion * file.size());
}

BOOST_AUTO_TEST_CASE(of_less_than_a_member_is_nothing) {
    bytes file(20, 1);
    BOOST_TEST(output_size_hint(file) > 0u);
    file.pop_back();
    BOOST_TEST(output_size_hint(file) == 0u);
    BOOST_TEST(output_size_hint({}) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(growth)

BOOST_AUTO_TEST_CASE(the_largest_expansion_there_is) {
    const gzip_member member = bomb(40000);
    const bytes file = gzip_bytes(member);
    BOOST_TEST(member.data.size() > 1000 * file.size());
    BOOST_TEST(member.data.size() < max_expansion * file.size());
    bytes out;
    const decompress_result result = unlimited(file, out);
    BOOST_TEST(static_cast<bool>(result));
    BOOST_TEST((out == member.data));
}

BOOST_AUTO_TEST_CASE(a_limit_stops_it) {
    const bytes file = gzip_bytes(bomb(40000));
    for (const std::size_t limit : {1, 4095, 4096, 4097, 131072, 1000000}) {
        bytes out;
        const decompress_result result = decompress_to_vector(file, out, limit);
        BOOST_TEST(result.needs_room());
        BOOST_TEST(result.produced == limit);
        BOOST_TEST(out.size() == limit);
        BOOST_TEST(out.capacity() <= limit);
    }
}

BOOST_AUTO_TEST_CASE(a_right_isize_is_all_that_is_needed) {
    random_source random(1);
    const gzip_member member = random_member(random, 3000000);
    bytes out;
    BOOST_TEST(static_cast<bool>(unlimited(gzip_bytes(member), out)));
    BOOST_TEST(out.capacity() <= member.data.size() + 8192);
}

// The capacity is known from the first member; each doubling would be a copy.
BOOST_AUTO_TEST_CASE(many_members_take_no_more_than_twice_their_size) {
    random_source random(2);
    const bytes member = gzip_bytes(random_member(random, 100000));
    bytes file;
    for (int i = 0; i < 30; ++i)
        file = std::move(file) + member;
    file = std::move(file) + gzip_bytes({});
    const gunzip_result expected = reference_gunzip(file);
    check_decompress(file, expected);
    bytes out;
    BOOST_TEST(static_cast<bool>(unlimited(file, out)));
    BOOST_TEST(out.capacity() <= 2 * out.size() + 8192);
}

BOOST_AUTO_TEST_CASE(a_wrong_isize_leaves_nothing_behind) {
    random_source random(3);
    gzip_member member = random_member(random, 300000);
    member.size_error = 0x40000000;
    const bytes file = gzip_bytes(member);
    bytes out;
    const decompress_result result = unlimited(file, out);
    BOOST_TEST((result.error == errc::data_size_mismatch));
    BOOST_TEST((out == member.data));
    BOOST_TEST(out.capacity() <= 2 * out.size() + 8192);
}

BOOST_AUTO_TEST_CASE(data_that_are_not_gzip_take_no_memory) {
    bytes out;
    const decompress_result result = unlimited(bytes(1000000, 'x'), out);
    BOOST_TEST((result.error == errc::not_gzip));
    BOOST_TEST(out.capacity() == 0u);
}

BOOST_AUTO_TEST_CASE(memory_is_used_again) {
    bytes out;
    out.reserve(1000000);
    const std::uint8_t* const memory = out.data();
    BOOST_TEST(static_cast<bool>(unlimited(gzip_stored("hello"), out)));
    BOOST_TEST(out == text("hello"));
    BOOST_TEST((out.data() == memory));
    BOOST_TEST(decompress_to_vector(gzip_stored("hello"), out, 4).needs_room());
    BOOST_TEST(out == text("hell"));
}

BOOST_AUTO_TEST_SUITE_END()
