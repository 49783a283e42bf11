// SPDX-License-Identifier: BSL-1.0
// The split: records become literals and matches, with AVX-512 VBMI2.
#ifndef MGUNZIP_LANE_SPLIT_AVX512_HPP
#define MGUNZIP_LANE_SPLIT_AVX512_HPP

#ifndef MGUNZIP_KERNEL_NAMESPACE
#error "define MGUNZIP_KERNEL_NAMESPACE before this header is included"
#endif

#include "huffman/deflate_constants.hpp"
#include "lanes/lane_entry.hpp"
#include "lanes/symbol_batch.hpp"

#include <immintrin.h>

namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE {
namespace {

inline __m512i splat(std::uint32_t value) {
    return _mm512_set1_epi32(static_cast<int>(value));
}

inline __m512i field(__m512i entries, unsigned shift, std::uint32_t mask) {
    return _mm512_and_si512(_mm512_srli_epi32(entries, shift), splat(mask));
}

struct distance_bases {
    alignas(64) std::uint32_t of[32];
};
constexpr distance_bases lane_distance_bases = [] {
    distance_bases bases{};
    for (unsigned i = 0; i < max_dynamic_distances; ++i)
        bases.of[i] = distance_base[i];
    return bases;
}();

// Appends the symbols of records `begin` to `end` of `pairs`, complete ones, up
// to the first special one. Returns the index behind those that were taken.
// Sixteen records at a time are two vectors of four pairs, which are loaded
// whole even if not all are wanted. Results are compressed in registers and
// then stored whole: Zen 4 needs over 100 cycles for a compressing store.
std::uint32_t split_records(symbol_batch& batch, const lane_record_pair* pairs,
                            std::uint32_t begin, std::uint32_t end,
                            bool has_long_distances) {
    const __m512i even = _mm512_set_epi64(14, 12, 10, 8, 6, 4, 2, 0);
    const __m512i odd = _mm512_add_epi64(even, _mm512_set1_epi64(1));
    const __m512i bases_low = _mm512_load_si512(lane_distance_bases.of);
    const __m512i bases_high = _mm512_load_si512(lane_distance_bases.of + 16);
    // The byte with the number of literals, copied to the two payload bytes:
    // byte 2 is a literal if it is not 0, byte 3 if it is 2.
    const __m512i number_to_payload = _mm512_broadcast_i32x4(
        _mm_set_epi8(12, 12, -1, -1, 8, 8, -1, -1, 4, 4, -1, -1, 0, 0, -1, -1));
    const __m512i literal_test = splat(0x80c00000);
    const __m512i interleave = _mm512_set_epi32(30, 14, 28, 12, 26, 10, 24, 8,
                                                22, 6, 20, 4, 18, 2, 16, 0);
    // In the mask of two bits a record, those of the records before.
    const __m512i bits_before = _mm512_sub_epi32(
        _mm512_sllv_epi32(splat(1),
                          _mm512_set_epi32(30, 28, 26, 24, 22, 20, 18, 16, 14,
                                           12, 10, 8, 6, 4, 2, 0)),
        splat(1));

    std::uint8_t* literal_out = batch.literals + batch.literal_count;
    std::uint32_t match_count = batch.match_count;
    __m512i last_length = _mm512_setzero_si512();
    const std::uint32_t widest = batch.copy_width;
    std::uint32_t valid = 0xffffu << (begin & 1);

    for (std::uint32_t i = begin & ~1u; i < end; i += 16) {
        const __m512i low = _mm512_loadu_si512(pairs + i / 2);
        const __m512i high = _mm512_loadu_si512(pairs + i / 2 + 4);
        __m512i entry = _mm512_permutex2var_epi64(low, even, high);
        const __m512i first_bits = _mm512_permutex2var_epi64(low, odd, high);
        // Shifts by the first entry of each pair, of which the lowest six bits
        // count: what it consumes. Upper halves are not used.
        const __m512i second_bits =
            _mm512_shrdv_epi64(first_bits, first_bits, entry);
        const __m512i bits =
            _mm512_permutex2var_epi32(first_bits, interleave, second_bits);
        if (end - i < 16)
            valid &= (1u << (end - i)) - 1;
        if (valid != 0xffff) [[unlikely]]
            entry =
                _mm512_maskz_mov_epi32(static_cast<__mmask16>(valid), entry);
        valid = 0xffff;
        const __mmask16 specials =
            _mm512_test_epi32_mask(entry, splat(lane_entry::special));
        if (specials != 0) [[unlikely]] {
            const auto before = static_cast<unsigned>(__builtin_ctz(specials));
            entry = _mm512_maskz_mov_epi32(
                static_cast<__mmask16>((1u << before) - 1), entry);
            end = i + before; // ends the loop
        }

        const __mmask64 literal_bytes = _mm512_test_epi8_mask(
            _mm512_shuffle_epi8(entry, number_to_payload), literal_test);
        // Bits 2 and 3 of four are the two of each record.
        const auto literal_bits = static_cast<std::uint32_t>(
            _pext_u64(literal_bytes, 0xcccccccccccccccc));
        const __m512i literals_before = _mm512_add_epi32(
            _mm512_popcnt_epi32(
                _mm512_and_si512(splat(literal_bits), bits_before)),
            splat(static_cast<std::uint32_t>(literal_out - batch.literals)));
        _mm512_storeu_si512(literal_out,
                            _mm512_maskz_compress_epi8(literal_bytes, entry));
        literal_out += __builtin_popcount(literal_bits);

        const __mmask16 has_distance =
            _mm512_test_epi32_mask(entry, splat(lane_entry::match_end));
        const auto is_fused =
            static_cast<__mmask16>(_mm512_movepi32_mask(entry) & has_distance);
        const __m512i consumed =
            _mm512_and_si512(entry, splat(lane_entry::consume_mask));
        const __m512i extra = _mm512_srlv_epi32(
            _mm512_andnot_si512(_mm512_sllv_epi32(splat(~0u), consumed), bits),
            field(entry, lane_entry::code_bits_shift,
                  lane_entry::code_bits_mask));
        const __m512i payload =
            _mm512_srli_epi32(entry, lane_entry::payload_shift);
        const __m512i distance = _mm512_add_epi32(
            extra, _mm512_permutex2var_epi32(bases_low, payload, bases_high));
        __m512i length = _mm512_mask_add_epi32(
            _mm512_add_epi32(extra, payload), is_fused,
            field(entry, lane_entry::fused_length_shift, 255), splat(3));

        // The length of a distance is that of the record before.
        __m512i length_before = _mm512_alignr_epi32(length, last_length, 15);
        if (has_long_distances) [[unlikely]] {
            const __mmask16 in_long_distance = _mm512_cmpeq_epi32_mask(
                _mm512_and_si512(entry, splat(lane_entry::next_mask)),
                splat(lane_entry::next_long_distance));
            length =
                _mm512_mask_mov_epi32(length, in_long_distance, length_before);
            length_before = _mm512_alignr_epi32(length, last_length, 15);
        }
        last_length = length;
        const __m512i match_length =
            _mm512_mask_mov_epi32(length_before, is_fused, length);
        const __m512i packed = _mm512_or_si512(
            _mm512_slli_epi32(match_length, packed_match::length_shift),
            distance);
        const auto takes_more = _mm512_cmpgt_epi32_mask(
            match_length, _mm512_min_epu32(splat(widest), distance));
        const __m512i flagged = _mm512_mask_or_epi32(
            packed, takes_more, packed, splat(packed_match::takes_more));
        _mm512_storeu_si512(batch.match + match_count,
                            _mm512_maskz_compress_epi32(has_distance, flagged));
        _mm512_storeu_si512(
            batch.literals_before + match_count,
            _mm512_maskz_compress_epi32(has_distance, literals_before));
        match_count += static_cast<unsigned>(__builtin_popcount(has_distance));
    }
    batch.literal_count =
        static_cast<std::uint32_t>(literal_out - batch.literals);
    batch.match_count = match_count;
    return end;
}

} // namespace
} // namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE

#endif
