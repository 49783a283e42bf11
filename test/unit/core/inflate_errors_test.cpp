// SPDX-License-Identifier: BSL-1.0
// DEFLATE streams that break one rule each: the code, the offset, and the
// output in front of it.
#include <mgunzip/error.hpp>

#include "support/inflate_checks.hpp"

#include <algorithm>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

// Something valid in front of a block whose header is wrong. The header begins
// with the last bit of a byte.
struct block_after_text {
    deflate_builder stream;
    std::uint64_t offset;

    block_after_text() {
        stream.begin_fixed(false).literals("text").match(4, 4);
        stream.literals("\xff").end_block();
        offset = stream.byte_offset();
        BOOST_REQUIRE(stream.bit_count() % 8 == 7);
    }

    void check(errc error) const { check_bad(stream, error, offset, text); }
    void check_at(errc error, std::uint64_t other_offset) const {
        check_bad(stream, error, other_offset, text);
    }

    static constexpr std::string_view text = "texttext\xff";
};

code_lengths with(code_lengths lengths, std::size_t symbol, int length) {
    lengths.at(symbol) = static_cast<std::uint8_t>(length);
    return lengths;
}

// A dynamic header whose code length code has these lengths, and no more.
dynamic_header with_code_length_lengths(
    std::initializer_list<std::pair<std::size_t, int>> codes) {
    const code_lengths lengths = sparse_lengths(19, codes);
    dynamic_header header{};
    std::copy(lengths.begin(), lengths.end(),
              header.code_length_lengths.begin());
    header.order_count = 19;
    return header;
}

dynamic_header with_symbols(std::vector<length_symbol> symbols) {
    return {0, 0, plain_code_length_code(), std::move(symbols)};
}

} // namespace

BOOST_AUTO_TEST_SUITE(block_headers)

BOOST_AUTO_TEST_CASE(block_type_three) {
    for (const bool is_final : {false, true}) {
        check_bad(deflate_builder().block_header(is_final, 3),
                  errc::invalid_block_type, 0);
        block_after_text after;
        after.stream.block_header(is_final, 3);
        after.check(errc::invalid_block_type);
    }
}

BOOST_AUTO_TEST_CASE(error_behind_many_stored_blocks) {
    for (const unsigned wrong : {1u, 0x8000u}) {
        deflate_builder stream;
        for (int i = 0; i < 100; ++i)
            stream.stored_block(false, "xy");
        const std::uint64_t offset = stream.byte_offset();
        stream.block_header(false, 0).put_bits(0, 5);
        stream.put_bits(2, 16).put_bits(2 ^ 0xffff ^ wrong, 16);
        stream.put_bits(0, 16);
        std::string text;
        for (int i = 0; i < 100; ++i)
            text += "xy";
        check_bad(stream, errc::stored_length_mismatch, offset + 1, text);
    }
}

BOOST_AUTO_TEST_CASE(stored_length_and_complement_that_differ_in_one_bit) {
    for (int bit = 0; bit < 32; ++bit) {
        block_after_text after;
        after.stream.block_header(true, 0).put_bits(
            0, static_cast<int>(-after.stream.bit_count() & 7));
        const std::uint64_t lengths = 0xfffb0004U ^ 1U << bit;
        const std::uint64_t offset = after.stream.byte_offset();
        after.stream.put_bits(lengths, 32).put_bits(0, 64);
        after.check_at(errc::stored_length_mismatch, offset);
    }
}

BOOST_AUTO_TEST_CASE(more_than_286_litlen_codes) {
    for (const unsigned hlit : {30U, 31U})
        for (const unsigned hdist : {29U, 30U}) {
            block_after_text after;
            after.stream.block_header(true, 2);
            const std::uint64_t offset = after.stream.byte_offset();
            after.stream.put_bits(hlit, 5).put_bits(hdist, 5).put_bits(0, 4);
            after.check_at(errc::too_many_codes, offset);
        }
}

BOOST_AUTO_TEST_CASE(more_than_30_distance_codes) {
    for (const unsigned hdist : {30U, 31U}) {
        block_after_text after;
        after.stream.block_header(true, 2).put_bits(29, 5);
        const std::uint64_t offset = after.stream.byte_offset();
        after.stream.put_bits(hdist, 5).put_bits(0, 4);
        after.check_at(errc::too_many_codes, offset);
    }
}

// zlib counts them even when the surplus symbols have no code.
BOOST_AUTO_TEST_CASE(more_than_30_distance_codes_of_length_zero) {
    deflate_builder stream;
    stream.begin_dynamic(true, a_and_end(), code_lengths(31));
    check_bad(stream.end_block(), errc::too_many_codes, 1);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(code_length_codes)

BOOST_AUTO_TEST_CASE(code_length_code_with_too_many_codes) {
    for (const auto& header :
         {with_code_length_lengths({{0, 1}, {1, 1}, {2, 7}}),
          with_code_length_lengths({{16, 1}, {17, 1}, {18, 1}}),
          with_code_length_lengths({{0, 1}, {1, 2}, {2, 2}, {15, 2}})}) {
        block_after_text after;
        // The first length is 17 bits behind the block's first bit.
        const std::uint64_t offset = (after.stream.bit_count() + 17) / 8;
        after.stream.begin_dynamic(true, header);
        after.check_at(errc::oversubscribed_code_length_code, offset);
    }
}

BOOST_AUTO_TEST_CASE(code_length_code_with_unused_patterns) {
    for (const auto& header :
         {with_code_length_lengths({}), with_code_length_lengths({{0, 1}}),
          with_code_length_lengths({{0, 1}, {1, 2}}),
          with_code_length_lengths(
              {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {5, 6}, {6, 7}})}) {
        block_after_text after;
        const std::uint64_t offset = (after.stream.bit_count() + 17) / 8;
        after.stream.begin_dynamic(true, header);
        after.check_at(errc::incomplete_code_length_code, offset);
    }
}

BOOST_AUTO_TEST_CASE(repeat_with_nothing_in_front) {
    block_after_text after;
    after.stream.begin_dynamic(true, with_symbols({}));
    const std::uint64_t offset = after.stream.byte_offset();
    // Symbol 16 has the code 1010 in this code; no extra bits are needed.
    bit_writer code;
    const auto lengths = plain_code_length_code();
    canonical_code(code_lengths(lengths.begin(), lengths.end())).put(code, 16);
    after.stream.put_bits(code.data()[0], 4);
    after.check_at(errc::repeat_without_length, offset);
}

// The last symbol begins at the given place and goes too far by one or more.
BOOST_AUTO_TEST_CASE(repeats_beyond_the_last_code_length) {
    // 138 + 117 = 255 of 258 lengths.
    const std::vector<length_symbol> nearly{{18, 127}, {18, 106}};
    for (const length_symbol& repeat :
         {length_symbol{16, 1}, length_symbol{16, 3}, length_symbol{17, 1},
          length_symbol{17, 7}, length_symbol{18, 0}, length_symbol{18, 127}}) {
        block_after_text after;
        deflate_builder shorter = after.stream;
        shorter.begin_dynamic(true, with_symbols(nearly));
        std::vector<length_symbol> symbols = nearly;
        symbols.push_back(repeat);
        after.stream.begin_dynamic(true, with_symbols(symbols));
        after.check_at(errc::repeat_too_long, shorter.byte_offset());
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(litlen_and_distance_codes)

BOOST_AUTO_TEST_CASE(no_code_for_the_end_of_the_block) {
    for (const code_lengths& litlen :
         {code_lengths(257), sparse_lengths(257, {{'a', 1}, {'b', 1}}),
          sparse_lengths(257, {{'a', 1}, {'b', 1}, {'c', 1}}),
          sparse_lengths(257, {{'a', 2}})}) {
        block_after_text after;
        after.stream.begin_dynamic(true, litlen, {1, 1, 1});
        after.check(errc::missing_end_of_block);
    }
}

BOOST_AUTO_TEST_CASE(four_code_length_lengths_can_say_nothing_but_zeros) {
    dynamic_header header = with_code_length_lengths({{18, 1}, {0, 1}});
    header.order_count = 4;
    header.symbols = {{18, 127}, {18, 108}, {0}};
    block_after_text after;
    after.stream.begin_dynamic(true, header);
    after.check(errc::missing_end_of_block);
}

BOOST_AUTO_TEST_CASE(litlen_code_with_too_many_codes) {
    for (const code_lengths& litlen :
         {sparse_lengths(257, {{'a', 1}, {'b', 1}, {256, 1}}),
          sparse_lengths(257, {{'a', 1}, {'b', 1}, {256, 15}}),
          with(code_lengths(257, 8), 0, 9), code_lengths(286, 8),
          code_lengths(286, 1)}) {
        block_after_text after;
        after.stream.begin_dynamic(true, litlen, {1, 1, 1});
        after.check(errc::oversubscribed_litlen_code);
    }
}

BOOST_AUTO_TEST_CASE(litlen_code_with_unused_patterns) {
    for (const code_lengths& litlen :
         {sparse_lengths(257, {{256, 2}}), sparse_lengths(257, {{256, 15}}),
          sparse_lengths(257, {{'a', 1}, {256, 2}}), code_lengths(257, 9),
          sparse_lengths(257, {{'a', 1}, {'b', 2}, {256, 15}})}) {
        block_after_text after;
        after.stream.begin_dynamic(true, litlen, {2});
        after.check(errc::incomplete_litlen_code);
    }
}

BOOST_AUTO_TEST_CASE(distance_code_with_too_many_codes) {
    for (const code_lengths& distance :
         {code_lengths{1, 1, 1}, code_lengths{1, 1, 15}, code_lengths(30, 4),
          code_lengths(30, 1)}) {
        block_after_text after;
        after.stream.begin_dynamic(true, a_and_end(), distance);
        after.check(errc::oversubscribed_distance_code);
    }
}

// Wrong even though no match follows.
BOOST_AUTO_TEST_CASE(distance_code_with_unused_patterns) {
    for (const code_lengths& distance :
         {code_lengths{2}, code_lengths{15}, code_lengths{1, 2},
          code_lengths{2, 2, 2}, code_lengths(30, 5)}) {
        block_after_text after;
        after.stream.begin_dynamic(true, a_and_end(), distance).end_block();
        after.check(errc::incomplete_distance_code);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tokens)

BOOST_AUTO_TEST_CASE(litlen_symbols_286_and_287) {
    for (const std::size_t symbol : {286, 287}) {
        block_after_text after;
        after.stream.begin_fixed(true).literals("abc");
        const std::uint64_t offset = after.stream.byte_offset();
        after.stream.litlen(symbol);
        check_bad(after.stream, errc::invalid_litlen_symbol, offset,
                  "texttext\xff"
                  "abc");
    }
}

BOOST_AUTO_TEST_CASE(unused_pattern_of_a_single_litlen_code) {
    block_after_text after;
    after.stream.begin_dynamic(true, sparse_lengths(257, {{256, 1}}), {0});
    const std::uint64_t offset = after.stream.byte_offset();
    after.stream.put_bits(1, 1);
    after.check_at(errc::invalid_litlen_symbol, offset);
}

BOOST_AUTO_TEST_CASE(distance_symbols_30_and_31) {
    for (const std::size_t symbol : {30, 31})
        for (int literals = 0; literals < 8; ++literals) {
            const std::string text(static_cast<std::size_t>(literals), '\xff');
            block_after_text after;
            after.stream.begin_fixed(true).literals(text);
            after.stream.litlen(284).put_bits(5, 5);
            const std::uint64_t offset = after.stream.byte_offset();
            after.stream.distance_symbol(symbol);
            check_bad(after.stream, errc::invalid_distance_symbol, offset,
                      "texttext\xff" + text);
        }
}

BOOST_AUTO_TEST_CASE(unused_pattern_of_a_single_distance_code) {
    for (const code_lengths& distance : {code_lengths{1}, code_lengths{0, 1}}) {
        block_after_text after;
        after.stream.begin_dynamic(true, a_b_end_and_match(), distance)
            .literals("abba")
            .litlen(257);
        const std::uint64_t offset = after.stream.byte_offset();
        after.stream.put_bits(1, 1);
        check_bad(after.stream, errc::invalid_distance_symbol, offset,
                  "texttext\xff"
                  "abba");
    }
}

BOOST_AUTO_TEST_CASE(match_without_any_distance_code) {
    for (const code_lengths& distance : {code_lengths{0}, code_lengths(30)}) {
        block_after_text after;
        after.stream.begin_dynamic(true, a_b_end_and_match(), distance)
            .literals("ab")
            .litlen(257);
        const std::uint64_t offset = after.stream.byte_offset();
        check_bad(after.stream, errc::invalid_distance_symbol, offset,
                  "texttext\xff"
                  "ab");
    }
}

// No bit is needed to know that no code will match.
BOOST_AUTO_TEST_CASE(match_without_any_distance_code_at_the_end_of_the_input) {
    deflate_builder stream;
    stream.begin_dynamic(true, a_b_end_and_match(), {0}).literals("ab");
    std::string text = "ab";
    for (; stream.bit_count() % 8 != 6; text += 'a') {
        BOOST_REQUIRE(text.size() < 8);
        stream.literals("a");
    }
    stream.litlen(257);
    BOOST_REQUIRE(stream.bit_count() == 8 * stream.data().size());
    check_bad(stream, errc::invalid_distance_symbol, stream.byte_offset(),
              text);
}

BOOST_AUTO_TEST_CASE(match_in_front_of_any_output) {
    // 3 bits of block header, 7 of the length.
    check_bad(deflate_builder().begin_fixed(true).match(3, 1),
              errc::distance_too_far_back, 1);
}

BOOST_AUTO_TEST_CASE(distance_beyond_the_first_byte) {
    for (const unsigned size : {1U, 2U, 100U, 300U, 5000U, 32767U}) {
        const std::string text(size, 'x');
        for (const unsigned distance : {size + 1, size + 100, 32768U}) {
            if (distance > 32768)
                continue;
            deflate_builder stream;
            stream.stored_block(false, text).begin_fixed(true).literals("y");
            stream.match(10, size + 1).literals("z").match_length(258);
            const std::uint64_t offset = stream.byte_offset();
            stream.match_distance(std::min(distance + 12, 32768U));
            if (distance + 12 > 32768) // then it does not reach too far
                continue;
            std::string expected = text + 'y';
            append_match(expected, 10, size + 1);
            check_bad(stream, errc::distance_too_far_back, offset,
                      expected + 'z');
        }
    }
}

BOOST_AUTO_TEST_CASE(distance_one_too_far_at_the_largest_distance) {
    const std::string text(32767, 'x');
    deflate_builder stream;
    stream.stored_block(false, text).begin_fixed(true).match_length(3);
    const std::uint64_t offset = stream.byte_offset();
    stream.match_distance(32768);
    check_bad(stream, errc::distance_too_far_back, offset, text);
}

BOOST_AUTO_TEST_CASE(
    the_bad_distance_of_a_long_token_is_at_its_distance_symbol) {
    // 9 bits of litlen, 5 of extra, 5 of distance, 13 of extra: from each bit
    // of a byte on.
    for (int literals = 0; literals < 8; ++literals) {
        const std::string text(static_cast<std::size_t>(literals), '\xff');
        deflate_builder stream;
        stream.begin_fixed(true).literals(text).match_length(257);
        const std::uint64_t offset = stream.byte_offset();
        stream.match_distance(32768);
        check_bad(stream, errc::distance_too_far_back, offset, text);
    }
}

BOOST_AUTO_TEST_SUITE_END()

// Which of two rules is reported when both are broken.
BOOST_AUTO_TEST_SUITE(precedence)

BOOST_AUTO_TEST_CASE(repeat_in_a_code_length_code_judged_first) {
    dynamic_header header = with_code_length_lengths({{16, 1}, {0, 2}});
    deflate_builder stream;
    stream.begin_dynamic(true, header).put_bits(0, 64);
    check_bad(stream, errc::incomplete_code_length_code, 2);
}

BOOST_AUTO_TEST_CASE(litlen_code_judged_before_distance_code) {
    check_bad(deflate_builder().begin_dynamic(
                  true, sparse_lengths(257, {{256, 2}}), {1, 1, 1}),
              errc::incomplete_litlen_code, 0);
}

BOOST_AUTO_TEST_CASE(missing_end_of_block_judged_before_the_codes) {
    check_bad(
        deflate_builder().begin_dynamic(
            true, sparse_lengths(257, {{1, 1}, {2, 1}, {3, 1}}), {1, 1, 1}),
        errc::missing_end_of_block, 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(truncation)

void check_truncated_everywhere(const deflate_builder& stream,
                                const std::string& name) {
    const bytes& data = stream.data();
    BOOST_REQUIRE(reference_inflate(data).error == errc::ok);
    for (std::size_t size = 0; size < data.size(); ++size) {
        const bytes part(data.begin(),
                         data.begin() + static_cast<std::ptrdiff_t>(size));
        const decode_result expected = reference_inflate(part);
        BOOST_TEST_CONTEXT(name << " cut to " << size) {
            BOOST_TEST(expected.error == errc::truncated_input);
            BOOST_TEST(expected.offset == size);
            for_each_inflate_kernel([&](const std::string& kernel) {
                BOOST_TEST_CONTEXT("kernel " << kernel)
                BOOST_TEST(run_inflater(part) == expected);
            });
        }
    }
}

BOOST_AUTO_TEST_CASE(streams_cut_at_each_byte_are_truncated_not_corrupt) {
    check_truncated_everywhere(
        deflate_builder().stored_block(false, "ab").stored_block(true, "cd"),
        "stored");
    check_truncated_everywhere(deflate_builder()
                                   .begin_fixed(true)
                                   .literals("abcdef")
                                   .match(258, 3)
                                   .match(100, 200)
                                   .end_block(),
                               "fixed");
    check_truncated_everywhere(
        deflate_builder()
            .begin_dynamic(true, a_b_end_and_match(), {2, 2, 2, 2})
            .literals("abbabaab")
            .match(3, 4)
            .end_block(),
        "dynamic");
    check_truncated_everywhere(
        deflate_builder()
            .begin_dynamic(true, sparse_lengths(257, {{256, 1}}), {0})
            .end_block(),
        "single code");
}

BOOST_AUTO_TEST_CASE(an_error_that_the_bits_present_decide_is_reported) {
    const bytes type_three{0x07};
    check(type_three, {{}, errc::invalid_block_type, 0, 0});
    // HLIT = 30, HDIST = 0 and HCLEN = 0 end in the third byte.
    const bytes counts{0xf5, 0x00, 0x00};
    check(counts, {{}, errc::too_many_codes, 0, 0});
}

BOOST_AUTO_TEST_CASE(three_bytes_of_unequal_stored_lengths_are_truncated) {
    const bytes stream{0x01, 0x00, 0x00, 0x00};
    const decode_result expected{{}, errc::truncated_input, 4, 4};
    BOOST_TEST(reference_inflate(stream) == expected);
    for_each_inflate_kernel([&](const std::string&) {
        BOOST_TEST(run_inflater(stream) == expected);
    });
}

BOOST_AUTO_TEST_CASE(stored_length_beyond_the_input_is_truncated) {
    deflate_builder stream;
    stream.block_header(true, 0).put_bits(0, 5);
    stream.put_bits(65535, 16).put_bits(0, 16).put_bits('x', 8);
    const decode_result expected{to_bytes("x"), errc::truncated_input, 6, 6};
    BOOST_TEST(reference_inflate(stream.data()) == expected);
    for_each_inflate_kernel([&](const std::string&) {
        BOOST_TEST(run_inflater(stream.data()) == expected);
    });
}

BOOST_AUTO_TEST_SUITE_END()
