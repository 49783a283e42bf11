// SPDX-License-Identifier: BSL-1.0
// CRC-32 by carry-less multiplication on 512 bits.

#include "cpu.hpp"

#ifdef MGUNZIP_X86_KERNELS

#include "crc32/crc32_wide.hpp"

namespace mgunzip::kernel {

namespace {

struct vectors_of_512 {
    using vector = __m512i;
    static constexpr fold_factors over_256 = fold_factors_for(256);
    static constexpr fold_factors over_one = fold_factors_for(512);
    static constexpr fold_factors over_four = fold_factors_for(2048);

    static vector load(const std::uint8_t* p) noexcept {
        return _mm512_loadu_si512(p);
    }
    static vector begin(vector v, __m128i state) noexcept {
        return _mm512_xor_si512(v, _mm512_zextsi128_si512(state));
    }
    static vector fold(vector v, vector next, fold_factors factors) noexcept {
        constexpr int xor_of_three = 0x96;
        const vector both =
            _mm512_broadcast_i32x4(two_words(factors.for_a, factors.for_b));
        return _mm512_ternarylogic_epi64(
            _mm512_clmulepi64_epi128(v, both, 0x00),
            _mm512_clmulepi64_epi128(v, both, 0x11), next, xor_of_three);
    }
    static std::uint64_t newlines(vector v) noexcept {
        return static_cast<std::uint64_t>(
            _mm_popcnt_u64(_mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\n'))));
    }
    static __m128i join(vector v) noexcept {
        const __m128i v01 =
            kernel::fold(_mm512_castsi512_si128(v),
                         _mm512_extracti32x4_epi32(v, 1), over_128);
        const __m128i v23 =
            kernel::fold(_mm512_extracti32x4_epi32(v, 2),
                         _mm512_extracti32x4_epi32(v, 3), over_128);
        return kernel::fold(v01, v23, over_256);
    }
};

} // namespace

std::uint32_t crc32_vpclmul(std::uint32_t state, const std::uint8_t* data,
                            std::size_t size) noexcept {
    return crc32_wide<vectors_of_512>(state, data, size);
}

state_and_newlines crc32_vpclmul_counting(std::uint32_t state,
                                          const std::uint8_t* data,
                                          std::size_t size) noexcept {
    return crc32_counting_wide<vectors_of_512>(state, data, size);
}

} // namespace mgunzip::kernel

#endif
