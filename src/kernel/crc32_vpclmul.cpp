// SPDX-License-Identifier: BSL-1.0
// CRC-32 by carry-less multiplication on 512 bits.

// GCC 12 warns of its own header: https://gcc.gnu.org/PR105593.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include "kernel/crc32_fold.hpp"

#ifdef MGUNZIP_X86_KERNELS

namespace mgunzip::kernel {

namespace {

constexpr fold_factors over_256 = fold_factors_for(256);
constexpr fold_factors over_2048 = fold_factors_for(2048);

// v * x^n + next in each of four lanes of 128 bits.
__m512i fold_lanes(__m512i v, __m512i next, fold_factors factors) noexcept {
    constexpr int xor_of_three = 0x96;
    const __m512i both =
        _mm512_broadcast_i32x4(_mm_set_epi64x(factors.for_b, factors.for_a));
    return _mm512_ternarylogic_epi64(_mm512_clmulepi64_epi128(v, both, 0x00),
                                     _mm512_clmulepi64_epi128(v, both, 0x11),
                                     next, xor_of_three);
}

__m512i load64(const std::uint8_t* p) noexcept {
    return _mm512_loadu_si512(p);
}

// The four lanes as one polynomial, reduced to 128 bits.
__m128i join_lanes(__m512i v) noexcept {
    const __m128i v01 = fold(_mm512_castsi512_si128(v),
                             _mm512_extracti32x4_epi32(v, 1), over_128);
    const __m128i v23 = fold(_mm512_extracti32x4_epi32(v, 2),
                             _mm512_extracti32x4_epi32(v, 3), over_128);
    return fold(v01, v23, over_256);
}

} // namespace

std::uint32_t crc32_vpclmul(std::uint32_t state, const std::uint8_t* data,
                            std::size_t size) noexcept {
    if (size < 16)
        return crc32_slicing(state, data, size);

    const __m128i start = _mm_cvtsi32_si128(static_cast<int>(state));
    __m128i v;
    if (size < 64) {
        v = _mm_xor_si128(load16(data), start);
        data += 16;
        size -= 16;
    } else {
        __m512i w =
            _mm512_xor_si512(load64(data), _mm512_zextsi128_si512(start));
        data += 64;
        size -= 64;
        // Four vectors in flight hide the latency of the multiplication.
        if (size >= 192 + 256) {
            __m512i w1 = load64(data);
            __m512i w2 = load64(data + 64);
            __m512i w3 = load64(data + 128);
            data += 192;
            size -= 192;
            for (; size >= 256; size -= 256, data += 256) {
                w = fold_lanes(w, load64(data), over_2048);
                w1 = fold_lanes(w1, load64(data + 64), over_2048);
                w2 = fold_lanes(w2, load64(data + 128), over_2048);
                w3 = fold_lanes(w3, load64(data + 192), over_2048);
            }
            w = fold_lanes(w, w1, over_512);
            w = fold_lanes(w, w2, over_512);
            w = fold_lanes(w, w3, over_512);
        }
        for (; size >= 64; size -= 64, data += 64)
            w = fold_lanes(w, load64(data), over_512);
        v = join_lanes(w);
    }
    for (; size >= 16; size -= 16, data += 16)
        v = fold(v, load16(data), over_128);
    if (size > 0)
        v = fold_tail(v, data, size);
    return reduce(v);
}

} // namespace mgunzip::kernel

#endif
