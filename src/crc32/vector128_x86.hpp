// SPDX-License-Identifier: BSL-1.0
// 128 bits as carry-less multiplication needs them, by x86's instructions.
#ifndef MGUNZIP_VECTOR128_X86_HPP
#define MGUNZIP_VECTOR128_X86_HPP

#include <cstdint>

#include <immintrin.h>

// In an unnamed namespace, as each kernel needs its own copy, made with its own
// flags.
namespace mgunzip::kernel {
namespace {

using vector128 = __m128i;

inline vector128 load16(const std::uint8_t* p) noexcept {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
}

inline vector128 two_words(std::uint64_t low, std::uint64_t high) noexcept {
    return _mm_set_epi64x(static_cast<long long>(high),
                          static_cast<long long>(low));
}

// The lowest 32 bits; the others are zero.
inline vector128 from_state(std::uint32_t state) noexcept {
    return _mm_cvtsi32_si128(static_cast<int>(state));
}

inline std::uint32_t bits_64_to_95(vector128 v) noexcept {
    return static_cast<std::uint32_t>(_mm_extract_epi32(v, 2));
}

inline vector128 exclusive_or(vector128 a, vector128 b) noexcept {
    return _mm_xor_si128(a, b);
}

inline vector128 exclusive_or(vector128 a, vector128 b, vector128 c) noexcept {
    return _mm_xor_si128(_mm_xor_si128(a, b), c);
}

// The product of the low words, of the high words, and of a's low word and b's
// high one.
inline vector128 multiply_low(vector128 a, vector128 b) noexcept {
    return _mm_clmulepi64_si128(a, b, 0x00);
}
inline vector128 multiply_high(vector128 a, vector128 b) noexcept {
    return _mm_clmulepi64_si128(a, b, 0x11);
}
inline vector128 multiply_low_by_high(vector128 a, vector128 b) noexcept {
    return _mm_clmulepi64_si128(a, b, 0x10);
}

inline vector128 high_word_alone(vector128 v) noexcept {
    return _mm_srli_si128(v, 8);
}

// The bytes of v at these indices; zeros where an index is 0x80.
inline vector128 bytes_at(vector128 v, vector128 indices) noexcept {
    return _mm_shuffle_epi8(v, indices);
}

// b's byte where the top bit of `choice` is set, else a's.
inline vector128 choose(vector128 a, vector128 b, vector128 choice) noexcept {
    return _mm_blendv_epi8(a, b, choice);
}

} // namespace
} // namespace mgunzip::kernel

#endif
