// SPDX-License-Identifier: BSL-1.0
// gzip files built by hand: headers, members, trailers, and what follows them.
#include <mgunzip/gzip.hpp>

#include "support/deflate_builder.hpp"
#include "support/gzip_builder.hpp"
#include "support/gzip_runner.hpp"

#include <mgunzip/kernel.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

bytes text(std::string_view characters) {
    return {characters.begin(), characters.end()};
}

// Decodes in pieces of several sizes, and with the reference.
void check(const bytes& file, const gunzip_result& expected) {
    BOOST_TEST(reference_gunzip(file) == expected);
    for (const std::size_t size : {1, 2, 3, 7, 4095, 1 << 20})
        BOOST_TEST_CONTEXT("in pieces of " << size)
    BOOST_TEST(run_gzip_decoder(file, {.piece = always(size)}) == expected);
}

void check(const bytes& file, const std::string& output) {
    const gunzip_result result = reference_gunzip(file);
    BOOST_TEST(result.decoded.error == errc::ok);
    BOOST_TEST((result.decoded.output == text(output)));
    BOOST_TEST(result.decoded.consumed == file.size());
    check(file, result);
}

// The error, where it is, in which member, and the output in front of it.
void check_bad(const bytes& file, errc error, std::uint64_t offset,
               std::uint64_t member, const std::string& output = "") {
    const gunzip_result result = reference_gunzip(file);
    BOOST_TEST(result.decoded.error == error);
    BOOST_TEST(result.decoded.offset == offset);
    BOOST_TEST(result.members_begun == member);
    BOOST_TEST((result.decoded.output == text(output)));
    check(file, result);
}

void check_trailing(const bytes& garbage, trailing_data kind,
                    std::uint64_t judged) {
    const bytes member = gzip_stored("data");
    const bytes file = member + garbage;
    const gunzip_result result = reference_gunzip(file);
    BOOST_TEST(result.decoded.error == errc::ok);
    BOOST_TEST((result.trailing == kind));
    BOOST_TEST(result.decoded.consumed == member.size() + judged);
    check(file, result);
}

// A member with a little of everything; `fields` are bits of FLG.
gzip_member member_with(unsigned fields) {
    gzip_member member;
    member.more_flags = fields & 1;
    member.has_header_crc = (fields & 2) != 0;
    if ((fields & 4) != 0)
        member.extra = std::string("AB\2\0x\0", 6);
    if ((fields & 8) != 0)
        member.name = "na\xefve.txt";
    if ((fields & 16) != 0)
        member.comment = "two\nlines";
    member.modification_time = 0x89abcdef;
    member.extra_flags = 4;
    member.operating_system = 255;
    member.deflate_data = deflate_builder()
                              .begin_fixed(true)
                              .literals("hello")
                              .end_block()
                              .data();
    member.data = text("hello");
    return member;
}
constexpr unsigned all_fields = 31;

} // namespace

BOOST_AUTO_TEST_SUITE(headers)

BOOST_AUTO_TEST_CASE(every_combination_of_fields_cut_at_every_byte) {
    for (unsigned fields = 0; fields <= all_fields; ++fields) {
        const bytes file = gzip_bytes(member_with(fields));
        check(file, "hello");
        const gunzip_result expected = reference_gunzip(file);
        for (std::size_t cut = 1; cut < file.size(); ++cut)
            BOOST_TEST(run_gzip_decoder(file, {.piece = always(cut)}) ==
                       expected);
    }
}

BOOST_AUTO_TEST_CASE(fields_are_told) {
    const gunzip_result result =
        run_gzip_decoder(gzip_bytes(member_with(all_fields)));
    BOOST_REQUIRE(result.members.size() == 1U);
    const member_header& header = result.members[0].header;
    BOOST_TEST(header.is_text);
    BOOST_TEST(header.has_crc);
    BOOST_TEST(header.has_extra);
    BOOST_TEST(header.has_name);
    BOOST_TEST(header.has_comment);
    BOOST_TEST(header.modification_time == 0x89abcdefU);
    BOOST_TEST(header.extra_flags == 4);
    BOOST_TEST(header.operating_system == 255);
    BOOST_TEST(header.extra == std::string("AB\2\0x\0", 6));
    BOOST_TEST(header.name == "na\xefve.txt");
    BOOST_TEST(header.comment == "two\nlines");
}

BOOST_AUTO_TEST_CASE(fields_that_are_there_but_empty) {
    gzip_member member = member_with(all_fields);
    member.extra = member.name = member.comment = "";
    check(gzip_bytes(member), "hello");
}

BOOST_AUTO_TEST_CASE(a_header_forgets_the_fields_of_the_member_in_front) {
    const gunzip_result result =
        run_gzip_decoder(gzip_bytes(member_with(all_fields)) + gzip_stored(""));
    BOOST_REQUIRE(result.members.size() == 2U);
    const member_header& header = result.members[1].header;
    BOOST_TEST(!header.is_text);
    BOOST_TEST(!header.has_crc);
    BOOST_TEST(!header.has_extra);
    BOOST_TEST(header.extra.empty());
    BOOST_TEST(!header.has_name);
    BOOST_TEST(header.name.empty());
    BOOST_TEST(!header.has_comment);
    BOOST_TEST(header.comment.empty());
    BOOST_TEST(header.modification_time == 0U);
}

BOOST_AUTO_TEST_CASE(longest_extra_field) {
    gzip_member member = member_with(all_fields);
    member.extra = std::string(65535, '\0');
    check(gzip_bytes(member), "hello");
}

BOOST_AUTO_TEST_CASE(long_texts_are_cut_but_verified_as_a_whole) {
    for (const std::size_t size : {max_header_text - 1, max_header_text,
                                   max_header_text + 1, 3 * max_header_text}) {
        gzip_member member = member_with(all_fields);
        member.name = std::string(size, 'n');
        member.comment = std::string(size + 1, 'c');
        const bytes file = gzip_bytes(member);
        const gunzip_result expected = reference_gunzip(file);
        BOOST_TEST(expected.decoded.error == errc::ok);
        BOOST_TEST(expected.members.at(0).header.name.size() ==
                   std::min(size, max_header_text));
        for (const std::size_t piece : {1000, 1 << 20})
            BOOST_TEST(run_gzip_decoder(file, {.piece = always(piece)}) ==
                       expected);
    }
}

BOOST_AUTO_TEST_CASE(wrong_header_crc) {
    for (unsigned fields = 2; fields <= all_fields; ++fields) {
        gzip_member member = member_with(fields | 2);
        const std::size_t size = gzip_header(member).size();
        for (const std::uint16_t error : {0x0001, 0x8000, 0xffff}) {
            member.header_crc_error = error;
            check_bad(gzip_bytes(member), errc::header_crc_mismatch, size - 2,
                      1);
        }
    }
}

BOOST_AUTO_TEST_CASE(any_flipped_bit_of_a_verified_header_is_noticed) {
    const gzip_member member = member_with(all_fields);
    const bytes file = gzip_bytes(member);
    const std::size_t header_bits = 8 * gzip_header(member).size();
    for (std::size_t bit = 0; bit < header_bits; ++bit) {
        bytes damaged = file;
        damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        const gunzip_result expected = reference_gunzip(damaged);
        // Without the flag nobody looks for the CRC: it becomes data.
        BOOST_TEST(expected.decoded.error != errc::ok);
        BOOST_TEST(run_gzip_decoder(damaged) == expected);
    }
}

BOOST_AUTO_TEST_CASE(magic_number_of_old_gzip) {
    gzip_member member = member_with(all_fields);
    member.id2 = 0x9e;
    check(gzip_bytes(member), "hello");
    check(gzip_bytes(member) + gzip_bytes(member), "hellohello");
}

BOOST_AUTO_TEST_CASE(other_magic_numbers) {
    for (unsigned value = 0; value < 256; ++value) {
        gzip_member member;
        if (value != 0x1f) {
            member.id1 = static_cast<std::uint8_t>(value);
            check_bad(gzip_bytes(member), errc::not_gzip, 0, 0);
        }
        if (value != 0x8b && value != 0x9e) {
            member.id1 = 0x1f;
            member.id2 = static_cast<std::uint8_t>(value);
            check_bad(gzip_bytes(member), errc::not_gzip, 0, 0);
        }
    }
}

BOOST_AUTO_TEST_CASE(leading_zeros_are_no_padding) {
    check_bad(bytes(2) + gzip_stored("x"), errc::not_gzip, 0, 0);
}

BOOST_AUTO_TEST_CASE(methods_other_than_deflate) {
    for (unsigned value = 0; value < 256; ++value)
        if (value != 8) {
            gzip_member member;
            member.method = static_cast<std::uint8_t>(value);
            check_bad(gzip_bytes(member), errc::unknown_method, 2, 1);
        }
}

BOOST_AUTO_TEST_CASE(reserved_flags) {
    for (const std::uint8_t flags : {0x40, 0x80, 0xc0, 0x5f}) {
        gzip_member member;
        member.more_flags = flags;
        check_bad(gzip_bytes(member), errc::reserved_flags, 3, 1);
    }
}

BOOST_AUTO_TEST_CASE(encrypted_whatever_the_other_flags) {
    for (const std::uint8_t flags : {0x20, 0x3f, 0xe0}) {
        gzip_member member;
        member.more_flags = flags;
        check_bad(gzip_bytes(member), errc::encrypted, 3, 1);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(members)

BOOST_AUTO_TEST_CASE(one_after_the_other) {
    check(gzip_stored("one ") + gzip_bytes(member_with(all_fields)) +
              gzip_bytes(member_with(0)) + gzip_stored(" end"),
          "one hellohello end");
}

BOOST_AUTO_TEST_CASE(empty_ones) {
    const bytes empty = gzip_bytes({});
    check(empty, "");
    check(empty + empty + gzip_stored("x") + empty, "x");
    bytes many;
    for (int i = 0; i < 2000; ++i)
        many = std::move(many) + empty;
    check(many, "");
}

BOOST_AUTO_TEST_CASE(offsets_are_told) {
    const bytes first = gzip_bytes(member_with(all_fields));
    const bytes second = gzip_stored("x");
    const gunzip_result result =
        run_gzip_decoder(first + second + second, {.piece = always(5)});
    BOOST_REQUIRE(result.members.size() == 3U);
    BOOST_TEST(result.members[0].offset == 0U);
    BOOST_TEST(result.members[1].offset == first.size());
    BOOST_TEST(result.members[2].offset == first.size() + second.size());
}

BOOST_AUTO_TEST_CASE(no_match_reaches_into_the_member_in_front) {
    const bytes first = gzip_stored("abc");
    gzip_member second;
    second.deflate_data = deflate_builder()
                              .begin_fixed(true)
                              .literals("d")
                              .match(3, 2)
                              .end_block()
                              .data();
    check_bad(first + gzip_bytes(second), errc::distance_too_far_back,
              first.size() + 10 + 2, 2, "abcd");
}

BOOST_AUTO_TEST_CASE(an_error_in_a_later_member_is_an_error) {
    const bytes first = gzip_stored("abc");
    const std::size_t size = first.size();
    gzip_member second;
    second.method = 9;
    check_bad(first + gzip_bytes(second), errc::unknown_method, size + 2, 2,
              "abc");
    second = {};
    second.more_flags = 0x80;
    check_bad(first + gzip_bytes(second), errc::reserved_flags, size + 3, 2,
              "abc");
    second = {};
    second.deflate_data = {0x07};
    check_bad(first + gzip_bytes(second), errc::invalid_block_type, size + 10,
              2, "abc");
    second = {};
    second.crc_error = 1;
    check_bad(first + gzip_bytes(second), errc::data_crc_mismatch, size + 12, 2,
              "abc");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(trailers)

BOOST_AUTO_TEST_CASE(any_flipped_bit_is_noticed) {
    for (int bit = 0; bit < 32; ++bit) {
        gzip_member member = member_with(0);
        const std::size_t size = gzip_bytes(member).size();
        member.size_error = 1U << bit;
        check_bad(gzip_bytes(member), errc::data_size_mismatch, size - 4, 1,
                  "hello");
        member.crc_error = 1U << bit; // both wrong: the first one counts
        check_bad(gzip_bytes(member), errc::data_crc_mismatch, size - 8, 1,
                  "hello");
        member.size_error = 0;
        check_bad(gzip_bytes(member), errc::data_crc_mismatch, size - 8, 1,
                  "hello");
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_crc_is_reported_without_a_size) {
    gzip_member member = member_with(0);
    member.crc_error = 0x100;
    bytes file = gzip_bytes(member);
    file.resize(file.size() - 4);
    check_bad(file, errc::data_crc_mismatch, file.size() - 4, 1, "hello");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(trailing_data_as_gnu_gzip_judges_it)

BOOST_AUTO_TEST_CASE(nothing) {
    check_trailing({}, trailing_data::none, 0);
}

BOOST_AUTO_TEST_CASE(zeros_are_padding) {
    for (const std::size_t size : {1, 2, 3, 511, 100000})
        check_trailing(bytes(size), trailing_data::zeros, size);
}

BOOST_AUTO_TEST_CASE(zeros_and_then_something_is_garbage) {
    for (const std::size_t size : {1, 2, 511, 5000})
        for (const std::uint8_t last : {0x01, 0x1f, 0xff})
            check_trailing(bytes(size) + bytes{last, 0, 7},
                           trailing_data::garbage, size + 1);
}

BOOST_AUTO_TEST_CASE(zeros_and_then_a_member_is_garbage) {
    check_trailing(bytes(1) + gzip_stored("more"), trailing_data::garbage, 2);
    check_trailing(bytes(512) + gzip_stored("more"), trailing_data::garbage,
                   513);
}

BOOST_AUTO_TEST_CASE(two_bytes_that_are_no_magic_number_are_garbage) {
    for (const bytes& garbage :
         {bytes{'x', 'y'}, bytes{0x1f, 0x00}, bytes{0x1f, 0x1f, 0x8b},
          bytes{0x8b, 0x1f}, bytes{0xff, 0x00, 0x00}, bytes(1000, 0xff)})
        check_trailing(garbage, trailing_data::garbage, 2);
}

BOOST_AUTO_TEST_CASE(a_single_stray_byte_is_a_member_cut_short) {
    const bytes member = gzip_stored("data");
    for (unsigned value = 1; value < 256; ++value)
        check_bad(member + bytes{static_cast<std::uint8_t>(value)},
                  errc::truncated_input, member.size() + 1, 1, "data");
}

BOOST_AUTO_TEST_CASE(members_of_other_formats_that_gnu_gzip_knows) {
    const bytes member = gzip_stored("data");
    for (const std::uint8_t second : {0x1e, 0x9d, 0xa0})
        check_bad(member + bytes{0x1f, second, 0, 0}, errc::not_gzip,
                  member.size(), 1, "data");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(truncation)

BOOST_AUTO_TEST_CASE(an_empty_file_is_truncated) {
    check_bad({}, errc::truncated_input, 0, 0);
}

BOOST_AUTO_TEST_CASE(a_file_of_one_byte_is_truncated) {
    check_bad({0x1f}, errc::truncated_input, 1, 0);
    check_bad({'x'}, errc::truncated_input, 1, 0);
}

BOOST_AUTO_TEST_CASE(cut_at_every_byte) {
    const bytes file = gzip_bytes(member_with(all_fields)) +
                       gzip_stored("stored") + gzip_bytes(member_with(0));
    const std::size_t first = gzip_bytes(member_with(all_fields)).size();
    const std::size_t second = first + gzip_stored("stored").size();
    for (std::size_t size = 1; size < file.size(); ++size) {
        const bytes part(file.begin(),
                         file.begin() + static_cast<std::ptrdiff_t>(size));
        const gunzip_result expected = reference_gunzip(part);
        const bool is_whole = size == first || size == second;
        BOOST_TEST(expected.decoded.error ==
                   (is_whole ? errc::ok : errc::truncated_input));
        BOOST_TEST(expected.decoded.offset == (is_whole ? 0 : size));
        check(part, expected);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(use)

BOOST_AUTO_TEST_CASE(reset_starts_anew_from_any_state) {
    const bytes good = gzip_stored("good");
    const bytes crc_error = gzip_bytes({.crc_error = 1});
    const bytes garbage = good + bytes{'x', 'y'};
    gzip_decoder decoder;
    bytes memory(1024);
    for (const bytes& file : {good, crc_error, garbage})
        for (std::size_t size = 0; size <= file.size(); ++size) {
            const auto run = [&](const bytes& data, std::size_t data_size) {
                input_cursor in{data.data(), data.data() + data_size};
                output_window out{memory.data(), memory.data() + 512,
                                  memory.data() + 1024};
                gzip_status status;
                do
                    status = decoder.run(in, out);
                while (status == gzip_status::member_begin ||
                       status == gzip_status::member_end);
                return status;
            };
            static_cast<void>(run(file, size));
            decoder.reset();
            BOOST_TEST((run(good, good.size()) == gzip_status::need_input));
            BOOST_TEST((decoder.end_of_input() == gzip_status::end_of_data));
            BOOST_TEST(decoder.members() == 1U);
            BOOST_TEST(decoder.produced() == 4U);
            BOOST_TEST(decoder.consumed() == good.size());
            BOOST_TEST(decoder.error() == errc::ok);
            BOOST_TEST((decoder.trailing() == trailing_data::none));
            decoder.reset();
        }
}

BOOST_AUTO_TEST_CASE(blocks_of_all_members_are_counted_by_type) {
    const auto lengths = [](std::size_t size) {
        return sparse_lengths(size, {{0, 1}, {size - 1, 1}});
    };
    const bytes deflated = deflate_builder()
                               .stored_block(false, "ab")
                               .begin_fixed(false)
                               .literals("c")
                               .end_block()
                               .stored_block(false, "")
                               .begin_dynamic(true, lengths(257), lengths(2))
                               .end_block()
                               .data();
    const bytes member =
        gzip_bytes({.deflate_data = deflated, .data = {'a', 'b', 'c'}});
    const bytes file = member + member;
    const auto kernels = inflate_kernels();
    for (const kernel_info& kernel : kernels) {
        if (!select_inflate_kernel(kernel.name))
            continue;
        gzip_decoder decoder;
        bytes memory(1024);
        for (int times = 0; times < 2; ++times) {
            BOOST_TEST((decoder.blocks() == block_counts{}));
            for (const std::uint8_t& byte : file) {
                input_cursor in{&byte, &byte + 1};
                output_window out{memory.data(), memory.data() + 512,
                                  memory.data() + 1024};
                while (decoder.run(in, out) != gzip_status::need_input) {
                }
            }
            BOOST_TEST((decoder.blocks() ==
                        block_counts{.stored = 4, .fixed = 2, .dynamic = 2}));
            decoder.reset();
        }
    }
    for (const kernel_info& kernel : kernels)
        if (kernel.is_selected)
            BOOST_TEST(select_inflate_kernel(kernel.name));
}

BOOST_AUTO_TEST_CASE(blocks_count_from_their_first_bits_on) {
    gzip_decoder decoder;
    bytes file = gzip_stored("text");
    file.resize(11); // a header and BTYPE
    input_cursor in{file.data(), file.data() + file.size()};
    output_window out{};
    BOOST_TEST((decoder.run(in, out) == gzip_status::member_begin));
    BOOST_TEST((decoder.blocks() == block_counts{}));
    BOOST_TEST((decoder.run(in, out) == gzip_status::need_input));
    BOOST_TEST((decoder.blocks() == block_counts{.stored = 1}));
}

BOOST_AUTO_TEST_SUITE_END()
