// SPDX-License-Identifier: BSL-1.0
// CRC-32 by carry-less multiplication on 256 bits.
#include "cpu.hpp"

#ifdef MGUNZIP_X86_KERNELS

#include "crc32/crc32_wide.hpp"

namespace mgunzip::kernel {

namespace {

struct vectors_of_256 {
    using vector = __m256i;
    static constexpr fold_factors over_one = fold_factors_for(256);
    static constexpr fold_factors over_four = fold_factors_for(1024);

    static vector load(const std::uint8_t* p) noexcept {
        return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
    }
    static vector begin(vector v, __m128i state) noexcept {
        return _mm256_xor_si256(v, _mm256_zextsi128_si256(state));
    }
    static vector fold(vector v, vector next, fold_factors factors) noexcept {
        const vector both = _mm256_broadcastsi128_si256(
            two_words(factors.for_a, factors.for_b));
        return _mm256_xor_si256(
            _mm256_xor_si256(_mm256_clmulepi64_epi128(v, both, 0x00),
                             _mm256_clmulepi64_epi128(v, both, 0x11)),
            next);
    }
    static std::uint64_t newlines(vector v) noexcept {
        const __m256i equal = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\n'));
        return static_cast<std::uint64_t>(_mm_popcnt_u32(
            static_cast<std::uint32_t>(_mm256_movemask_epi8(equal))));
    }
    static __m128i join(vector v) noexcept {
        return kernel::fold(_mm256_castsi256_si128(v),
                            _mm256_extracti128_si256(v, 1), over_128);
    }
};

} // namespace

std::uint32_t crc32_vpclmul_avx2(std::uint32_t state, const std::uint8_t* data,
                                 std::size_t size) noexcept {
    return crc32_wide<vectors_of_256>(state, data, size);
}

state_and_newlines crc32_vpclmul_avx2_counting(std::uint32_t state,
                                               const std::uint8_t* data,
                                               std::size_t size) noexcept {
    return crc32_counting_wide<vectors_of_256>(state, data, size);
}

} // namespace mgunzip::kernel

#endif
