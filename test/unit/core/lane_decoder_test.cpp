// SPDX-License-Identifier: BSL-1.0
// The lane decoder with spans so small that every path of the stitch runs, on
// streams that make it run them, against the slow reference.
#include "lanes/lane_decoder.hpp"

#include "support/deflate_builder.hpp"
#include "support/lane_support.hpp"
#include "support/random_stream.hpp"
#include "support/reference_inflate.hpp"

#include <mgunzip/kernel.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

using namespace mgunzip;
using namespace mgunzip::test;
using detail::lane_counters;
using detail::lane_tuning;

namespace {

// Mostly large blocks of the given stream, long enough for many rounds.
bytes text_like_stream(random_source& random, std::size_t tokens) {
    deflate_builder stream;
    stream.begin_fixed(true).literals("the first words ");
    for (std::size_t i = 0; i < tokens; ++i) {
        if (below(random, 3) == 0)
            stream.match(3 + static_cast<unsigned>(below(random, 20)),
                         1 + static_cast<unsigned>(below(random, 16)));
        else
            stream.literals(
                std::string(1, static_cast<char>('a' + below(random, 26))));
    }
    return stream.end_block().data();
}

} // namespace

BOOST_AUTO_TEST_SUITE(lanes,
                      *boost::unit_test::precondition(lanes_are_supported))

BOOST_AUTO_TEST_CASE(random_streams_with_tiny_spans) {
    lane_counters counters;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        random_source random(seed);
        const random_stream made =
            make_random_stream(random, std::size_t{1} << below(random, 17));
        const decode_result expected{made.output, errc::ok, 0,
                                     made.data.size()};
        for (const std::uint32_t span : tiny_spans)
            for (const std::uint32_t overlap : {0, 20, 250}) {
                const with_tuning tuning(tiny(span, overlap, &counters));
                for_each_lane_kernel([&] {
                    BOOST_TEST_CONTEXT("seed " << seed << ", span " << span
                                               << ", overlap " << overlap) {
                        BOOST_TEST(run_inflater(made.data) == expected);
                    }
                });
            }
    }
    BOOST_TEST(counters.rounds > 0);
    BOOST_TEST(counters.met > 0);
    BOOST_TEST(counters.met_in_pair > 0);
    BOOST_TEST(counters.next_ran_out > 0);
    BOOST_TEST(counters.gaps > 0);
    BOOST_TEST(counters.gaps_not_closed > 0);
    BOOST_TEST(counters.blocks_ended > 0);
    BOOST_TEST(counters.given_up > 0);
}

BOOST_AUTO_TEST_CASE(damaged_streams_with_tiny_spans) {
    lane_counters counters;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        random_source random(seed);
        bytes stream =
            make_random_stream(random, std::size_t{1} << below(random, 14))
                .data;
        damage(random, stream);
        const decode_result expected = reference_inflate(stream);
        const std::uint32_t span = tiny_spans[below(random, 6)];
        const with_tuning tuning(tiny(span, 20, &counters));
        for_each_lane_kernel([&] {
            BOOST_TEST_CONTEXT("seed " << seed << ", span " << span) {
                BOOST_TEST(run_inflater(stream) == expected);
            }
        });
    }
    BOOST_TEST(counters.handed_back > 0);
}

BOOST_AUTO_TEST_CASE(windows_and_pieces_of_any_size) {
    random_source random(1);
    const bytes stream = text_like_stream(random, 6000);
    const decode_result expected = reference_inflate(stream);
    BOOST_REQUIRE(expected.error == errc::ok);
    const with_tuning tuning(tiny(300, 60));
    for (const std::size_t goal : {1, 2, 3, 7, 63, 64, 65, 257, 4095, 32769})
        for (const std::size_t margin : {0, 1, 63, 64, 65, 600})
            for (const std::size_t piece : {1000000, 4095, 700, 131, 7, 1})
                for_each_lane_kernel([&] {
                    BOOST_TEST_CONTEXT("goal " << goal << ", margin " << margin
                                               << ", piece " << piece) {
                        BOOST_TEST(run_inflater(stream, {.piece = always(piece),
                                                         .goal = always(goal),
                                                         .margin = margin}) ==
                                   expected);
                    }
                });
}

BOOST_AUTO_TEST_CASE(a_stream_cut_anywhere_is_truncated_there) {
    random_source random(2);
    const bytes whole = text_like_stream(random, 900);
    const with_tuning tuning(tiny(40, 20));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const bytes stream(whole.begin(),
                           whole.begin() + static_cast<std::ptrdiff_t>(size));
        const decode_result expected = reference_inflate(stream);
        BOOST_REQUIRE(expected.error == errc::truncated_input);
        for_each_lane_kernel([&] {
            BOOST_TEST_CONTEXT("size " << size) {
                BOOST_TEST(run_inflater(stream) == expected);
            }
        });
    }
}

BOOST_AUTO_TEST_CASE(blocks_that_end_near_every_border_of_lanes) {
    const with_tuning tuning(tiny(129, 20));
    for (unsigned tokens = 0; tokens < 400; ++tokens) {
        random_source random(tokens);
        deflate_builder stream;
        stream.begin_fixed(false).literals("abc");
        for (unsigned i = 0; i < tokens; ++i)
            stream.literals(std::string(1, static_cast<char>(random())));
        stream.end_block();
        stream.begin_fixed(true);
        for (unsigned i = 0; i < 300; ++i)
            stream.match(3 + i % 5, 1 + i % 3);
        stream.end_block();
        const decode_result expected = reference_inflate(stream.data());
        BOOST_REQUIRE(expected.error == errc::ok);
        for_each_lane_kernel([&] {
            BOOST_TEST_CONTEXT("tokens " << tokens) {
                BOOST_TEST(run_inflater(stream.data()) == expected);
            }
        });
    }
}

BOOST_AUTO_TEST_CASE(errors_in_true_records_anywhere) {
    const with_tuning tuning(tiny(300, 60));
    for (unsigned before = 0; before < 700; before += 3) {
        for (const bool is_distance : {false, true}) {
            random_source random(before);
            deflate_builder stream;
            stream.begin_fixed(true).literals("abc");
            for (unsigned i = 0; i < before; ++i)
                stream.literals(std::string(1, static_cast<char>(random())));
            if (is_distance)
                stream.match(10, 20000);
            else
                stream.litlen(286);
            for (unsigned i = 0; i < 700; ++i)
                stream.literals(std::string(1, static_cast<char>(random())));
            stream.end_block();
            const decode_result expected = reference_inflate(stream.data());
            BOOST_REQUIRE(expected.error ==
                          (is_distance ? errc::distance_too_far_back
                                       : errc::invalid_litlen_symbol));
            for_each_lane_kernel([&] {
                BOOST_TEST_CONTEXT("before " << before) {
                    BOOST_TEST(run_inflater(stream.data()) == expected);
                }
            });
        }
    }
}

BOOST_AUTO_TEST_CASE(large_blocks_with_the_usual_tuning) {
    lane_counters counters;
    lane_tuning usual;
    usual.counters = &counters;
    const with_tuning tuning(usual);
    random_source random(3);
    const bytes stream = text_like_stream(random, 60000);
    const decode_result expected = reference_inflate(stream);
    BOOST_REQUIRE(expected.error == errc::ok);
    for_each_lane_kernel([&] {
        BOOST_TEST(run_inflater(stream) == expected);
        BOOST_TEST(run_inflater(stream, {.piece = always(5000)}) == expected);
    });
    BOOST_TEST(counters.rounds > 0);
    BOOST_TEST(counters.useful_records * 2 > counters.records);
}

// Blocks of the same literals with one code or the other for distances.
bytes blocks_with_codes(const std::vector<bool>& has_other_distances) {
    code_lengths litlen(258, 0);
    for (std::size_t i = 0; i < 8; ++i)
        litlen['a' + i] = 4;
    litlen[256] = 2;
    litlen[257] = 2;
    const code_lengths distances{1, 1};
    const code_lengths other_distances{1, 2, 2};
    random_source random(9);
    deflate_builder stream;
    for (std::size_t i = 0; i < has_other_distances.size(); ++i) {
        stream.begin_dynamic(i + 1 == has_other_distances.size(), litlen,
                             has_other_distances[i] ? other_distances
                                                    : distances);
        stream.literals("abc");
        for (unsigned k = 0; k < 3000; ++k) {
            const auto letter = static_cast<char>('a' + below(random, 8));
            stream.literals(std::string(2, letter));
            stream.match(3, 1 + static_cast<unsigned>(below(random, 2)));
        }
        stream.end_block();
    }
    return stream.data();
}

std::uint64_t tables_built_for(const bytes& stream) {
    lane_counters counters;
    lane_tuning accepting;
    accepting.accept_all_blocks = true;
    accepting.counters = &counters;
    const with_tuning tuning(accepting);
    const decode_result expected = reference_inflate(stream);
    BOOST_REQUIRE(expected.error == errc::ok);
    std::uint64_t kernels = 0;
    for_each_lane_kernel([&] {
        BOOST_TEST(run_inflater(stream) == expected);
        ++kernels;
    });
    return counters.tables / kernels;
}

BOOST_AUTO_TEST_CASE(tables_serve_all_blocks_with_the_same_codes) {
    BOOST_TEST(tables_built_for(blocks_with_codes({false})) == 1);
    BOOST_TEST(tables_built_for(blocks_with_codes({false, false, false})) == 1);
}

BOOST_AUTO_TEST_CASE(tables_are_built_when_the_distance_code_changes) {
    BOOST_TEST(
        tables_built_for(blocks_with_codes({false, true, true, false})) == 3);
}

BOOST_AUTO_TEST_SUITE_END()
