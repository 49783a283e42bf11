// SPDX-License-Identifier: BSL-1.0
// The lane decoder near the ends of its input and output: between guard pages,
// with spans so small that it works up to the last bytes.
#include "lanes/lane_decoder.hpp"

#include "support/guarded_checks.hpp"
#include "support/lane_support.hpp"
#include "support/random_stream.hpp"
#include "support/wide_codes.hpp"

using namespace mgunzip;
using namespace mgunzip::test;
using detail::lane_counters;
using detail::lane_tuning;

namespace {

void check_lanes_between_guards(const bytes& stream) {
    const decode_result expected = reference_inflate(stream);
    for_each_lane_kernel([&] { check_between_guards(stream, expected); });
}

// Lanes look up symbols for a while before they see that the input ends.
// Matches that are found in one step, of as many bits as a step can take, bring
// them furthest: 1 + 5 + 6 bits of the index and 13 extra bits. `litlen` has a
// code of one bit for symbol 284. Lanes do not know that such distances are too
// far back here, and begin when just enough input is left behind the header,
// which ends at any bit.
void check_longest_steps(const code_lengths& litlen, unsigned distance_code) {
    code_lengths distance(30);
    for (unsigned i = 0; i + 1 < distance_code; ++i)
        distance[i] = static_cast<std::uint8_t>(i + 1);
    distance[28] = distance[29] = static_cast<std::uint8_t>(distance_code);
    lane_counters counters;
    for (unsigned phase = 0; phase < 8; ++phase) {
        deflate_builder stream;
        stream.begin_fixed(false); // literals of 9 bits
        stream.literals(std::string(phase, '\xff')).end_block();
        stream.begin_dynamic(true, litlen, distance);
        const std::size_t begin = stream.byte_offset();
        for (unsigned i = 0; i < 60; ++i)
            stream.match(227 + i % 31, 32768 - i);
        for (const std::uint32_t span : {1, 40})
            for (std::size_t size = begin + 95; size <= begin + 130; ++size) {
                const with_tuning tuning(tiny(span, 0, &counters));
                BOOST_TEST_CONTEXT("phase " << phase << ", span " << span
                                            << ", size " << size)
                check_lanes_between_guards(first_bytes(stream.data(), size));
            }
    }
    BOOST_TEST(counters.rounds > 0);
}

} // namespace

BOOST_AUTO_TEST_SUITE(lane_guards,
                      *boost::unit_test::precondition(lanes_are_supported))

BOOST_AUTO_TEST_CASE(longest_steps_at_the_end_of_the_input) {
    check_longest_steps(sparse_lengths(285, {{'a', 2}, {256, 2}, {284, 1}}), 5);
}

BOOST_AUTO_TEST_CASE(longest_steps_of_12_bits_at_the_end_of_the_input) {
    check_longest_steps(wide_litlen_code(), 6);
}

BOOST_AUTO_TEST_CASE(random_streams) {
    lane_counters counters;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        random_source random(seed);
        const bytes stream =
            make_random_stream(random, 1 + below(random, 20000)).data;
        const auto span = static_cast<std::uint32_t>(1 + below(random, 200));
        const with_tuning tuning(tiny(span, 20, &counters));
        BOOST_TEST_CONTEXT("seed " << seed)
        check_lanes_between_guards(stream);
    }
    BOOST_TEST(counters.rounds > 1000);
    BOOST_TEST(counters.gaps > 0);
}

BOOST_AUTO_TEST_CASE(random_streams_with_the_usual_tuning) {
    lane_counters counters;
    lane_tuning usual;
    usual.counters = &counters;
    const with_tuning tuning(usual);
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        random_source random(seed);
        bytes stream = make_random_stream(random, 100000).data;
        BOOST_TEST_CONTEXT("seed " << seed) {
            check_lanes_between_guards(stream);
            stream.resize(below(random, stream.size()));
            check_lanes_between_guards(stream);
        }
    }
    BOOST_TEST(counters.rounds > 30);
}

BOOST_AUTO_TEST_CASE(damaged_streams) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        random_source random(seed);
        bytes stream = make_random_stream(random, 3000).data;
        damage(random, stream);
        const auto span = static_cast<std::uint32_t>(1 + below(random, 200));
        const with_tuning tuning(tiny(span, 20));
        BOOST_TEST_CONTEXT("seed " << seed)
        check_lanes_between_guards(stream);
    }
}

BOOST_AUTO_TEST_CASE(truncated_streams) {
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
        random_source random(seed);
        const bytes stream =
            make_random_stream(random, 1 + below(random, 2000)).data;
        const auto span = static_cast<std::uint32_t>(1 + below(random, 200));
        const with_tuning tuning(tiny(span, 20));
        for (std::size_t size = 0; size < stream.size();
             size += 1 + size / 15) {
            BOOST_TEST_CONTEXT("seed " << seed << ", size " << size)
            check_lanes_between_guards(first_bytes(stream, size));
        }
    }
}

BOOST_AUTO_TEST_CASE(matches_and_literals_at_the_end_of_the_window) {
    lane_counters counters;
    for (unsigned tail = 0; tail <= 70; tail += 3)
        for (const unsigned length : {3, 31, 32, 33, 63, 64, 65, 130, 258}) {
            deflate_builder stream;
            stream.begin_fixed(true).literals("0123456789abcdefghij");
            random_source random(tail);
            for (unsigned i = 0; i < 60; ++i)
                stream.match(3 + i % 3, 20)
                    .literals(std::string(1, static_cast<char>(random())));
            stream.match(length, 20 + tail % 50);
            stream.literals(std::string(tail, '?'));
            bytes data = stream.end_block().data();
            data.insert(data.end(), 200, 0);
            const with_tuning tuning(tiny(129, 20, &counters));
            BOOST_TEST_CONTEXT("tail " << tail << ", length " << length)
            check_lanes_between_guards(data);
        }
    BOOST_TEST(counters.blocks_ended > 400);
}

BOOST_AUTO_TEST_SUITE_END()
