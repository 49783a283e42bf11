// SPDX-License-Identifier: BSL-1.0
// The split: records become literals and matches, with AVX-512 VBMI2.
#ifndef MGUNZIP_KERNEL_LANE_SPLIT_AVX512_HPP
#define MGUNZIP_KERNEL_LANE_SPLIT_AVX512_HPP

#ifndef MGUNZIP_KERNEL_NAMESPACE
#error "define MGUNZIP_KERNEL_NAMESPACE before this header is included"
#endif

#include "../symbol_batch.hpp"
#include "lane_fuse_avx512.hpp"

namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE {
namespace {

inline __m512i prefix_sum(__m512i x) {
    const __m512i zero = _mm512_setzero_si512();
    x = _mm512_add_epi32(x, _mm512_alignr_epi32(x, zero, 15));
    x = _mm512_add_epi32(x, _mm512_alignr_epi32(x, zero, 14));
    x = _mm512_add_epi32(x, _mm512_alignr_epi32(x, zero, 12));
    return _mm512_add_epi32(x, _mm512_alignr_epi32(x, zero, 8));
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

// Appends the symbols of `count` records, complete ones, up to the first
// special one. Returns how many were taken. Sixteen at a time: two vectors of
// eight records. Results are compressed in registers and then stored whole:
// Zen 4 needs over 100 cycles for a compressing store.
std::uint32_t split_records(symbol_batch& batch, const lane_record* records,
                            std::uint32_t count) {
    const __m512i even = _mm512_set_epi32(30, 28, 26, 24, 22, 20, 18, 16, 14,
                                          12, 10, 8, 6, 4, 2, 0);
    const __m512i odd = _mm512_add_epi32(even, splat(1));
    const __m512i bases_low = _mm512_load_si512(lane_distance_bases.of);
    const __m512i bases_high = _mm512_load_si512(lane_distance_bases.of + 16);
    // Each record's byte with the number of literals, next to its two payload
    // bytes: byte 2 is a literal if it is not 0, byte 3 if it is 2.
    const __m512i number_to_payload = _mm512_broadcast_i32x4(_mm_set_epi8(
        -1, -1, -1, -1, 8, 8, -1, -1, -1, -1, -1, -1, 0, 0, -1, -1));
    const __m512i literal_test = _mm512_set1_epi64(0x80c00000);

    std::uint8_t* literal_out = batch.literals + batch.literal_count;
    std::uint32_t length_count = batch.match_count;
    std::uint32_t match_count = batch.match_count;
    std::uint32_t taken = count;

    for (std::uint32_t i = 0; i < count; i += 16) {
        __m512i low;
        __m512i high;
        if (count - i >= 16) {
            low = _mm512_loadu_si512(records + i);
            high = _mm512_loadu_si512(records + i + 8);
        } else {
            const std::uint32_t valid = (1u << (count - i)) - 1;
            low = _mm512_maskz_loadu_epi64(static_cast<__mmask8>(valid),
                                           records + i);
            high = _mm512_maskz_loadu_epi64(static_cast<__mmask8>(valid >> 8),
                                            records + i + 8);
        }
        __m512i entry = _mm512_permutex2var_epi32(low, even, high);
        const __mmask16 specials =
            _mm512_test_epi32_mask(entry, splat(lane_entry::special));
        if (specials != 0) [[unlikely]] {
            const auto before = static_cast<unsigned>(__builtin_ctz(specials));
            const std::uint32_t valid = (1u << before) - 1;
            low = _mm512_maskz_mov_epi64(static_cast<__mmask8>(valid), low);
            high =
                _mm512_maskz_mov_epi64(static_cast<__mmask8>(valid >> 8), high);
            entry =
                _mm512_maskz_mov_epi32(static_cast<__mmask16>(valid), entry);
            taken = count = i + before; // ends the loop
        }
        const __m512i bits = _mm512_permutex2var_epi32(low, odd, high);

        const __m512i literals_before = _mm512_add_epi32(
            prefix_sum(field(entry, lane_entry::literals_shift, 3)),
            splat(static_cast<std::uint32_t>(literal_out - batch.literals)));
        const __mmask16 has_distance =
            _mm512_test_epi32_mask(entry, splat(lane_entry::match_end));
        const auto is_fused =
            static_cast<__mmask16>(_mm512_movepi32_mask(entry) & has_distance);
        const auto has_length = static_cast<__mmask16>(
            _mm512_cmpeq_epi32_mask(
                _mm512_and_si512(entry, splat(lane_entry::next_mask)),
                splat(lane_entry::next_distance)) |
            is_fused);

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
        const __m512i length = _mm512_mask_add_epi32(
            _mm512_add_epi32(extra, payload), is_fused,
            field(entry, lane_entry::fused_length_shift, 255), splat(3));

        _mm512_storeu_si512(batch.length + length_count,
                            _mm512_maskz_compress_epi32(has_length, length));
        length_count += static_cast<unsigned>(__builtin_popcount(has_length));
        _mm512_storeu_si512(
            batch.distance + match_count,
            _mm512_maskz_compress_epi32(has_distance, distance));
        _mm512_storeu_si512(
            batch.literals_before + match_count,
            _mm512_maskz_compress_epi32(has_distance, literals_before));
        match_count += static_cast<unsigned>(__builtin_popcount(has_distance));

        const __mmask64 low_bytes = _mm512_test_epi8_mask(
            _mm512_shuffle_epi8(low, number_to_payload), literal_test);
        const __mmask64 high_bytes = _mm512_test_epi8_mask(
            _mm512_shuffle_epi8(high, number_to_payload), literal_test);
        _mm512_storeu_si512(literal_out,
                            _mm512_maskz_compress_epi8(low_bytes, low));
        literal_out += __builtin_popcountll(low_bytes);
        _mm512_storeu_si512(literal_out,
                            _mm512_maskz_compress_epi8(high_bytes, high));
        literal_out += __builtin_popcountll(high_bytes);
    }
    batch.literal_count =
        static_cast<std::uint32_t>(literal_out - batch.literals);
    batch.match_count = match_count;
    return taken;
}

} // namespace
} // namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE

#endif
