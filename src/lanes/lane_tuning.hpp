// SPDX-License-Identifier: BSL-1.0
// The sizes that a lane decoder works with, and counts of what it did.
#ifndef MGUNZIP_LANE_TUNING_HPP
#define MGUNZIP_LANE_TUNING_HPP

#include <cstdint>

namespace mgunzip::detail {

/// How often the paths of a decoder ran.
struct lane_counters {
    std::uint64_t tables = 0; ///< built
    std::uint64_t rounds = 0;
    std::uint64_t met = 0;         ///< two lanes had a boundary in common
    std::uint64_t met_in_pair = 0; ///< the boundary was between paired literals
    std::uint64_t next_ran_out = 0;
    std::uint64_t gaps = 0;
    std::uint64_t gaps_not_closed = 0;
    std::uint64_t blocks_ended = 0;
    std::uint64_t handed_back = 0; ///< rounds left to the careful step
    std::uint64_t given_up = 0;    ///< blocks, for waste
    std::uint64_t records = 0;
    std::uint64_t useful_records = 0;
};

/// What tests change to make rare paths run.
struct lane_tuning {
    /// Bits that each lane is given at least.
    std::uint32_t min_span = 900;
    /// Bits that a lane goes on into the span of the next.
    std::uint32_t overlap = 250;
    /// Tokens that a round aims at, in blocks that are expected to be small
    /// and large.
    std::uint32_t small_round = 4096;
    std::uint32_t large_round = 16384;
    /// Take on blocks that are too small or whose codes are too uniform.
    bool accept_all_blocks = false;
    /// Where to count; null: nowhere.
    lane_counters* counters = nullptr;
};

} // namespace mgunzip::detail

#endif
