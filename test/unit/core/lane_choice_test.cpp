// SPDX-License-Identifier: BSL-1.0
#include "lanes/lane_choice.hpp"

#include <boost/test/unit_test.hpp>

using mgunzip::detail::lane_choice;

namespace {

constexpr std::size_t much = 1 << 20;

// A stream whose blocks follow each other.
class block_stream {
  public:
    explicit block_stream(lane_choice& choice) : choice_(choice) {}

    // Begins a block; it takes so much input and output.
    bool next(std::uint64_t in, std::uint64_t out, bool is_fixed = false,
              std::size_t input_left = much) {
        const bool is_for_lanes =
            choice_.begin_block(at_, input_left, is_fixed);
        begin_ = at_;
        at_ = {at_.in + in, at_.out + out};
        return is_for_lanes;
    }
    // So far into the block.
    bool has_grown(std::uint64_t in) {
        return choice_.has_grown({begin_.in + in, begin_.out + in});
    }
    lane_choice::position end() const { return at_; }

  private:
    lane_choice& choice_;
    lane_choice::position begin_{};
    lane_choice::position at_{100, 0};
};

struct fixture {
    lane_choice choice;
    block_stream blocks{choice};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(lane_choice_, fixture)

BOOST_AUTO_TEST_CASE(the_first_block_is_for_lanes) {
    BOOST_TEST(blocks.next(20000, 80000));
}

BOOST_AUTO_TEST_CASE(a_block_at_the_end_of_the_input_is_not) {
    BOOST_TEST(!blocks.next(20, 80, false, 1000));
}

BOOST_AUTO_TEST_CASE(lanes_wait_after_two_small_blocks_until_a_larger_one) {
    BOOST_TEST(blocks.next(1000, 4000));
    BOOST_TEST(blocks.next(1000, 4000));
    BOOST_TEST(!blocks.next(1000, 4000));
    BOOST_TEST(!blocks.next(30000, 90000)); // known to be large at its end
    BOOST_TEST(blocks.next(1000, 4000));
}

BOOST_AUTO_TEST_CASE(one_small_block_between_large_ones_changes_nothing) {
    for (int i = 0; i < 5; ++i) {
        BOOST_TEST(blocks.next(30000, 90000));
        BOOST_TEST(blocks.next(100, 400));
    }
}

BOOST_AUTO_TEST_CASE(a_block_after_one_of_long_matches_is_not_for_lanes) {
    BOOST_TEST(blocks.next(10000, 10000 * 250));
    BOOST_TEST(!blocks.next(10000, 10000 * 4));
    BOOST_TEST(blocks.next(10000, 10000 * 4));
}

BOOST_AUTO_TEST_CASE(what_is_between_blocks_belongs_to_none) {
    BOOST_TEST(blocks.next(100, 400));
    choice.end_block(blocks.end());
    choice.end_block({1 << 20, 1 << 20}); // stored blocks
    BOOST_TEST(blocks.next(100, 400));
    BOOST_TEST(!blocks.next(100, 400));
}

BOOST_AUTO_TEST_CASE(a_block_of_fixed_codes_is_probed) {
    BOOST_TEST(!blocks.next(20000, 80000, true));
    BOOST_TEST(choice.is_probing());
    BOOST_TEST(!blocks.has_grown(1000));
    BOOST_TEST(choice.is_probing());
    BOOST_TEST(blocks.has_grown(3000));
    BOOST_TEST(!choice.is_probing());
    BOOST_TEST(!blocks.has_grown(4000)); // told once
}

BOOST_AUTO_TEST_CASE(after_a_large_block_of_fixed_codes_no_other_is_probed) {
    BOOST_TEST(!blocks.next(20000, 80000, true));
    BOOST_TEST(blocks.next(20000, 80000, true));
    BOOST_TEST(!choice.is_probing());
}

BOOST_AUTO_TEST_CASE(after_a_small_block_of_fixed_codes_the_next_is_probed) {
    BOOST_TEST(!blocks.next(20, 80, true));
    BOOST_TEST(!blocks.next(20000, 80000, true));
    BOOST_TEST(choice.is_probing());
}

BOOST_AUTO_TEST_CASE(a_block_of_other_codes_is_not_probed) {
    BOOST_TEST(blocks.next(20000, 80000));
    BOOST_TEST(!choice.is_probing());
    BOOST_TEST(!blocks.has_grown(10000));
}

BOOST_AUTO_TEST_SUITE_END()
