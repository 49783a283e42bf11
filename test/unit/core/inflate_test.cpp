// SPDX-License-Identifier: BSL-1.0
// Valid DEFLATE streams built by hand: every feature, and what is barely valid.
#include <mgunzip/inflate.hpp>

#include "support/inflate_checks.hpp"

#include <algorithm>
#include <array>

using namespace mgunzip;
using namespace mgunzip::test;

BOOST_AUTO_TEST_SUITE(good_streams)

BOOST_AUTO_TEST_CASE(empty_stored_blocks_need_no_output) {
    const bytes two{0, 0, 0, 0xff, 0xff, 0, 0, 0, 0xff, 0xff};
    inflater decoder;
    input_cursor in{two.data(), two.data() + two.size()};
    output_window nowhere{};
    BOOST_TEST((decoder.run(in, nowhere) == inflate_status::need_input));
    BOOST_TEST(decoder.blocks().stored == 2u);
}

BOOST_AUTO_TEST_CASE(empty_blocks_of_each_kind) {
    check_good(deflate_builder().stored_block(true, ""), "");
    check_good(deflate_builder().begin_fixed(true).end_block(), "");
    check_good(
        deflate_builder().begin_dynamic(true, a_and_end(), {0}).end_block(),
        "");
}

BOOST_AUTO_TEST_CASE(empty_blocks_between_others) {
    deflate_builder stream;
    for (int i = 0; i < 40; ++i) {
        stream.begin_fixed(false).end_block();
        stream.stored_block(false, "");
        stream.begin_dynamic(false, a_and_end(), {0}).end_block();
        stream.begin_fixed(false).literals("x").end_block();
    }
    stream.stored_block(true, "");
    check_good(stream, std::string(40, 'x'));
}

BOOST_AUTO_TEST_CASE(stored_block_after_each_bit_position) {
    // Each empty fixed block is 10 bits long.
    for (int i = 0; i < 8; ++i) {
        deflate_builder stream;
        for (int j = 0; j < i; ++j)
            stream.begin_fixed(false).end_block();
        stream.stored_block(false, "some").stored_block(true, " text");
        check_good(stream, "some text");
    }
}

BOOST_AUTO_TEST_CASE(padding_in_front_of_stored_lengths_is_ignored) {
    deflate_builder stream;
    stream.block_header(true, 0).put_bits(31, 5);
    stream.put_bits(1, 16).put_bits(0xfffe, 16).put_bits('x', 8);
    check_good(stream, "x");
}

BOOST_AUTO_TEST_CASE(bits_behind_the_final_block_are_ignored) {
    deflate_builder stream;
    stream.begin_fixed(true).end_block().put_bits(63, 6);
    check_good(stream, "");
}

BOOST_AUTO_TEST_CASE(many_small_stored_blocks) {
    for (const std::size_t size : {0u, 1u, 31u, 32u, 33u, 300u}) {
        deflate_builder stream;
        std::string expected;
        for (int i = 0; i < 2000; ++i) {
            const std::string data(size, static_cast<char>('a' + i % 26));
            // What pads the first bits to a byte is of no interest.
            stream.block_header(false, 0)
                .put_bits(static_cast<unsigned>(i) % 32, 5)
                .put_bits(size, 16)
                .put_bits(size ^ 0xffff, 16);
            for (const char letter : data)
                stream.put_bits(static_cast<unsigned char>(letter), 8);
            expected += data;
        }
        stream.begin_fixed(true).literals("end").end_block();
        check_good(stream, expected + "end");
    }
}

BOOST_AUTO_TEST_CASE(longest_stored_block) {
    bytes data(65535);
    for (std::size_t i = 0; i < data.size(); ++i)
        data[i] = static_cast<std::uint8_t>(i * i >> 7);
    deflate_builder stream;
    check_good(stream.stored_block(true, data), data);
}

BOOST_AUTO_TEST_CASE(every_literal_of_the_fixed_code) {
    std::string all;
    for (int i = 0; i < 256; ++i)
        all += static_cast<char>(i);
    check_good(deflate_builder().begin_fixed(true).literals(all).end_block(),
               all);
}

BOOST_AUTO_TEST_CASE(every_length_of_a_match) {
    deflate_builder stream;
    stream.begin_fixed(true).literals("abcdefg");
    std::string expected = "abcdefg";
    for (unsigned length = 3; length <= 258; ++length) {
        stream.match(length, 7);
        append_match(expected, length, 7);
    }
    check_good(stream.end_block(), expected);
}

BOOST_AUTO_TEST_CASE(every_distance_symbol_with_lowest_and_highest_extra_bits) {
    deflate_builder stream;
    std::string expected;
    for (int i = 0; i < 32768; ++i)
        expected += static_cast<char>(i * 2654435761U >> 24);
    stream.stored_block(false, expected).begin_fixed(true);
    unsigned base = 1;
    for (unsigned symbol = 0; symbol < 30; ++symbol) {
        const unsigned next = base + (1U << (symbol < 4 ? 0 : symbol / 2 - 1));
        for (const unsigned distance : {base, next - 1}) {
            stream.match(4, distance);
            append_match(expected, 4, distance);
        }
        base = next;
    }
    BOOST_REQUIRE(base == 32769);
    check_good(stream.end_block(), expected);
}

BOOST_AUTO_TEST_CASE(short_distances_with_every_length) {
    for (unsigned distance = 1; distance <= 70; ++distance) {
        deflate_builder stream;
        std::string expected;
        for (unsigned i = 0; i < distance; ++i)
            expected += static_cast<char>(33 + i);
        stream.begin_fixed(true).literals(expected);
        for (unsigned length = 3; length <= 258; length += 1 + distance % 5) {
            // What makes the next match differ from the last.
            stream.literals("!").match(length, distance);
            expected += '!';
            append_match(expected, length, distance);
        }
        check_good(stream.end_block(), expected);
    }
}

BOOST_AUTO_TEST_CASE(distance_to_the_very_first_byte) {
    check_good(deflate_builder()
                   .begin_fixed(true)
                   .literals("abcd")
                   .match(4, 4)
                   .match(3, 8)
                   .end_block(),
               "abcdabcdabc");
}

BOOST_AUTO_TEST_CASE(length_258_as_symbol_284_with_31) {
    std::string expected = "ab";
    append_match(expected, 258, 2);
    check_good(deflate_builder()
                   .begin_fixed(true)
                   .literals("ab")
                   .litlen(284)
                   .put_bits(31, 5)
                   .distance_symbol(1)
                   .literals("c")
                   .end_block(),
               expected + "c");
}

BOOST_AUTO_TEST_CASE(single_code_of_one_bit_for_the_end_of_block) {
    check_good(deflate_builder()
                   .begin_dynamic(true, sparse_lengths(257, {{256, 1}}), {0})
                   .end_block(),
               "");
}

BOOST_AUTO_TEST_CASE(no_distance_code_and_only_literals) {
    check_good(deflate_builder()
                   .begin_dynamic(true, a_b_end_and_match(), {0})
                   .literals("abba")
                   .end_block(),
               "abba");
}

BOOST_AUTO_TEST_CASE(single_distance_code_of_one_bit_not_used) {
    check_good(deflate_builder()
                   .begin_dynamic(true, a_b_end_and_match(), {0, 1, 0})
                   .literals("ab")
                   .end_block(),
               "ab");
}

BOOST_AUTO_TEST_CASE(single_distance_code_of_one_bit) {
    check_good(deflate_builder()
                   .begin_dynamic(true, a_b_end_and_match(), {0, 1, 0})
                   .literals("ab")
                   .match(3, 2)
                   .literals("a")
                   .end_block(),
               "ababaa");
}

BOOST_AUTO_TEST_CASE(all_286_and_30_codes) {
    code_lengths litlen(286, 8); // 226 codes of 8 bits and 60 of 9
    std::fill(litlen.end() - 60, litlen.end(), 9);
    code_lengths distance(30, 5); // 28 codes of 5 bits, 2 of 4
    distance[0] = distance[29] = 4;
    deflate_builder stream;
    stream.begin_dynamic(true, litlen, distance).literals("abcd");
    stream.match(258, 4).match(3, 1).end_block();
    std::string expected = "abcd";
    append_match(expected, 258, 4);
    append_match(expected, 3, 1);
    check_good(stream, expected);
}

BOOST_AUTO_TEST_CASE(codes_of_all_lengths_up_to_15) {
    // Literals 0..14 have 1..15 bits, symbol 256 has 15.
    code_lengths litlen(257);
    for (std::size_t i = 0; i < 15; ++i)
        litlen[i] = static_cast<std::uint8_t>(i + 1);
    litlen[256] = 15;
    std::string text;
    for (int i = 0; i < 40; ++i)
        for (int j = 0; j < 15; ++j)
            text += static_cast<char>(i % 2 == 0 ? j : 14 - j * i % 15);
    check_good(deflate_builder()
                   .begin_dynamic(true, litlen, {0})
                   .literals(text)
                   .end_block(),
               text);
}

BOOST_AUTO_TEST_CASE(longest_possible_tokens_behind_two_literals) {
    const bytes stream = longest_tokens().data();
    const decode_result expected = reference_inflate(stream);
    BOOST_TEST(expected.error == errc::ok);
    BOOST_TEST(expected.output.size() > 32768U + 121 * (2 + 227));
    check(stream, expected);
}

// 138 + 115 zeros for the literals below 253; 2 bits each for 253, 254, 255 and
// 256, and for four distances.
BOOST_AUTO_TEST_CASE(repeat_of_lengths_across_the_litlen_and_distance_border) {
    const dynamic_header header{0,
                                3,
                                plain_code_length_code(),
                                {{18, 127}, {18, 104}, {2}, {2}, {16, 3}}};
    const code_lengths litlen =
        sparse_lengths(257, {{253, 2}, {254, 2}, {255, 2}, {256, 2}});
    check_good(deflate_builder()
                   .begin_dynamic(true, header)
                   .set_codes(litlen, {2, 2, 2, 2})
                   .literals("\xfd\xfe\xff")
                   .end_block(),
               "\xfd\xfe\xff");
}

// 97 zeros, 'a', 138 + 20 zeros, 256; then zeros for 257..259 and the distances
// 1 to 8 in one go; two distance codes.
BOOST_AUTO_TEST_CASE(repeat_of_zeros_across_the_litlen_and_distance_border) {
    const dynamic_header header{
        3,
        9,
        plain_code_length_code(),
        {{18, 86}, {1}, {18, 127}, {18, 9}, {1}, {18, 0}, {1}, {1}}};
    check_good(deflate_builder()
                   .begin_dynamic(true, header)
                   .set_codes(a_and_end(), {})
                   .literals("aaa")
                   .end_block(),
               "aaa");
}

BOOST_AUTO_TEST_CASE(code_length_code_with_seven_bits) {
    dynamic_header header{0, 0, {}, {}};
    header.code_length_lengths[18] = 1;
    header.code_length_lengths[1] = 2;
    header.code_length_lengths[0] = 3;
    header.code_length_lengths[5] = 4;
    header.code_length_lengths[6] = 5;
    header.code_length_lengths[7] = 6;
    header.code_length_lengths[8] = 7;
    header.code_length_lengths[17] = 7;
    // 97 zeros, 'a', 138 + 10 + 10 zeros, 256, no distance code.
    header.symbols = {{18, 86}, {1}, {18, 127}, {17, 7}, {17, 7}, {1}, {0}};
    check_good(deflate_builder()
                   .begin_dynamic(true, header)
                   .set_codes(a_and_end(), {})
                   .literals("aa")
                   .end_block(),
               "aa");
}

BOOST_AUTO_TEST_CASE(five_code_length_lengths) {
    // For 16, 17, 18, 0 and 8: the symbols 1 to 256 have 8 bits.
    dynamic_header header{0, 0, {}, {{0}}, 5};
    header.code_length_lengths[0] = 1;
    header.code_length_lengths[8] = 1;
    header.symbols.insert(header.symbols.end(), 256, {8});
    header.symbols.push_back({0});
    code_lengths litlen(257, 8);
    litlen[0] = 0;
    check_good(deflate_builder()
                   .begin_dynamic(true, header)
                   .set_codes(litlen, {})
                   .literals("text")
                   .end_block(),
               "text");
}

BOOST_AUTO_TEST_CASE(history_reaches_into_earlier_blocks_of_all_kinds) {
    code_lengths litlen = fixed_litlen_lengths();
    litlen.resize(286);
    litlen[284] = litlen[285] = 7; // the code space of 286 and 287 as well
    deflate_builder stream;
    stream.stored_block(false, "stored ");
    stream.begin_fixed(false).literals("fixed ").match(7, 13).end_block();
    stream.begin_dynamic(false, litlen, {2, 2, 2, 2});
    stream.literals("dynamic ").match(5, 4).end_block();
    stream.stored_block(false, "!").begin_fixed(true);
    stream.match(20, 34).match(3, 20).end_block();
    std::string expected = "stored fixed stored dynamic ";
    append_match(expected, 5, 4);
    expected += '!';
    append_match(expected, 20, 34);
    append_match(expected, 3, 20);
    check_good(stream, expected);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(use)

BOOST_AUTO_TEST_CASE(reset_forgets_an_error_and_the_history) {
    const bytes bad{0x07};
    deflate_builder good;
    good.begin_fixed(true).literals("ab").end_block();
    deflate_builder too_far;
    too_far.begin_fixed(true).literals("c").match(3, 2).end_block();

    inflater decoder;
    bytes memory(1024);
    const auto run = [&](const bytes& stream) {
        input_cursor in{stream.data(), stream.data() + stream.size()};
        output_window out{memory.data() + 512, memory.data() + 768,
                          memory.data() + 1024};
        return decoder.run(in, out);
    };
    BOOST_TEST((run(bad) == inflate_status::error));
    decoder.reset();
    BOOST_TEST(decoder.error() == errc::ok);
    BOOST_TEST((run(good.data()) == inflate_status::end_of_stream));
    BOOST_TEST(decoder.produced() == 2U);
    decoder.reset();
    BOOST_TEST(decoder.produced() == 0U);
    BOOST_TEST((run(too_far.data()) == inflate_status::error));
    BOOST_TEST(decoder.error() == errc::distance_too_far_back);
}

BOOST_AUTO_TEST_CASE(reset_in_the_middle_of_a_symbol) {
    deflate_builder stream;
    stream.begin_fixed(true).literals("abc").match(3, 3).end_block();
    inflater decoder;
    bytes memory(1024);
    for (std::size_t size = 0; size < stream.data().size(); ++size) {
        input_cursor in{stream.data().data(), stream.data().data() + size};
        output_window out{memory.data(), memory.data() + 512,
                          memory.data() + 1024};
        BOOST_TEST((decoder.run(in, out) == inflate_status::need_input));
        decoder.reset();
        in = {stream.data().data(),
              stream.data().data() + stream.data().size()};
        out.next = memory.data();
        BOOST_TEST((decoder.run(in, out) == inflate_status::end_of_stream));
        BOOST_TEST(std::string(memory.data(), out.next) == "abcabc");
        decoder.reset();
    }
}

BOOST_AUTO_TEST_CASE(reset_in_the_middle_of_the_output) {
    deflate_builder first;
    first.stored_block(false, "stored").begin_fixed(true).literals("abc");
    first.match(258, 3).match(258, 9).end_block();
    deflate_builder second;
    second.begin_fixed(true).literals("xyz").end_block();
    bytes memory(2048);
    for_each_inflate_kernel([&](const std::string& kernel) {
        inflater decoder;
        for (std::size_t size = 1; size < 520; ++size) {
            input_cursor in{first.data().data(),
                            first.data().data() + first.data().size()};
            output_window out{memory.data(), memory.data() + size,
                              memory.data() + size};
            BOOST_TEST_CONTEXT("kernel " << kernel << ", size " << size) {
                BOOST_TEST(
                    (decoder.run(in, out) == inflate_status::need_output));
                decoder.reset();
                in = {second.data().data(),
                      second.data().data() + second.data().size()};
                out = {memory.data(), memory.data() + 512,
                       memory.data() + 1024};
                BOOST_TEST(
                    (decoder.run(in, out) == inflate_status::end_of_stream));
                BOOST_TEST(std::string(memory.data(), out.next) == "xyz");
            }
            decoder.reset();
        }
    });
}

BOOST_AUTO_TEST_CASE(a_moved_decoder_goes_on_where_it_was) {
    deflate_builder stream;
    stream.begin_fixed(true).literals("abc").match(3, 3).end_block();
    const bytes& data = stream.data();
    bytes memory(1024);
    inflater first;
    input_cursor in{data.data(), data.data() + 2};
    output_window out{memory.data(), memory.data() + 512, memory.data() + 1024};
    BOOST_TEST((first.run(in, out) == inflate_status::need_input));
    inflater second(std::move(first));
    in.end = data.data() + data.size();
    BOOST_TEST((second.run(in, out) == inflate_status::end_of_stream));
    BOOST_TEST(std::string(memory.data(), out.next) == "abcabc");
}

BOOST_AUTO_TEST_SUITE_END()
