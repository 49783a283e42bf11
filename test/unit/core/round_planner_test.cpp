// SPDX-License-Identifier: BSL-1.0
#include "lanes/round_planner.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <vector>

using namespace mgunzip::detail;

namespace {

constexpr unsigned lanes = 6;
constexpr std::uint64_t endless = std::uint64_t{1} << 40;
constexpr float bits_per_token = 10;

using lengths = std::vector<std::uint8_t>;

// Codes of many lengths: lanes are in sync soon.
length_counts varied_code() {
    lengths all(258, 0);
    for (unsigned i = 0; i < 14; ++i)
        all[i] = static_cast<std::uint8_t>(i + 1);
    all[14] = all[256] = 15;
    return length_counts(all);
}

// 2^bits codes of so many bits, but for one which has two codes below it.
length_counts uniform_code(unsigned bits) {
    lengths all(258, 0);
    for (unsigned i = 0; i < (1u << bits) - 1; ++i)
        all[i] = static_cast<std::uint8_t>(bits);
    all[255] = all[256] = static_cast<std::uint8_t>(bits + 1);
    return length_counts(all);
}

struct fixture {
    lane_tuning tuning;
    round_planner planner{tuning, lanes};
    std::unique_ptr<lane_tables> tables = std::make_unique<lane_tables>();

    fixture() {
        tables->bits_per_token = bits_per_token;
        tables->bits_per_step = bits_per_token;
    }

    // What a round is planned for, roughly.
    std::uint64_t planned_tokens() const {
        const round_plan plan = planner.plan(*tables, endless);
        return static_cast<std::uint64_t>(
            static_cast<float>(plan.span * lanes) / bits_per_token);
    }
    void decode(std::uint64_t tokens, std::uint64_t bytes) {
        planner.add_round(tokens,
                          static_cast<std::uint64_t>(
                              static_cast<float>(tokens) * bits_per_token));
        planner.add_output(bytes);
    }
    void block(std::uint64_t tokens, std::uint64_t bytes) {
        BOOST_TEST_REQUIRE(planner.begin_block(varied_code()));
        decode(tokens, bytes);
    }
    void begin() { BOOST_TEST_REQUIRE(planner.begin_block(varied_code())); }
};

// The planner adds a little.
bool is_about(std::uint64_t value, std::uint64_t wanted) {
    return value >= wanted && value <= wanted + wanted / 8 + 100;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(round_planner_, fixture)

BOOST_AUTO_TEST_CASE(a_first_block_may_be_small) {
    begin();
    BOOST_TEST(!planner.is_large_block());
    BOOST_TEST(is_about(planned_tokens(), tuning.small_round));
}

BOOST_AUTO_TEST_CASE(a_block_after_a_large_one_is_expected_to_be_large) {
    block(32767, 200000);
    begin();
    BOOST_TEST(planner.is_large_block());
    BOOST_TEST(is_about(planned_tokens(), tuning.large_round));
}

BOOST_AUTO_TEST_CASE(a_block_turns_out_to_be_large) {
    begin();
    decode(16001, 100000);
    BOOST_TEST(planner.is_large_block());
    BOOST_TEST(is_about(planned_tokens(), tuning.large_round));
}

BOOST_AUTO_TEST_CASE(the_last_round_goes_to_where_full_blocks_end) {
    block(32767, 200000);
    begin();
    decode(15500, 100000);
    BOOST_TEST(is_about(planned_tokens(), 32767 - 15500));
    decode(14000, 90000);
    BOOST_TEST(is_about(planned_tokens(), 32767 - 29500));
}

BOOST_AUTO_TEST_CASE(small_blocks_are_taken_to_the_next_round_number) {
    block(5000, 30000);
    begin();
    decode(3000, 20000);
    BOOST_TEST(is_about(planned_tokens(), 4096 - 3000));
    decode(1000, 7000); // almost there: to the one after it
    BOOST_TEST(is_about(planned_tokens(), 8192 - 4000));
}

BOOST_AUTO_TEST_CASE(the_last_block_of_equal_pieces_ends_with_the_piece) {
    for (int i = 0; i < 3; ++i) {
        block(10000, 131072);
        planner.note_flush();
    }
    begin();
    BOOST_TEST(is_about(planned_tokens(), 10000));
    decode(5000, 131072 / 2);
    BOOST_TEST(is_about(planned_tokens(), 5000));
}

BOOST_AUTO_TEST_CASE(a_full_block_comes_first_in_equal_pieces) {
    for (int i = 0; i < 3; ++i) {
        block(16383, 100000);
        block(5000, 31072);
        planner.note_flush();
    }
    begin();
    BOOST_TEST(planner.is_large_block());
    BOOST_TEST(is_about(planned_tokens(), 16383));
    decode(16383, 100000);
    begin();
    BOOST_TEST(!planner.is_large_block());
    BOOST_TEST(is_about(planned_tokens(), 5090)); // 31072 bytes of the same
}

BOOST_AUTO_TEST_CASE(pieces_of_different_size_tell_nothing) {
    block(10000, 131072);
    planner.note_flush();
    block(3000, 40000);
    planner.note_flush();
    begin();
    BOOST_TEST(is_about(planned_tokens(), tuning.small_round));
}

BOOST_AUTO_TEST_CASE(ends_of_next_to_nothing_are_no_pieces) {
    for (int i = 0; i < 3; ++i) {
        block(10000, 131072);
        planner.note_flush();
        planner.note_flush();
        planner.note_flush();
    }
    begin();
    BOOST_TEST(is_about(planned_tokens(), 10000));
}

BOOST_AUTO_TEST_CASE(encoders_that_split_pieces_are_not_expected_to_fill_them) {
    for (int i = 0; i < 3; ++i) {
        block(3000, 20000);
        block(3000, 20000);
        block(3000, 25280);
        planner.note_flush();
    }
    block(3000, 20000);
    begin();
    BOOST_TEST(planned_tokens() < 5000);
}

BOOST_AUTO_TEST_CASE(the_block_itself_tells_how_many_bits_a_token_takes) {
    block(32767, 200000);
    begin();
    const round_plan before = planner.plan(*tables, endless);
    planner.add_round(4000, 4000 * 20);
    const round_plan after = planner.plan(*tables, endless);
    BOOST_TEST(after.span > before.span * 3 / 2);
}

BOOST_AUTO_TEST_CASE(lanes_stay_within_what_is_left) {
    begin();
    const round_plan plan = planner.plan(*tables, 6000);
    BOOST_TEST(plan.span == 1000);
}

BOOST_AUTO_TEST_CASE(steps_are_limited_to_twice_what_the_span_takes) {
    begin();
    const round_plan plan = planner.plan(*tables, endless);
    const auto expected = static_cast<std::uint64_t>(
        static_cast<float>(plan.span + plan.overlap) / bits_per_token);
    BOOST_TEST(plan.step_limit >= 2 * expected);
    BOOST_TEST(plan.step_limit <= 2 * expected + 100);
}

BOOST_AUTO_TEST_CASE(uniform_codes_get_larger_rounds_and_overlap_more) {
    BOOST_TEST_REQUIRE(planner.begin_block(varied_code()));
    decode(32767, 40000);
    begin();
    const round_plan varied = planner.plan(*tables, endless);
    BOOST_TEST_REQUIRE(planner.begin_block(uniform_code(6)));
    decode(32767, 40000);
    BOOST_TEST_REQUIRE(planner.begin_block(uniform_code(6)));
    const round_plan uniform = planner.plan(*tables, endless);
    BOOST_TEST(uniform.span > varied.span * 3 / 2);
    BOOST_TEST(uniform.overlap > varied.overlap * 3 / 2);
}

BOOST_AUTO_TEST_CASE(uniform_codes_in_small_blocks_are_refused) {
    block(4096, 5000);
    BOOST_TEST(!planner.begin_block(uniform_code(7)));
}

BOOST_AUTO_TEST_CASE(codes_that_never_bring_lanes_into_step_are_refused) {
    lengths all(257, 8);
    all[0] = 0; // 256 codes of eight bits
    BOOST_TEST(!planner.begin_block(length_counts(all)));
}

BOOST_AUTO_TEST_CASE(a_tiny_block_does_not_get_ordinary_ones_refused) {
    block(5, 5);
    BOOST_TEST(planner.begin_block(varied_code()));
}

BOOST_AUTO_TEST_CASE(what_was_refused_often_is_tried_again) {
    block(4096, 5000);
    unsigned refused = 0;
    while (refused < 100 && !planner.begin_block(uniform_code(7)))
        ++refused;
    BOOST_TEST(refused >= 10);
    BOOST_TEST(refused < 100);
}

BOOST_AUTO_TEST_CASE(an_incomplete_code_is_refused) {
    lengths all(257, 0);
    all[256] = 1;
    BOOST_TEST(!planner.begin_block(length_counts(all)));
}

BOOST_AUTO_TEST_CASE(tests_can_have_every_block_accepted) {
    tuning.accept_all_blocks = true;
    round_planner lenient(tuning, lanes);
    lengths all(257, 0);
    all[256] = 1;
    BOOST_TEST(lenient.begin_block(length_counts(all)));
}

BOOST_AUTO_TEST_SUITE_END()
