// SPDX-License-Identifier: BSL-1.0
// 128 bits as carry-less multiplication needs them, by PMULL and, in files that
// are compiled for it, EOR3.
#ifndef MGUNZIP_VECTOR128_ARM_HPP
#define MGUNZIP_VECTOR128_ARM_HPP

#include <cstdint>

#include <arm_neon.h>

// In an unnamed namespace, as each kernel needs its own copy, made with its own
// flags.
namespace mgunzip::kernel {
namespace {

using vector128 = uint8x16_t;

inline vector128 load16(const std::uint8_t* p) noexcept {
    return vld1q_u8(p);
}

inline vector128 two_words(std::uint64_t low, std::uint64_t high) noexcept {
    return vreinterpretq_u8_u64(
        vcombine_u64(vcreate_u64(low), vcreate_u64(high)));
}

// The lowest 32 bits; the others are zero.
inline vector128 from_state(std::uint32_t state) noexcept {
    return two_words(state, 0);
}

inline std::uint32_t bits_64_to_95(vector128 v) noexcept {
    return vgetq_lane_u32(vreinterpretq_u32_u8(v), 2);
}

inline vector128 exclusive_or(vector128 a, vector128 b) noexcept {
    return veorq_u8(a, b);
}

inline vector128 exclusive_or(vector128 a, vector128 b, vector128 c) noexcept {
#ifdef __ARM_FEATURE_SHA3
    return veor3q_u8(a, b, c);
#else
    return veorq_u8(veorq_u8(a, b), c);
#endif
}

// The product of the low words, of the high words, and of a's low word and b's
// high one.
inline vector128 multiply_low(vector128 a, vector128 b) noexcept {
    return vreinterpretq_u8_p128(
        vmull_p64(vgetq_lane_p64(vreinterpretq_p64_u8(a), 0),
                  vgetq_lane_p64(vreinterpretq_p64_u8(b), 0)));
}
inline vector128 multiply_high(vector128 a, vector128 b) noexcept {
    return vreinterpretq_u8_p128(
        vmull_high_p64(vreinterpretq_p64_u8(a), vreinterpretq_p64_u8(b)));
}
inline vector128 multiply_low_by_high(vector128 a, vector128 b) noexcept {
    return vreinterpretq_u8_p128(
        vmull_p64(vgetq_lane_p64(vreinterpretq_p64_u8(a), 0),
                  vgetq_lane_p64(vreinterpretq_p64_u8(b), 1)));
}

inline vector128 high_word_alone(vector128 v) noexcept {
    return vextq_u8(v, vdupq_n_u8(0), 8);
}

// The bytes of v at these indices; zeros where an index is 0x80.
inline vector128 bytes_at(vector128 v, vector128 indices) noexcept {
    return vqtbl1q_u8(v, indices);
}

// b's byte where the top bit of `choice` is set, else a's.
inline vector128 choose(vector128 a, vector128 b, vector128 choice) noexcept {
    const int8x16_t mask = vshrq_n_s8(vreinterpretq_s8_u8(choice), 7);
    return vbslq_u8(vreinterpretq_u8_s8(mask), b, a);
}

} // namespace
} // namespace mgunzip::kernel

#endif
