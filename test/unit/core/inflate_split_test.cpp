// SPDX-License-Identifier: BSL-1.0
// Streams decoded in pieces and windows of all sizes, and between guard pages.
#include <mgunzip/inflate.hpp>

#include "support/guarded_buffer.hpp"
#include "support/guarded_checks.hpp"
#include "support/inflate_checks.hpp"
#include "support/random_stream.hpp"

#include <algorithm>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

// Some kilobytes of output from blocks of all types, with long and short
// matches, far and near.
deflate_builder sample() {
    deflate_builder stream;
    stream.stored_block(false, std::string(300, 's') + "tored");
    stream.begin_fixed(false).literals("fixed");
    for (unsigned i = 0; i < 8; ++i)
        stream.match(258 - i, 1 + i).literals("!").match(3 + i, 300 - i);
    stream.end_block();
    code_lengths litlen(286, 8);
    std::fill(litlen.end() - 60, litlen.end(), 9);
    code_lengths distance(30, 5);
    distance[0] = distance[29] = 4;
    stream.begin_dynamic(false, litlen, distance);
    for (unsigned i = 0; i < 150; ++i)
        stream.literals("ab").match(3 + i % 19, 1 + i * 7 % 200);
    stream.end_block().stored_block(false, "").stored_block(false, "x");
    stream.begin_fixed(true).literals("the end").match(20, 7).end_block();
    return stream;
}

// Streams of 250 bytes at most, one for each way to end.
std::vector<bytes> small_streams() {
    std::vector<bytes> streams;
    streams.push_back(deflate_builder()
                          .stored_block(false, "stored")
                          .stored_block(true, " and stored")
                          .data());
    streams.push_back(deflate_builder()
                          .begin_fixed(true)
                          .literals("ab")
                          .match(258, 2)
                          .literals("c")
                          .match(70, 33)
                          .end_block()
                          .data());
    streams.push_back(
        deflate_builder()
            .begin_dynamic(true, a_b_end_and_match(), {2, 2, 2, 2})
            .literals("abbabaab")
            .match(3, 4)
            .match(3, 1)
            .end_block()
            .data());
    streams.push_back(deflate_builder()
                          .begin_fixed(false)
                          .literals("and then")
                          .end_block()
                          .stored_block(false, "")
                          .begin_fixed(true)
                          .end_block()
                          .data());
    deflate_builder stored;
    for (const std::size_t size : {0u, 1u, 0u, 0u, 2u, 31u, 32u, 33u, 5u})
        stored.stored_block(false, std::string(size / 2, 'a') +
                                       std::string(size - size / 2, 'b'));
    streams.push_back(stored.stored_block(true, "z").data());
    random_source random(1);
    while (streams.size() < 12) {
        random_stream made = make_random_stream(random, 700);
        if (made.data.size() < 250 && made.output.size() > 100)
            streams.push_back(std::move(made.data));
    }
    return streams;
}

// The first window ends after `size` bytes, the second one has room for all.
size_source cut_once(std::size_t size) {
    return [size, calls = 0]() mutable {
        return ++calls == 1 ? size : std::size_t{1} << 16;
    };
}

void check_all_kernels(const bytes& stream, const decode_result& expected,
                       const std::function<run_sizes()>& sizes) {
    for_each_inflate_kernel([&](const std::string& kernel) {
        BOOST_TEST_CONTEXT("kernel " << kernel)
        BOOST_TEST(run_inflater(stream, sizes()) == expected);
    });
}

} // namespace

BOOST_AUTO_TEST_SUITE(pieces_of_input)

BOOST_AUTO_TEST_CASE(of_equal_size) {
    const bytes stream = sample().data();
    const decode_result expected = reference_inflate(stream);
    BOOST_REQUIRE(expected.error == errc::ok);
    for (const std::size_t size : {1, 2, 3, 7, 8, 9, 21, 22, 23, 64, 4095})
        check_all_kernels(stream, expected,
                          [&] { return run_sizes{.piece = always(size)}; });
}

BOOST_AUTO_TEST_CASE(of_random_size) {
    for (std::uint64_t seed = 0; seed < 30; ++seed)
        BOOST_TEST_CONTEXT("seed " << seed) {
            random_source random(seed);
            const random_stream made = make_random_stream(random, 20000);
            const decode_result expected{made.output, errc::ok, 0,
                                         made.data.size()};
            for (const std::size_t most : {2, 10, 60, 5000})
                check_all_kernels(made.data, expected, [&] {
                    return run_sizes{.piece = [&random, most] {
                        return 1 + below(random, most);
                    }};
                });
        }
}

BOOST_AUTO_TEST_CASE(cut_in_two_at_every_byte) {
    const bytes stream = sample().data();
    const decode_result expected = reference_inflate(stream);
    for (std::size_t cut = 1; cut < stream.size(); ++cut)
        BOOST_TEST_CONTEXT("cut at " << cut)
    check_all_kernels(stream, expected,
                      [&] { return run_sizes{.piece = cut_once(cut)}; });
}

BOOST_AUTO_TEST_CASE(empty_ones_change_nothing) {
    const bytes stream = sample().data();
    const decode_result expected = reference_inflate(stream);
    check_all_kernels(stream, expected, [&] {
        return run_sizes{.piece = [calls = std::size_t{0}]() mutable {
            return ++calls % 3 == 0 ? std::size_t{5} : 0;
        }};
    });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(output_windows)

BOOST_AUTO_TEST_CASE(of_every_size_near_the_margins) {
    const bytes stream = sample().data();
    const decode_result expected = reference_inflate(stream);
    for (std::size_t goal = 1; goal <= 600; ++goal)
        for (const std::size_t margin : {0, 1, 31, 257, 258, 290, 600})
            if (goal < 300 || margin == 0)
                BOOST_TEST_CONTEXT("goal " << goal << ", margin " << margin)
    check_all_kernels(stream, expected, [&] {
        return run_sizes{.goal = always(goal), .margin = margin};
    });
}

BOOST_AUTO_TEST_CASE(cut_in_two_at_every_byte) {
    const bytes stream = sample().data();
    const decode_result expected = reference_inflate(stream);
    for (std::size_t cut = 1; cut <= expected.output.size(); ++cut)
        BOOST_TEST_CONTEXT("cut at " << cut)
    check_all_kernels(stream, expected, [&] {
        return run_sizes{.goal = cut_once(cut), .margin = 0};
    });
}

BOOST_AUTO_TEST_CASE(with_pieces_of_input) {
    for (std::uint64_t seed = 0; seed < 30; ++seed)
        BOOST_TEST_CONTEXT("seed " << seed) {
            random_source random(seed);
            const random_stream made = make_random_stream(random, 1500);
            const decode_result expected{made.output, errc::ok, 0,
                                         made.data.size()};
            for (const std::size_t most : {2, 300, 700})
                check_all_kernels(made.data, expected, [&] {
                    return run_sizes{
                        .piece = [&] { return 1 + below(random, most); },
                        .goal = [&] { return 1 + below(random, most); },
                        .margin = below(random, 2) * below(random, 600)};
                });
        }
}

// An output file whose size was known needs no more room to find its end.
BOOST_AUTO_TEST_CASE(a_full_one_is_enough_to_find_the_end) {
    std::vector<bytes> streams = small_streams();
    streams.push_back(sample().data());
    streams.push_back(deflate_builder().stored_block(true, "").data());
    for (const bytes& stream : streams) {
        const bytes expected = reference_inflate(stream).output;
        for_each_inflate_kernel([&](const std::string& kernel) {
            bytes output(expected.size());
            inflater decoder;
            input_cursor in{stream.data(), stream.data() + stream.size()};
            output_window out{output.data(), output.data() + output.size(),
                              output.data() + output.size()};
            BOOST_TEST_CONTEXT("kernel " << kernel) {
                BOOST_TEST(
                    (decoder.run(in, out) == inflate_status::end_of_stream));
                BOOST_TEST((in.next == in.end));
                BOOST_TEST((output == expected));
            }
        });
    }
}

BOOST_AUTO_TEST_CASE(an_error_is_found_in_windows_of_any_size) {
    deflate_builder stream;
    stream.begin_fixed(false).literals("abc").match(258, 3).match(100, 9);
    stream.match_length(258);
    const std::uint64_t offset = stream.byte_offset();
    stream.match_distance(3000).literals(std::string(40, 'z'));
    const decode_result expected = reference_inflate(stream.data());
    BOOST_REQUIRE(expected.error == errc::distance_too_far_back);
    BOOST_REQUIRE(expected.offset == offset);
    for (std::size_t goal = 1; goal <= 400; ++goal)
        for (const std::size_t margin : {0, 300})
            check_all_kernels(stream.data(), expected, [&] {
                return run_sizes{.goal = always(goal), .margin = margin};
            });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(truncated_at_every_byte_in_pieces_and_windows) {
    for (const bytes& stream : small_streams())
        for (std::size_t size = 0; size < stream.size(); ++size) {
            const bytes part = first_bytes(stream, size);
            const decode_result expected = reference_inflate(part);
            BOOST_TEST(expected.error == errc::truncated_input);
            BOOST_TEST(expected.offset == size);
            for (const run_sizes& sizes :
                 {run_sizes{always(1), always(1), 0},
                  run_sizes{always(7), always(30), 0},
                  run_sizes{always(1000), always(1000), 0}})
                check_all_kernels(part, expected, [&] { return sizes; });
        }
}

// Memory that ends, or begins, where it must not be left: a step beyond kills
// the test, in release builds too.
BOOST_AUTO_TEST_SUITE(guard_pages)

BOOST_AUTO_TEST_CASE(around_good_streams) {
    check_all_kernels_between_guards(sample().data());
    random_source random(2);
    for (int i = 0; i < 60; ++i)
        check_all_kernels_between_guards(
            make_random_stream(random, 1 + below(random, 10000)).data);
}

BOOST_AUTO_TEST_CASE(around_truncated_streams) {
    const bytes stream = sample().data();
    for (std::size_t size = 0; size < stream.size(); ++size)
        check_all_kernels_between_guards(first_bytes(stream, size));
}

// The more bits a token has, the further ahead a fast loop reads.
BOOST_AUTO_TEST_CASE(around_truncated_streams_of_longest_tokens) {
    for (const bytes& stream :
         {longest_tokens().data(), longest_lookups().data()})
        for (std::size_t size = stream.size() - 24; size <= stream.size();
             ++size)
            check_all_kernels_between_guards(first_bytes(stream, size));
}

BOOST_AUTO_TEST_CASE(around_damaged_streams) {
    for (std::uint64_t seed = 0; seed < 120; ++seed)
        BOOST_TEST_CONTEXT("seed " << seed) {
            random_source random(seed);
            bytes stream = make_random_stream(random, 3000).data;
            damage(random, stream);
            check_all_kernels_between_guards(stream);
        }
}

// Fast loops write up to two literals and a match, and round matches up: at
// each distance from the end of the window, with enough input for them to go
// on.
BOOST_AUTO_TEST_CASE(behind_windows_that_end_soon_after_a_long_match) {
    for (unsigned tail = 0; tail <= 40; ++tail)
        for (unsigned literals = 0; literals <= 3; ++literals)
            for (const unsigned length : {225, 226, 256, 257, 258}) {
                deflate_builder stream;
                stream.begin_fixed(true).literals("0123456789abcdefghij");
                stream.match(20, 20).literals(std::string(literals, '!'));
                stream.match(length, 20).literals(std::string(tail, '?'));
                bytes data = stream.end_block().data();
                data.insert(data.end(), 64, 0);
                check_all_kernels_between_guards(data);
            }
}

// Windows that follow each other up to the guard page, with their history.
BOOST_AUTO_TEST_CASE(behind_windows_of_all_sizes) {
    const bytes stream = sample().data();
    const bytes expected = reference_inflate(stream).output;
    const guarded_buffer memory(expected.size());
    const auto output = memory.back(expected.size());
    for_each_inflate_kernel([&](const std::string&) {
        for (std::size_t size = 1; size <= 600; ++size) {
            std::ranges::fill(output, std::uint8_t{0});
            inflater decoder;
            input_cursor in{stream.data(), stream.data() + stream.size()};
            std::uint8_t* next = output.data();
            inflate_status status = inflate_status::need_output;
            while (status == inflate_status::need_output) {
                const auto room = static_cast<std::size_t>(
                    output.data() + output.size() - next);
                output_window out{next, next + std::min(size, room),
                                  output.data() + output.size()};
                status = decoder.run(in, out);
                next = out.next;
            }
            BOOST_TEST((status == inflate_status::end_of_stream));
            BOOST_TEST(std::ranges::equal(output, expected));
        }
    });
}

BOOST_AUTO_TEST_SUITE_END()
