// SPDX-License-Identifier: BSL-1.0
// The lane decoder with one to seven lanes and spans so small that all paths of
// the stitch run, on random and on difficult streams, good and bad ones.
#include "support/lane_makers.hpp"

#include "support/lane_streams.hpp"
#include "support/random_stream.hpp"
#include "support/reference_inflate.hpp"

#include <boost/test/unit_test.hpp>

using namespace mgunzip;
using namespace mgunzip::test;
using detail::lane_counters;

namespace {

constexpr std::uint32_t overlaps[] = {0, 20, 250};

void add(lane_counters& sum, const lane_counters& counters) {
    sum.rounds += counters.rounds;
    sum.met += counters.met;
    sum.met_in_pair += counters.met_in_pair;
    sum.next_ran_out += counters.next_ran_out;
    sum.gaps += counters.gaps;
    sum.gaps_not_closed += counters.gaps_not_closed;
    sum.blocks_ended += counters.blocks_ended;
    sum.handed_back += counters.handed_back;
    sum.given_up += counters.given_up;
    sum.records += counters.records;
    sum.useful_records += counters.useful_records;
}

// Each with what should come of it.
struct tried_stream : named_stream {
    decode_result expected;
};

std::vector<tried_stream> tried(std::vector<named_stream> streams) {
    std::vector<tried_stream> all;
    for (named_stream& stream : streams) {
        decode_result expected = reference_inflate(stream.data);
        all.push_back({std::move(stream), std::move(expected)});
    }
    return all;
}

lane_counters decode_streams(const lane_maker& maker,
                             const std::vector<tried_stream>& streams,
                             std::initializer_list<std::uint32_t> spans) {
    lane_counters sum;
    for (const std::uint32_t span : spans)
        for (const std::uint32_t overlap : {0, 60}) {
            tuned_lanes lanes(maker, span, overlap);
            for (const tried_stream& stream : streams)
                BOOST_TEST_CONTEXT(stream.name << ", span " << span
                                               << ", overlap " << overlap)
            BOOST_TEST_REQUIRE(lanes.decode(stream.data, stream.expected) ==
                               stream.expected);
            add(sum, lanes.counters());
        }
    return sum;
}

void decode_good_streams(const lane_maker& maker,
                         const std::vector<tried_stream>& difficult) {
    lane_counters sum = decode_streams(maker, difficult, {1, 300});
    for (const std::uint32_t span : tiny_spans)
        for (const std::uint32_t overlap : overlaps) {
            tuned_lanes lanes(maker, span, overlap);
            for (std::uint64_t seed = 0; seed < 8; ++seed) {
                random_source random(seed);
                const random_stream made = make_random_stream(
                    random, std::size_t{1} << below(random, 15));
                const decode_result expected{made.output, errc::ok, 0,
                                             made.data.size()};
                BOOST_TEST_CONTEXT("span " << span << ", overlap " << overlap
                                           << ", seed " << seed)
                BOOST_TEST_REQUIRE(lanes.decode(made.data, expected,
                                                1 + below(random, 3000)) ==
                                   expected);
            }
            add(sum, lanes.counters());
        }
    BOOST_TEST(sum.rounds > 0);
    BOOST_TEST(sum.blocks_ended > 0);
    BOOST_TEST(sum.handed_back == 0);
    if (maker.lanes == 1) {
        BOOST_TEST(sum.met + sum.met_in_pair == 0);
        BOOST_TEST(sum.next_ran_out + sum.gaps == 0);
        return;
    }
    BOOST_TEST(sum.met > 0);
    BOOST_TEST(sum.met_in_pair > 0);
    BOOST_TEST(sum.next_ran_out > 0);
    BOOST_TEST(sum.gaps > 0);
    BOOST_TEST(sum.gaps_not_closed > 0);
    BOOST_TEST(sum.gaps_not_closed < sum.gaps);
    BOOST_TEST(sum.useful_records < sum.records);
}

void decode_damaged_streams(const lane_maker& maker) {
    lane_counters sum;
    for (const std::uint32_t span : {1, 40, 300}) {
        tuned_lanes lanes(maker, span, 20);
        for (std::uint64_t seed = 0; seed < 40; ++seed) {
            random_source random(seed);
            bytes stream =
                make_random_stream(random, std::size_t{1} << below(random, 13))
                    .data;
            damage(random, stream);
            stream.resize(stream.size() + below(random, 200));
            const decode_result expected = reference_inflate(stream);
            BOOST_TEST_CONTEXT("span " << span << ", seed " << seed)
            BOOST_TEST_REQUIRE(lanes.decode(stream, expected) == expected);
        }
        add(sum, lanes.counters());
    }
    BOOST_TEST(sum.rounds > 0);
    BOOST_TEST(sum.handed_back > 0);
}

} // namespace

BOOST_AUTO_TEST_CASE(good_streams) {
    const auto difficult = tried(streams_of_difficult_codes());
    for (const tried_stream& stream : difficult)
        BOOST_TEST(stream.expected.error == errc::ok, stream.name);
    for (const lane_maker& maker : lane_makers())
        BOOST_TEST_CONTEXT(maker.name)
    decode_good_streams(maker, difficult);
}

BOOST_AUTO_TEST_CASE(damaged_streams) {
    for (const lane_maker& maker : lane_makers())
        BOOST_TEST_CONTEXT(maker.name)
    decode_damaged_streams(maker);
}

BOOST_AUTO_TEST_CASE(literal_pairs) {
    const auto streams = tried(streams_of_literal_pairs());
    for (const lane_maker& maker : lane_makers())
        BOOST_TEST_CONTEXT(maker.name) {
            const lane_counters counters =
                decode_streams(maker, streams, {40, 300});
            BOOST_TEST((counters.met_in_pair > 0) == (maker.lanes != 1));
        }
}

BOOST_AUTO_TEST_CASE(blocks_of_all_sizes) {
    const auto streams = tried(streams_of_blocks_of_all_sizes());
    for (const lane_maker& maker : lane_makers())
        BOOST_TEST_CONTEXT(maker.name) {
            const lane_counters counters =
                decode_streams(maker, streams, {40, 300});
            BOOST_TEST(counters.blocks_ended > 0);
            BOOST_TEST(counters.handed_back == 0);
        }
}

BOOST_AUTO_TEST_CASE(errors) {
    const auto streams = tried(streams_with_errors());
    for (const tried_stream& stream : streams)
        BOOST_TEST(stream.expected.error != errc::ok, stream.name);
    for (const lane_maker& maker : lane_makers())
        BOOST_TEST_CONTEXT(maker.name) {
            const lane_counters counters =
                decode_streams(maker, streams, {40, 300});
            BOOST_TEST(counters.handed_back > 0);
        }
}
