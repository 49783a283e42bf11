// SPDX-License-Identifier: BSL-1.0
// Joins two symbols in one entry of the lane tables, with AVX-512.
#ifndef MGUNZIP_KERNEL_LANE_FUSE_AVX512_HPP
#define MGUNZIP_KERNEL_LANE_FUSE_AVX512_HPP

#ifndef MGUNZIP_KERNEL_NAMESPACE
#error "define MGUNZIP_KERNEL_NAMESPACE before this header is included"
#endif

#include "lane_entry.hpp"

#include <immintrin.h>

namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE {
namespace {

inline __m512i splat(std::uint32_t value) {
    return _mm512_set1_epi32(static_cast<int>(value));
}

inline __m512i field(__m512i entries, unsigned shift, std::uint32_t mask) {
    return _mm512_and_si512(_mm512_srli_epi32(entries, shift), splat(mask));
}

// Sums over all indices, every one of them being equally likely if the code
// fits the data.
struct table_sums {
    __m512i bits = _mm512_setzero_si512();
    __m512i tokens = _mm512_setzero_si512();
    __m512i lengths = _mm512_setzero_si512(); // without their distance
};

// Literal and literal: both codes fit the index.
inline __m512i fuse_literals(__m512i first, __m512i index, __mmask16 candidates,
                             const std::uint32_t* litlen, unsigned table_bits) {
    const __m512i taken =
        _mm512_and_si512(first, splat(lane_entry::consume_mask));
    const __m512i second =
        _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), candidates,
                                    _mm512_srlv_epi32(index, taken), litlen, 4);
    const __m512i taken_by_second =
        _mm512_and_si512(second, splat(lane_entry::consume_mask));
    __mmask16 pairs = _mm512_mask_test_epi32_mask(
        candidates, second, splat(lane_entry::one_literal));
    pairs = _mm512_mask_cmple_epi32_mask(
        pairs, _mm512_add_epi32(taken, taken_by_second), splat(table_bits));
    // What is consumed adds up, the number of literals goes from 1 to 2, the
    // code bits stay those of the first.
    __m512i both = _mm512_add_epi32(_mm512_add_epi32(first, taken_by_second),
                                    splat(lane_entry::one_literal));
    const __m512i byte = _mm512_slli_epi32(
        _mm512_srli_epi32(second, lane_entry::payload_shift), 24);
    both = _mm512_or_si512(both, byte);
    return _mm512_mask_mov_epi32(first, pairs, both);
}

// Length and distance: the length with its extra bits, and the distance's code
// fit the index. The distance's extra bits need not: the record has them.
// `lengths` loses those that were joined.
inline __m512i fuse_match(__m512i first, __m512i index, __mmask16 candidates,
                          __mmask16& lengths, const std::uint32_t* distance,
                          unsigned table_bits) {
    const __m512i taken =
        _mm512_and_si512(first, splat(lane_entry::consume_mask));
    const __m512i second = _mm512_mask_i32gather_epi32(
        _mm512_setzero_si512(), candidates, _mm512_srlv_epi32(index, taken),
        distance, 4);
    __mmask16 fits = _mm512_mask_test_epi32_mask(candidates, second,
                                                 splat(lane_entry::match_end));
    const __m512i before_extra =
        _mm512_add_epi32(taken, field(second, lane_entry::code_bits_shift,
                                      lane_entry::code_bits_mask));
    fits = _mm512_mask_cmple_epi32_mask(fits, before_extra, splat(table_bits));

    const __m512i extra = _mm512_srlv_epi32(
        _mm512_andnot_si512(_mm512_sllv_epi32(splat(~0u), taken), index),
        field(first, lane_entry::code_bits_shift, lane_entry::code_bits_mask));
    const __m512i length = _mm512_add_epi32(
        _mm512_srli_epi32(first, lane_entry::payload_shift), extra);
    __m512i both = _mm512_add_epi32(
        taken, _mm512_and_si512(second, splat(lane_entry::consume_mask)));
    both = _mm512_or_si512(
        both, _mm512_slli_epi32(before_extra, lane_entry::code_bits_shift));
    both =
        _mm512_or_si512(both, splat(lane_entry::match_end | lane_entry::fused));
    both = _mm512_or_si512(both,
                           _mm512_slli_epi32(_mm512_sub_epi32(length, splat(3)),
                                             lane_entry::fused_length_shift));
    both = _mm512_or_si512(
        both, _mm512_and_si512(second, splat(lane_entry::distance_symbol_mask
                                             << lane_entry::payload_shift)));
    lengths = static_cast<__mmask16>(lengths & ~fits);
    return _mm512_mask_mov_epi32(first, fits, both);
}

inline void add_up(table_sums& sums, __m512i entries, __mmask16 lengths) {
    sums.bits = _mm512_add_epi32(
        sums.bits, _mm512_and_si512(entries, splat(lane_entry::consume_mask)));
    sums.lengths =
        _mm512_mask_add_epi32(sums.lengths, lengths, sums.lengths, splat(1));
    sums.tokens = _mm512_add_epi32(
        sums.tokens,
        _mm512_max_epi32(splat(1),
                         field(entries, lane_entry::literals_shift, 3)));
}

// From the highest index down: the entry of the symbol that follows is at
// `index >> consume`, which is lower, or in the same vector and read before it
// is written; so it is one symbol still.
template <unsigned TableBits>
void fuse_entries(lane_tables& tables) {
    std::uint32_t* const litlen = tables.table[0];
    const std::uint32_t* const distance = tables.table[1];
    const __m512i iota =
        _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    table_sums sums;
    __m512i distance_bits = _mm512_setzero_si512();
    for (unsigned i = 0; i < 1u << TableBits; i += 16)
        distance_bits = _mm512_add_epi32(
            distance_bits, _mm512_and_si512(_mm512_load_si512(distance + i),
                                            splat(lane_entry::consume_mask)));

    for (unsigned i = 1u << TableBits; i != 0; i -= 16) {
        const __m512i index = _mm512_add_epi32(iota, splat(i - 16));
        const __m512i first = _mm512_load_si512(litlen + i - 16);
        const __m512i taken =
            _mm512_and_si512(first, splat(lane_entry::consume_mask));
        const __mmask16 has_room =
            _mm512_cmplt_epi32_mask(taken, splat(TableBits));
        const __mmask16 literals =
            _mm512_test_epi32_mask(first, splat(lane_entry::one_literal));
        __mmask16 lengths = _mm512_cmpeq_epi32_mask(
            _mm512_and_si512(first, splat(lane_entry::next_mask)),
            splat(lane_entry::next_distance));
        __m512i result = first;
        if ((literals & has_room) != 0)
            result = fuse_literals(result, index, literals & has_room, litlen,
                                   TableBits);
        if ((lengths & has_room) != 0)
            result = fuse_match(result, index, lengths & has_room, lengths,
                                distance, TableBits);
        _mm512_store_si512(litlen + i - 16, result);
        add_up(sums, result, lengths);
    }

    constexpr float size = 1u << TableBits;
    const auto lengths =
        static_cast<float>(_mm512_reduce_add_epi32(sums.lengths));
    const float bits =
        static_cast<float>(_mm512_reduce_add_epi32(sums.bits)) +
        lengths * static_cast<float>(_mm512_reduce_add_epi32(distance_bits)) /
            size;
    tables.bits_per_token =
        bits / static_cast<float>(_mm512_reduce_add_epi32(sums.tokens));
    tables.bits_per_step = bits / (size + lengths);
}

} // namespace
} // namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE

#endif
