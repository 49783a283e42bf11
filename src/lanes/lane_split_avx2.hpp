// SPDX-License-Identifier: BSL-1.0
// The split: records become literals and matches, with AVX2.
#ifndef MGUNZIP_LANE_SPLIT_AVX2_HPP
#define MGUNZIP_LANE_SPLIT_AVX2_HPP

#ifndef MGUNZIP_KERNEL_NAMESPACE
#error "define MGUNZIP_KERNEL_NAMESPACE before this header is included"
#endif

#include "lanes/lane_entry.hpp"
#include "lanes/symbol_batch.hpp"

#include <immintrin.h>

namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE {
namespace {

// What a mask of eight records, one bit each, stands for.
struct mask_tables {
    /// Indices of the records in the mask, in order.
    alignas(64) std::uint8_t chosen[256][8];
    /// How many are in the mask up to each record.
    alignas(64) std::uint8_t counted[256][8];
    /// For four records, those with one literal in the low half of the mask,
    /// those with two in the high half: which bytes of theirs are literals.
    alignas(64) std::uint8_t literals[256][8];
};
constexpr mask_tables of_mask = [] {
    mask_tables tables{};
    for (unsigned mask = 0; mask < 256; ++mask) {
        unsigned count = 0;
        for (unsigned i = 0; i < 8; ++i) {
            if ((mask >> i & 1) != 0)
                tables.chosen[mask][count++] = static_cast<std::uint8_t>(i);
            tables.counted[mask][i] = static_cast<std::uint8_t>(count);
        }
        count = 0;
        for (unsigned i = 0; i < 4; ++i) {
            const unsigned number = (mask >> i & 1) + 2 * (mask >> (i + 4) & 1);
            for (unsigned k = 0; k < number && k < 2; ++k)
                tables.literals[mask][count++] =
                    static_cast<std::uint8_t>(4 * i + 2 + k);
        }
    }
    return tables;
}();

inline __m256i splat(std::uint32_t value) {
    return _mm256_set1_epi32(static_cast<int>(value));
}

inline __m256i field(__m256i entries, int shift, std::uint32_t mask) {
    return _mm256_and_si256(_mm256_srli_epi32(entries, shift), splat(mask));
}

// One bit for each of eight records, from bit `Bit` of its entry.
template <int Bit>
std::uint32_t mask_of_bit(__m256i entries) {
    return static_cast<std::uint32_t>(_mm256_movemask_ps(
        _mm256_castsi256_ps(_mm256_slli_epi32(entries, 31 - Bit))));
}

inline __m256i bytes_to_words(const std::uint8_t (&bytes)[8]) {
    return _mm256_cvtepu8_epi32(
        _mm_loadl_epi64(reinterpret_cast<const __m128i*>(bytes)));
}

inline __m256i first_lanes(unsigned count) {
    return _mm256_cmpgt_epi32(splat(count),
                              _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

// The base distances of symbols 0 to 29 (section 3.2.5), by arithmetic.
inline __m256i base_distance(__m256i symbol) {
    const __m256i one = splat(1);
    const __m256i high =
        _mm256_or_si256(_mm256_and_si256(symbol, one), splat(2));
    const __m256i shift = _mm256_sub_epi32(_mm256_srli_epi32(symbol, 1), one);
    // Symbols 0 and 1 shift by more than there are bits.
    const __m256i base = _mm256_add_epi32(_mm256_sllv_epi32(high, shift), one);
    return _mm256_sub_epi32(base, _mm256_cmpeq_epi32(symbol, one));
}

// Stores the literals of four records; returns how many.
inline std::uint32_t store_literals(std::uint8_t* to, __m128i entries,
                                    std::uint32_t one, std::uint32_t two) {
    const std::uint32_t mask = one | two << 4;
    const __m128i bytes = _mm_shuffle_epi8(
        entries, _mm_loadl_epi64(
                     reinterpret_cast<const __m128i*>(of_mask.literals[mask])));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to), bytes);
    return static_cast<std::uint32_t>(__builtin_popcount(mask) +
                                      __builtin_popcount(two));
}

// Appends the symbols of records `begin` to `end` of `pairs`, complete ones, up
// to the first special one. Returns the index behind those that were taken.
// Eight records at a time are two vectors of two pairs, which are loaded whole
// even if not all are wanted.
std::uint32_t split_records(symbol_batch& batch, const lane_record_pair* pairs,
                            std::uint32_t begin, std::uint32_t end,
                            bool has_long_distances) {
    const __m256i rotate = _mm256_setr_epi32(7, 0, 1, 2, 3, 4, 5, 6);
    const __m256i widest = splat(batch.copy_width);
    std::uint8_t* literal_out = batch.literals + batch.literal_count;
    std::uint32_t match_count = batch.match_count;
    __m256i last_length = _mm256_setzero_si256(); // rotated by one record
    unsigned skipped = begin & 1;

    for (std::uint32_t i = begin & ~1u; i < end; i += 8) {
        const __m256i low =
            _mm256_loadu_si256(reinterpret_cast<const __m256i*>(pairs + i / 2));
        const __m256i high = _mm256_loadu_si256(
            reinterpret_cast<const __m256i*>(pairs + i / 2 + 2));
        __m256i entry = _mm256_permute4x64_epi64(
            _mm256_unpacklo_epi64(low, high), _MM_SHUFFLE(3, 1, 2, 0));
        const __m256i first_bits = _mm256_permute4x64_epi64(
            _mm256_unpackhi_epi64(low, high), _MM_SHUFFLE(3, 1, 2, 0));
        const __m256i second_bits = _mm256_srlv_epi64(
            first_bits, _mm256_and_si256(entry, _mm256_set1_epi64x(
                                                    lane_entry::consume_mask)));
        const __m256i bits = _mm256_blend_epi32(
            first_bits, _mm256_slli_epi64(second_bits, 32), 0xaa);
        if (skipped != 0 || end - i < 8) [[unlikely]] {
            entry = _mm256_and_si256(entry, first_lanes(end - i));
            entry = _mm256_andnot_si256(first_lanes(skipped), entry);
            skipped = 0;
        }
        const std::uint32_t specials = mask_of_bit<12>(entry);
        if (specials != 0) [[unlikely]] {
            const auto before = static_cast<unsigned>(__builtin_ctz(specials));
            entry = _mm256_and_si256(entry, first_lanes(before));
            end = i + before; // ends the loop
        }

        const std::uint32_t one = mask_of_bit<6>(entry);
        const std::uint32_t two = mask_of_bit<7>(entry);
        const __m256i literals_before = _mm256_add_epi32(
            splat(static_cast<std::uint32_t>(literal_out - batch.literals)),
            _mm256_add_epi32(
                bytes_to_words(of_mask.counted[one]),
                _mm256_slli_epi32(bytes_to_words(of_mask.counted[two]), 1)));
        literal_out += store_literals(
            literal_out, _mm256_castsi256_si128(entry), one & 15, two & 15);
        literal_out +=
            store_literals(literal_out, _mm256_extracti128_si256(entry, 1),
                           one >> 4, two >> 4);

        const __m256i consumed =
            _mm256_and_si256(entry, splat(lane_entry::consume_mask));
        const __m256i extra = _mm256_srlv_epi32(
            _mm256_andnot_si256(_mm256_sllv_epi32(splat(~0u), consumed), bits),
            field(entry, lane_entry::code_bits_shift,
                  lane_entry::code_bits_mask));
        const __m256i payload =
            _mm256_srli_epi32(entry, lane_entry::payload_shift);
        const __m256i distance = _mm256_add_epi32(
            extra, base_distance(_mm256_and_si256(
                       payload, splat(lane_entry::distance_symbol_mask))));
        // Bits 13 and 31: with a distance, and with its length.
        const __m256i is_fused = _mm256_srai_epi32(
            _mm256_and_si256(entry, _mm256_slli_epi32(entry, 18)), 31);
        __m256i length = _mm256_blendv_epi8(
            _mm256_add_epi32(extra, payload),
            _mm256_add_epi32(field(entry, lane_entry::fused_length_shift, 255),
                             splat(3)),
            is_fused);

        // The length of a distance is that of the record before.
        __m256i rotated = _mm256_permutevar8x32_epi32(length, rotate);
        __m256i length_before = _mm256_blend_epi32(rotated, last_length, 1);
        if (has_long_distances) [[unlikely]] {
            const __m256i in_long_distance = _mm256_cmpeq_epi32(
                _mm256_and_si256(entry, splat(lane_entry::next_mask)),
                splat(lane_entry::next_long_distance));
            length =
                _mm256_blendv_epi8(length, length_before, in_long_distance);
            rotated = _mm256_permutevar8x32_epi32(length, rotate);
            length_before = _mm256_blend_epi32(rotated, last_length, 1);
        }
        last_length = rotated;
        const __m256i match_length =
            _mm256_blendv_epi8(length_before, length, is_fused);
        const __m256i takes_more = _mm256_cmpgt_epi32(
            match_length, _mm256_min_epu32(widest, distance));
        const __m256i match = _mm256_or_si256(
            _mm256_or_si256(
                _mm256_slli_epi32(match_length, packed_match::length_shift),
                distance),
            _mm256_slli_epi32(takes_more, 31));

        const std::uint32_t matches = mask_of_bit<13>(entry);
        const __m256i chosen = bytes_to_words(of_mask.chosen[matches]);
        _mm256_storeu_si256(
            reinterpret_cast<__m256i*>(batch.match + match_count),
            _mm256_permutevar8x32_epi32(match, chosen));
        _mm256_storeu_si256(
            reinterpret_cast<__m256i*>(batch.literals_before + match_count),
            _mm256_permutevar8x32_epi32(literals_before, chosen));
        match_count += static_cast<unsigned>(__builtin_popcount(matches));
    }
    batch.literal_count =
        static_cast<std::uint32_t>(literal_out - batch.literals);
    batch.match_count = match_count;
    return end;
}

} // namespace
} // namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE

#endif
