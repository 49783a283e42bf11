// SPDX-License-Identifier: BSL-1.0
// Stopping where a block begins, and beginning there: with all kernels, alone
// and helped, in pieces of any size.
#include "support/block_runner.hpp"
#include "support/deflate_builder.hpp"
#include "support/inflate_runner.hpp"
#include "support/lane_streams.hpp"
#include "support/random_stream.hpp"
#include "support/reference_inflate.hpp"
#include "support/sanitizers.hpp"
#include "support/with_tuning.hpp"

#include <mgunzip/inflate.hpp>

#include <boost/test/unit_test.hpp>

#include <set>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

using namespace std::chrono_literals;

// The helper gets every turn that it can.
const detail::turn_tuning eager{
    .least_input = 0, .longest_pause = 0, .patience = 10000000us};

run_sizes random_sizes(random_source& random, helped help) {
    const std::size_t most_in = std::size_t{1} << below(random, 18);
    const std::size_t most_out = std::size_t{1} << (2 + below(random, 16));
    return {.piece = [&, most_in] { return 1 + below(random, most_in); },
            .goal = [&, most_out] { return 1 + below(random, most_out); },
            .margin = below(random, 2) * below(random, 700),
            .help = help};
}

void for_each_tuning(const std::function<void()>& test) {
    const with_tuning helping(eager);
    for_each_inflate_kernel([&](const std::string& kernel) {
        for (const detail::lane_tuning& lanes :
             {detail::lane_tuning{}, tiny(129, 0)}) {
            const with_tuning tuning(lanes);
            BOOST_TEST_CONTEXT(kernel << ", span " << lanes.min_span)
            test();
        }
    });
}

std::vector<named_stream> streams() {
    std::vector<named_stream> all = streams_of_blocks_of_all_sizes();
    all.resize(std::min<std::size_t>(all.size(), 12));
    for (std::uint64_t seed = 0; seed < 16; ++seed) {
        random_source random(seed);
        all.push_back(
            {"seed " + std::to_string(seed),
             make_random_stream(random, std::size_t{1} << (seed + 1)).data});
    }
    all.push_back({"tiny blocks", tiny_blocks(300)});
    return trials_of(std::move(all));
}

// A stream, and what the reference says of it, once for all runs.
struct known_stream {
    bytes data;
    std::vector<block_place> blocks = reference_blocks(data);
    decode_result decoded = reference_inflate(data);
};

void check_stops(const known_stream& stream, const run_sizes& sizes,
                 next_stop* next) {
    const stopped_result result =
        run_with_stops(stream.data, 0, {}, sizes, next);
    const std::vector<block_place> expected =
        expected_stops(stream.blocks, next);
    BOOST_TEST(result.stops == expected, boost::test_tools::per_element());
    BOOST_TEST(result.decoded == stream.decoded);
}

} // namespace

BOOST_AUTO_TEST_SUITE(block_stops)

BOOST_AUTO_TEST_CASE(every_block_is_met_once) {
    for (const named_stream& stream : streams()) {
        const known_stream known{stream.data};
        random_source random(stream.data.size());
        BOOST_TEST_CONTEXT(stream.name)
        for_each_tuning([&] {
            check_stops(known, {}, at_every_block);
            check_stops(known, random_sizes(random, helped::never),
                        at_every_block);
        });
    }
}

BOOST_AUTO_TEST_CASE(the_first_block_behind_a_place_is_met) {
    for (const named_stream& stream : streams()) {
        const known_stream known{stream.data};
        random_source random(stream.data.size());
        BOOST_TEST_CONTEXT(stream.name)
        for_each_tuning([&] {
            for (const helped help :
                 {helped::never, helped::always, helped::now_and_then})
                for (next_stop* const next : {with_more_output, some_way_on}) {
                    check_stops(known, {.help = help}, next);
                    check_stops(known, random_sizes(random, help), next);
                }
        });
    }
}

BOOST_AUTO_TEST_CASE(input_in_single_bytes) {
    for (const std::uint64_t seed : {5U, 9U, 11U}) {
        random_source random(seed);
        const known_stream stream{make_random_stream(random, 3000).data};
        for_each_tuning([&] {
            for (const std::size_t goal : {1U, 100000U})
                check_stops(stream, {.piece = always(1), .goal = always(goal)},
                            at_every_block);
        });
    }
}

BOOST_AUTO_TEST_CASE(damaged_streams) {
    for (std::uint64_t seed = 0; seed < trials(60); ++seed) {
        random_source random(seed);
        bytes damaged = make_random_stream(random, 20000).data;
        damage(random, damaged);
        const known_stream stream{damaged};
        BOOST_TEST_CONTEXT("seed " << seed)
        for_each_tuning([&] {
            check_stops(stream, random_sizes(random, helped::never),
                        at_every_block);
            check_stops(stream, random_sizes(random, helped::always),
                        with_more_output);
        });
    }
}

// Stored blocks are copied many at a time, but not beyond a stop.
BOOST_AUTO_TEST_CASE(runs_of_stored_blocks_end_at_a_stop) {
    deflate_builder stream;
    for (int i = 0; i < 500; ++i)
        stream.stored_block(i == 499,
                            std::string(i % 5 == 0 ? 0 : i % 40, 'x'));
    const known_stream known{stream.data()};
    for (next_stop* const next :
         {at_every_block, with_more_output, some_way_on}) {
        check_stops(known, {}, next);
        check_stops(known, {.goal = always(64)}, next);
    }
}

BOOST_AUTO_TEST_CASE(a_block_is_met_before_any_of_it_was_given) {
    deflate_builder stream;
    stream.stored_block(false, "abc");
    bytes output(10);
    inflater decoder;
    decoder.stop_at_block(3);
    input_cursor in{stream.data().data(),
                    stream.data().data() + stream.data().size()};
    output_window out{output.data(), output.data() + 10, output.data() + 10};
    BOOST_TEST((decoder.run(in, out) == inflate_status::block_begin));
    BOOST_TEST(decoder.block_bit() == 8 * stream.data().size());
    BOOST_TEST(in.size() == 0U);
    BOOST_TEST((decoder.run(in, out) == inflate_status::need_input));
    decoder.stop_at_block(3); // that very block is not met again
    BOOST_TEST((decoder.run(in, out) == inflate_status::need_input));
}

BOOST_AUTO_TEST_CASE(a_stop_can_be_called_off) {
    const bytes stream = tiny_blocks(20);
    for (const bool by_reset : {false, true}) {
        inflater decoder;
        BOOST_TEST(decoder.block_bit() == never);
        decoder.stop_at_block(0);
        if (by_reset)
            decoder.reset();
        else
            decoder.stop_at_block(never);
        bytes output(1000);
        input_cursor in{stream.data(), stream.data() + stream.size()};
        output_window out{output.data(), output.data() + 1000,
                          output.data() + 1000};
        BOOST_TEST((decoder.run(in, out) == inflate_status::end_of_stream));
    }
}

BOOST_AUTO_TEST_CASE(decoding_begins_at_any_block) {
    std::set<unsigned> bits;
    for (const named_stream& stream : streams()) {
        const bytes whole = reference_inflate(stream.data).output;
        const std::vector<block_place> blocks = reference_blocks(stream.data);
        random_source random(stream.data.size());
        const auto check = [&](const block_place& block) {
            const auto bit = static_cast<unsigned>(block.bit % 8);
            bits.insert(bit);
            const auto history = static_cast<std::ptrdiff_t>(
                std::min<std::uint64_t>(block.produced, history_size));
            const auto at =
                whole.begin() + static_cast<std::ptrdiff_t>(block.produced);
            for (const helped help : {helped::never, helped::always}) {
                const stopped_result result = run_with_stops(
                    std::span(stream.data).subspan(block.bit / 8), bit,
                    {at - history, at}, random_sizes(random, help), nullptr);
                BOOST_TEST((result.decoded ==
                            decode_result{{at, whole.end()},
                                          errc::ok,
                                          0,
                                          stream.data.size() - block.bit / 8}));
            }
        };
        BOOST_TEST_CONTEXT(stream.name)
        for_each_tuning([&] {
            for (int i = 0; i < 6; ++i)
                check(blocks[below(random, blocks.size())]);
            check(blocks.back());
        });
    }
    BOOST_TEST(bits.size() == 8U);
}

BOOST_AUTO_TEST_CASE(stops_behind_a_begin_count_from_there) {
    random_source random(7);
    const bytes stream = make_random_stream(random, 200000).data;
    const bytes whole = reference_inflate(stream).output;
    const std::vector<block_place> blocks = reference_blocks(stream);
    for_each_tuning([&] {
        const block_place& from = blocks[below(random, blocks.size())];
        const auto at =
            whole.begin() + static_cast<std::ptrdiff_t>(from.produced);
        const std::uint64_t byte = from.bit / 8;
        std::vector<block_place> expected;
        for (const block_place& block : blocks)
            if (block.bit >= from.bit)
                expected.push_back(
                    {block.bit - 8 * byte, block.produced - from.produced});
        const stopped_result result = run_with_stops(
            std::span(stream).subspan(byte),
            static_cast<unsigned>(from.bit % 8), {whole.begin(), at},
            random_sizes(random, helped::never), at_every_block);
        BOOST_TEST(result.stops == expected, boost::test_tools::per_element());
    });
}

// What lies behind the history that is known is an error, as in front of a
// stream.
BOOST_AUTO_TEST_CASE(a_short_history_bounds_the_distances) {
    unsigned too_far = 0;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        random_source random(seed);
        const bytes stream =
            make_random_stream(random, std::size_t{1} << (10 + seed % 8)).data;
        const bytes whole = reference_inflate(stream).output;
        const std::vector<block_place> blocks = reference_blocks(stream);
        for_each_tuning([&] {
            const block_place& block = blocks[below(random, blocks.size())];
            const auto known = static_cast<std::ptrdiff_t>(below(
                random,
                std::min<std::uint64_t>(block.produced, history_size) + 1));
            const auto at =
                whole.begin() + static_cast<std::ptrdiff_t>(block.produced);
            const bytes history(at - known, at);
            const auto input = std::span(stream).subspan(block.bit / 8);
            const auto bit = static_cast<unsigned>(block.bit % 8);
            const decode_result expected =
                reference_inflate_from(input, bit, history);
            too_far += expected.error == errc::distance_too_far_back;
            for (const helped help : {helped::never, helped::always})
                BOOST_TEST((run_with_stops(input, bit, history,
                                           random_sizes(random, help), nullptr)
                                .decoded == expected));
        });
    }
    BOOST_TEST(too_far > 5U);
}

BOOST_AUTO_TEST_SUITE_END()
