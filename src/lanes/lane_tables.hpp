// SPDX-License-Identifier: BSL-1.0
// The tables that lanes walk through.
#ifndef MGUNZIP_LANE_TABLES_HPP
#define MGUNZIP_LANE_TABLES_HPP

#include "huffman/canonical_code.hpp"
#include "lanes/lane_entry.hpp"

#include <cstdint>

namespace mgunzip::detail {

inline constexpr unsigned max_lane_table_bits = 12;

/// Tables of 2^bits entries each, in the order of `lane_entry`'s table numbers.
struct lane_table_set {
    alignas(64) std::uint32_t table[4][1u << max_lane_table_bits];
    unsigned bits;
    bool has_long_distances; ///< of more bits than that
};
static_assert(sizeof lane_table_set::table[0] == lane_entry::next_distance);

/// With what the planner of rounds wants to know.
struct lane_tables : lane_table_set {
    /// Expected for a block that uses every symbol as often as the length of
    /// its code says.
    float bits_per_token;
    float bits_per_step;
};

/// Builds tables of 10 to 12 bits for codes that were found usable. Returns
/// false if long codes do not fit fewer than 12 bits; these they always fit.
bool build_lane_tables(const code_description& litlen,
                       const code_description& distance, unsigned bits,
                       lane_table_set& tables) noexcept;
bool build_lane_tables(const code_description& litlen,
                       const code_description& distance, unsigned bits,
                       lane_tables& tables) noexcept;

} // namespace mgunzip::detail

#endif
