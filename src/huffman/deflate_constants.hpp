// SPDX-License-Identifier: BSL-1.0
// The numbers of RFC 1951.
#ifndef MGUNZIP_DEFLATE_CONSTANTS_HPP
#define MGUNZIP_DEFLATE_CONSTANTS_HPP

#include <mgunzip/buffers.hpp>

#include <array>
#include <cstdint>

namespace mgunzip::detail {

// Symbols 286, 287 and 30, 31 take part in the fixed codes but are invalid
// (section 3.2.6); a dynamic block must not even count them.
inline constexpr unsigned litlen_symbols = 288;
inline constexpr unsigned distance_symbols = 32;
inline constexpr unsigned max_dynamic_litlens = 286;
inline constexpr unsigned max_dynamic_distances = 30;
inline constexpr unsigned end_of_block_symbol = 256;
inline constexpr unsigned first_length_symbol = 257;

inline constexpr unsigned max_code_length = 15;
inline constexpr unsigned max_match_length = 258;

// The code length code (section 3.2.7).
inline constexpr unsigned precode_symbols = 19;
inline constexpr unsigned max_precode_length = 7;
inline constexpr std::array<std::uint8_t, precode_symbols> precode_order = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

// Section 3.2.5.
inline constexpr std::array<std::uint16_t, 29> length_base = {
    3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
    31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
inline constexpr std::array<std::uint8_t, 29> length_extra_bits = {
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
    2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
inline constexpr std::array<std::uint16_t, 30> distance_base = {
    1,    2,    3,    4,    5,    7,    9,    13,    17,    25,
    33,   49,   65,   97,   129,  193,  257,  385,   513,   769,
    1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
inline constexpr std::array<std::uint8_t, 30> distance_extra_bits = {
    0, 0, 0, 0, 1, 1, 2, 2,  3,  3,  4,  4,  5,  5,  6,
    6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};

static_assert(distance_base.back() + (1u << distance_extra_bits.back()) - 1 ==
              history_size);
static_assert(length_base.back() == max_match_length);

/// The most bits that one token takes: a length and a distance, both with
/// their longest code and extra bits. It fits the 64-bit bit buffer with room
/// for a partial byte.
inline constexpr unsigned max_token_bits =
    max_code_length + 5 + max_code_length + 13;
static_assert(max_token_bits <= 56);

} // namespace mgunzip::detail

#endif
