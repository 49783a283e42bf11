// SPDX-License-Identifier: BSL-1.0
// Streams that are hard on lanes, decoded as usual: by every kernel, as a whole
// and in pieces, against the reference.
#include "support/lane_streams.hpp"

#include "support/deflate_builder.hpp"
#include "support/lane_support.hpp"
#include "support/random_stream.hpp"
#include "support/reference_inflate.hpp"

#include <boost/test/unit_test.hpp>

using namespace mgunzip;
using namespace mgunzip::test;
using detail::lane_counters;
using detail::lane_tuning;

namespace {

void check_kernels(const bytes& stream, const decode_result& expected) {
    const run_sizes pieces{
        .piece = always(700), .goal = always(4000), .margin = 100};
    for_each_inflate_kernel([&](const std::string& kernel) {
        BOOST_TEST_CONTEXT("kernel " << kernel) {
            BOOST_TEST_REQUIRE(run_inflater(stream) == expected);
            BOOST_TEST_REQUIRE(run_inflater(stream, pieces) == expected);
        }
    });
}

void check_tunings(const std::vector<named_stream>& streams) {
    lane_counters counters;
    lane_tuning usual;
    usual.counters = &counters;
    for (const named_stream& stream : streams) {
        const decode_result expected = reference_inflate(stream.data);
        for (const lane_tuning& used :
             {usual, tiny(129, 0, &counters), tiny(300, 60, &counters)}) {
            const with_tuning tuning(used);
            BOOST_TEST_CONTEXT(stream.name << ", span " << used.min_span)
            check_kernels(stream.data, expected);
        }
    }
    BOOST_TEST(counters.rounds > 0);
}

} // namespace

BOOST_AUTO_TEST_SUITE(lane_streams,
                      *boost::unit_test::precondition(lanes_are_supported))

BOOST_AUTO_TEST_CASE(difficult_codes) {
    check_tunings(streams_of_difficult_codes());
}

BOOST_AUTO_TEST_CASE(literal_pairs) {
    check_tunings(streams_of_literal_pairs());
}

BOOST_AUTO_TEST_CASE(blocks_of_all_sizes) {
    check_tunings(streams_of_blocks_of_all_sizes());
}

BOOST_AUTO_TEST_CASE(errors) {
    check_tunings(streams_with_errors());
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_tiny_blocks) {
    const bytes stream = tiny_blocks(100000);
    const decode_result expected = reference_inflate(stream);
    BOOST_REQUIRE(expected.error == errc::ok);
    for_each_lane_kernel([&] { BOOST_TEST(run_inflater(stream) == expected); });
}

BOOST_AUTO_TEST_CASE(tiny_blocks_that_lanes_take_on) {
    const bytes stream = tiny_blocks(8000);
    const decode_result expected = reference_inflate(stream);
    lane_counters counters;
    const with_tuning tuning(tiny(40, 20, &counters));
    for_each_lane_kernel([&] { BOOST_TEST(run_inflater(stream) == expected); });
    BOOST_TEST(counters.blocks_ended > 5000);
}

// Long enough for the largest rounds, and for tables of 12 bits in the second
// block.
BOOST_AUTO_TEST_CASE(large_blocks_of_literals_only) {
    random_source random(1);
    code_lengths litlen(257, 9);
    std::fill_n(litlen.begin() + 'a', 16, std::uint8_t{5});
    std::fill_n(litlen.begin(), 15, std::uint8_t{8});
    litlen[256] = 9;
    deflate_builder stream;
    bytes output;
    for (const bool is_final : {false, true}) {
        stream.begin_dynamic(is_final, litlen, {0});
        for (unsigned i = 0; i < 1000000; ++i) {
            const std::size_t literal = below(random, 2) == 0
                                            ? 'a' + below(random, 16)
                                            : below(random, 256);
            stream.litlen(literal);
            output.push_back(static_cast<std::uint8_t>(literal));
        }
        stream.end_block();
    }
    const decode_result expected{output, errc::ok, 0, stream.data().size()};
    lane_counters counters;
    lane_tuning usual;
    usual.counters = &counters;
    const with_tuning tuning(usual);
    for_each_lane_kernel(
        [&] { BOOST_TEST_REQUIRE(run_inflater(stream.data()) == expected); });
    BOOST_TEST(counters.useful_records * 2 > counters.records);
}

// All codes but a rare one have the same length, so that lanes are in sync
// late: what is between them is more than a round may decode one by one.
BOOST_AUTO_TEST_CASE(gaps_that_are_too_long) {
    random_source random(2);
    code_lengths litlen(257);
    std::fill_n(litlen.begin(), 127, std::uint8_t{7});
    litlen[127] = litlen[256] = 8;
    deflate_builder stream;
    stream.begin_dynamic(true, litlen, {0});
    bytes output;
    for (unsigned i = 0; i < 200000; ++i) {
        const bool is_rare = below(random, 2000) == 0;
        output.push_back(
            static_cast<std::uint8_t>(is_rare ? 127 : below(random, 127)));
        stream.litlen(output.back());
    }
    stream.end_block();
    const decode_result expected{output, errc::ok, 0, stream.data().size()};
    lane_counters counters;
    lane_tuning large = tiny(900, 250, &counters);
    large.small_round = large.large_round = 60000;
    const with_tuning tuning(large);
    for_each_lane_kernel(
        [&] { BOOST_TEST(run_inflater(stream.data()) == expected); });
    BOOST_TEST(counters.gaps_not_closed > 0);
    BOOST_TEST(counters.gaps_not_closed < counters.gaps);
}

BOOST_AUTO_TEST_SUITE_END()
