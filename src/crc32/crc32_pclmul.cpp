// SPDX-License-Identifier: BSL-1.0
// CRC-32 by carry-less multiplication on 128 bits.
#include "cpu.hpp"

#ifdef MGUNZIP_X86_KERNELS

#include "crc32/crc32_wide.hpp"

namespace mgunzip::kernel {

namespace {

struct vectors_of_128 {
    using vector = __m128i;
    static constexpr fold_factors over_one = fold_factors_for(128);
    static constexpr fold_factors over_four = fold_factors_for(512);

    static vector load(const std::uint8_t* p) noexcept { return load16(p); }
    static vector begin(vector v, __m128i state) noexcept {
        return _mm_xor_si128(v, state);
    }
    static vector fold(vector v, vector next, fold_factors factors) noexcept {
        return kernel::fold(v, next, factors);
    }
    static __m128i join(vector v) noexcept { return v; }
};

} // namespace

std::uint32_t crc32_pclmul(std::uint32_t state, const std::uint8_t* data,
                           std::size_t size) noexcept {
    return crc32_wide<vectors_of_128>(state, data, size);
}

} // namespace mgunzip::kernel

#endif
