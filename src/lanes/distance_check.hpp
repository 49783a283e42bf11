// SPDX-License-Identifier: BSL-1.0
// Whether the matches of a batch stay within the output that there is.
#ifndef MGUNZIP_DISTANCE_CHECK_HPP
#define MGUNZIP_DISTANCE_CHECK_HPP

#ifndef MGUNZIP_KERNEL_NAMESPACE
#error "define MGUNZIP_KERNEL_NAMESPACE before this header is included"
#endif

#include "lanes/symbol_batch.hpp"

#include <mgunzip/buffers.hpp>

#include <cstdint>
#ifdef __AVX2__
#include <immintrin.h>
#endif

namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE {
namespace {

// Of the matches from `i` on. `position`: where the first of them goes if no
// literal stands in front of it. Once a stream has 32768 bytes of output no
// distance is too large.
inline bool has_valid_distances_from(std::uint32_t i, std::uint64_t position,
                                     const symbol_batch& batch) {
    for (; i < batch.match_count; ++i) {
        const std::uint64_t to = position + batch.literals_before[i];
        if (to >= history_size)
            return true;
        if (packed_match::distance(batch.match[i]) > to)
            return false;
        position += packed_match::length(batch.match[i]);
    }
    return true;
}

#ifdef __AVX2__
// Eight matches at a time, as a stream of 64 KiB has half of its matches in
// front of that.
inline bool has_valid_distances(const symbol_batch& batch,
                                std::uint64_t decoded) {
    if (decoded >= history_size)
        return true;
    auto position = static_cast<std::uint32_t>(decoded);
    std::uint32_t i = 0;
    for (; i + 8 <= batch.match_count; i += 8) {
        if (position + batch.literals_before[i] >= history_size)
            return true;
        const __m256i match = _mm256_load_si256(
            reinterpret_cast<const __m256i*>(batch.match + i));
        const __m256i length = _mm256_srli_epi32(
            _mm256_slli_epi32(match, 1), packed_match::length_shift + 1);
        // Of each match and those in front, four by four, then of all eight.
        __m256i sum = _mm256_add_epi32(length, _mm256_slli_si256(length, 4));
        sum = _mm256_add_epi32(sum, _mm256_slli_si256(sum, 8));
        const __m256i low_sum =
            _mm256_permutevar8x32_epi32(sum, _mm256_set1_epi32(3));
        sum = _mm256_add_epi32(
            sum, _mm256_blend_epi32(_mm256_setzero_si256(), low_sum, 0xf0));
        const __m256i to = _mm256_add_epi32(
            _mm256_add_epi32(_mm256_load_si256(reinterpret_cast<const __m256i*>(
                                 batch.literals_before + i)),
                             _mm256_set1_epi32(static_cast<int>(position))),
            _mm256_sub_epi32(sum, length));
        const __m256i distance =
            _mm256_and_si256(match, _mm256_set1_epi32(0xffff));
        if (_mm256_movemask_epi8(_mm256_cmpgt_epi32(distance, to)) != 0)
            return false;
        position += static_cast<std::uint32_t>(_mm256_extract_epi32(sum, 7));
    }
    return has_valid_distances_from(i, position, batch);
}
#else
inline bool has_valid_distances(const symbol_batch& batch,
                                std::uint64_t decoded) {
    return has_valid_distances_from(0, decoded, batch);
}
#endif

} // namespace
} // namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE

#endif
