// SPDX-License-Identifier: BSL-1.0
// Decoders that a second thread helps: the same output, errors, offsets and
// bytes used as without, whenever it comes and goes.
#include "lanes/turn_policy.hpp"
#include "support/gzip_builder.hpp"
#include "support/gzip_runner.hpp"
#include "support/helping_thread.hpp"
#include "support/lane_streams.hpp"
#include "support/lane_support.hpp"
#include "support/random_stream.hpp"
#include "support/reference_inflate.hpp"
#include "support/sanitizers.hpp"

#include <mgunzip/inflate.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>

using namespace mgunzip;
using namespace mgunzip::test;
using detail::turn_counters;
using detail::turn_tuning;

namespace {

using namespace std::chrono_literals;

// The helper gets every turn that it can. Without patience it loses most of
// them before it has begun.
turn_tuning eager(turn_counters* counters, std::chrono::microseconds patience) {
    return {.least_input = 0,
            .longest_pause = 0,
            .patience = patience,
            .counters = counters};
}

run_sizes random_sizes(random_source& random, helped when) {
    const std::size_t most_in = std::size_t{1} << (6 + below(random, 14));
    const std::size_t most_out = std::size_t{1} << (4 + below(random, 14));
    return {.piece = [&, most_in] { return 1 + below(random, most_in); },
            .goal = [&, most_out] { return 1 + below(random, most_out); },
            .margin = below(random, 2) * below(random, 700),
            .help = when};
}

void check(const bytes& stream, const decode_result& expected,
           random_source& random) {
    const run_sizes whole{.help = helped::always};
    for_each_lane_kernel([&] {
        BOOST_TEST_REQUIRE(run_inflater(stream, whole) == expected);
        for (const helped when : {helped::always, helped::now_and_then})
            BOOST_TEST_REQUIRE(
                run_inflater(stream, random_sizes(random, when)) == expected);
    });
}

// With all the patience there is, and with none.
void check_all(const std::vector<named_stream>& streams) {
    turn_counters counters;
    for (const std::chrono::microseconds patience : {10000000us, 0us}) {
        const with_tuning helping(eager(&counters, patience));
        for (const named_stream& stream : streams) {
            random_source random(stream.data.size());
            const decode_result expected = reference_inflate(stream.data);
            for (const detail::lane_tuning& used :
                 {detail::lane_tuning{}, tiny(129, 0), tiny(300, 60)}) {
                const with_tuning tuning(used);
                BOOST_TEST_CONTEXT(stream.name << ", span " << used.min_span)
                check(stream.data, expected, random);
            }
        }
    }
    BOOST_TEST(counters.batches > 0U);
}

std::vector<named_stream> random_streams(unsigned count, bool are_damaged) {
    std::vector<named_stream> streams;
    for (std::uint64_t seed = 0; seed < count; ++seed) {
        random_source random(seed);
        bytes stream =
            make_random_stream(random, std::size_t{1} << below(random, 17))
                .data;
        if (are_damaged)
            damage(random, stream);
        streams.push_back({"seed " + std::to_string(seed), stream});
    }
    return streams;
}

} // namespace

BOOST_AUTO_TEST_SUITE(helped_decoder,
                      *boost::unit_test::precondition(lanes_are_supported))

BOOST_AUTO_TEST_CASE(good_streams) {
    check_all(random_streams(trials(40), false));
}

BOOST_AUTO_TEST_CASE(damaged_streams) {
    check_all(random_streams(trials(100), true));
}

BOOST_AUTO_TEST_CASE(blocks_that_end_anywhere) {
    check_all(trials_of(streams_of_blocks_of_all_sizes()));
}

BOOST_AUTO_TEST_CASE(errors_anywhere) {
    check_all(trials_of(streams_with_errors()));
}

// The turn goes to and fro with the members, and an error in one of them is
// found behind the output of all before.
BOOST_AUTO_TEST_CASE(members) {
    bytes file;
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        random_source random(seed);
        const random_stream made = make_random_stream(random, 60000);
        file =
            file + gzip_bytes({.deflate_data = made.data, .data = made.output});
    }
    bytes damaged = file;
    damaged[file.size() * 3 / 4] ^= 0x10;
    for (const bytes& data : {file, damaged}) {
        const gunzip_result expected = reference_gunzip(data);
        turn_counters counters;
        const with_tuning helping(eager(&counters, 10000000us));
        const with_tuning tuning(tiny(300, 60));
        random_source random(1);
        for_each_lane_kernel([&] {
            for (const helped when : {helped::always, helped::now_and_then})
                BOOST_TEST(run_gzip_decoder(data, random_sizes(random, when)) ==
                           expected);
        });
        BOOST_TEST(counters.turns > 12U);
    }
}

// With the usual tuning, on one large stream.
BOOST_AUTO_TEST_CASE(helper_does_most_of_a_large_stream) {
    random_source random(3);
    const random_stream made = make_random_stream(random, 24 << 20);
    const decode_result expected{made.output, errc::ok, 0, made.data.size()};
    turn_tuning usual;
    usual.patience = 10000000us;
    for_each_lane_kernel([&] {
        turn_counters counters;
        usual.counters = &counters;
        const with_tuning helping(usual);
        BOOST_TEST(
            (run_inflater(made.data, {.help = helped::always}) == expected));
        BOOST_TEST(counters.batches > 50U);
        BOOST_TEST(counters.lost_patience == 0U);
    });
}

// What is used up can be let go.
BOOST_AUTO_TEST_CASE(input_is_used_up_as_output_comes) {
    random_source random(3);
    const random_stream made = make_random_stream(random, 24 << 20);
    turn_counters counters;
    const with_tuning helping(eager(&counters, 10000000us));
    inflater decoder(tuning_in_use());
    helping_thread<inflater> helper(decoder, helped::always);
    input_cursor in{made.data.data(), made.data.data() + made.data.size()};
    bytes window(history_size + (1 << 20));
    inflate_status status;
    do {
        output_window out{window.data() + history_size,
                          window.data() + window.size(),
                          window.data() + window.size()};
        const std::uint8_t* const before = in.next;
        helper.come_or_go();
        status = decoder.run(in, out);
        BOOST_TEST((in.next > before));
        std::copy(out.next - history_size, out.next, window.data());
    } while (status == inflate_status::need_output);
    BOOST_TEST((status == inflate_status::end_of_stream));
    BOOST_TEST(counters.batches > 0U);
}

BOOST_AUTO_TEST_CASE(reset_takes_the_turn_back) {
    random_source random(4);
    const random_stream made = make_random_stream(random, 2 << 20);
    turn_counters counters;
    const with_tuning helping(eager(&counters, 10000000us));
    inflater decoder(tuning_in_use());
    helping_thread<inflater> helper(decoder, helped::always);
    bytes output(made.output.size() + 600);
    for (const std::size_t first : {1000u, 100000u, 1000000u, 3u << 20}) {
        decoder.reset();
        helper.come_or_go();
        input_cursor in{made.data.data(), made.data.data() + made.data.size()};
        output_window out{output.data(), nullptr,
                          output.data() + output.size()};
        out.goal = output.data() + std::min(first, made.output.size() + 1);
        const inflate_status status = decoder.run(in, out);
        BOOST_TEST((status == (first > made.output.size()
                                   ? inflate_status::end_of_stream
                                   : inflate_status::need_output)));
    }
    BOOST_TEST(decoder.produced() == made.output.size());
    BOOST_TEST(
        std::equal(made.output.begin(), made.output.end(), output.begin()));
    BOOST_TEST(counters.turns > 0U);
}

BOOST_AUTO_TEST_SUITE_END()
