// SPDX-License-Identifier: BSL-1.0
// The table entries of the lane decoder, and the records that its lanes leave.
#ifndef MGUNZIP_LANE_ENTRY_HPP
#define MGUNZIP_LANE_ENTRY_HPP

#include "huffman/deflate_constants.hpp"

#include <cstddef>
#include <cstdint>

namespace mgunzip::detail {

/// A step of a lane looks up one entry. Low bit first:
///
///      0- 5  consume: bits that the step takes, extra bits included
///      6- 7  number of literals: 0, 1 or 2
///      8-11  code bits: those in front of the extra bits; in a pair of
///            literals, those of the first one
///     12     special: end of block (payload 0) or invalid (payload 1)
///     13     match end: with this step a distance is known
///     14-15  the table of the next step: 0 litlen, 1 distance, 2 and 3 what is
///            left of long codes of these
///     16-31  payload. Literals: one or two bytes. Length: the base length.
///            Distance: the distance symbol. Both in one: the distance symbol
///            (16-20), length - 3 (21-28), and bit 31, which says so together
///            with match end
///
/// All tables have room for 4096 entries, so bits 14-15 are where they stand
/// the byte offset of the next table.
namespace lane_entry {
inline constexpr std::uint32_t consume_mask = 63;
inline constexpr unsigned literals_shift = 6;
inline constexpr std::uint32_t one_literal = 1u << 6;
inline constexpr std::uint32_t two_literals = 1u << 7;
inline constexpr unsigned code_bits_shift = 8;
inline constexpr std::uint32_t code_bits_mask = 15;
inline constexpr std::uint32_t special = 1u << 12;
inline constexpr std::uint32_t match_end = 1u << 13;
inline constexpr std::uint32_t next_mask = 3u << 14;
inline constexpr std::uint32_t next_distance = 1u << 14;
inline constexpr std::uint32_t next_long_litlen = 2u << 14;
inline constexpr std::uint32_t next_long_distance = 3u << 14;
inline constexpr unsigned payload_shift = 16;
inline constexpr unsigned second_literal_shift = 24;
inline constexpr std::uint32_t distance_symbol_mask = 31;
inline constexpr unsigned fused_length_shift = 21;
inline constexpr std::uint32_t fused = 1u << 31;
inline constexpr std::uint32_t invalid = special | 1u << payload_shift;
/// An unused bit pattern. It takes one bit, so that a lane moves on.
inline constexpr std::uint32_t unused = invalid | 1;

constexpr std::uint32_t consume(std::uint32_t entry) {
    return entry & consume_mask;
}
constexpr std::uint32_t code_bits(std::uint32_t entry) {
    return (entry >> code_bits_shift) & code_bits_mask;
}
constexpr bool is_pair(std::uint32_t entry) {
    return (entry & two_literals) != 0;
}
/// A pair of literals reduced to its first.
constexpr std::uint32_t first_of_pair(std::uint32_t entry) {
    return (entry & (0xffu << payload_shift)) | one_literal |
           code_bits(entry) << code_bits_shift | code_bits(entry);
}
} // namespace lane_entry

/// What two steps leave behind: their entries, and the stream from the first
/// step on. These hold the extra bits of both, so they are all that is needed
/// to make symbols of them.
struct lane_record_pair {
    std::uint32_t entry[2];
    std::uint64_t bits;
};

/// Pairs behind a run that a split may load.
inline constexpr std::size_t split_overread = 7;

} // namespace mgunzip::detail

#endif
