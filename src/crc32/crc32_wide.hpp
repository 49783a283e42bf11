// SPDX-License-Identifier: BSL-1.0
// CRC-32 by carry-less multiplication on vectors of lanes of 128 bits.
#ifndef MGUNZIP_KERNEL_CRC32_WIDE_HPP
#define MGUNZIP_KERNEL_CRC32_WIDE_HPP

#include "crc32/crc32_fold.hpp"

#ifdef MGUNZIP_X86_KERNELS

// Not `inline`: each kernel needs its own copy, made with its own flags.
namespace mgunzip::kernel {
namespace {

/// `Lanes` has the type `vector`; `over_one` and `over_four`, the factors for
/// that many vectors; and, all static:
///     vector load(const std::uint8_t* p)
///     vector begin(vector v, __m128i state)   the state XORed onto lane 0
///     vector fold(vector v, vector next, fold_factors factors)   in each lane
///     __m128i join(vector v)   all lanes as one polynomial, reduced
template <typename Lanes>
std::uint32_t crc32_wide(std::uint32_t state, const std::uint8_t* data,
                         std::size_t size) noexcept {
    using vector = typename Lanes::vector;
    constexpr std::size_t width = sizeof(vector);
    constexpr fold_factors over_one = Lanes::over_one;
    constexpr fold_factors over_four = Lanes::over_four;

    if (size < 16)
        return crc32_slicing(state, data, size);
    const __m128i start = _mm_cvtsi32_si128(static_cast<int>(state));
    __m128i v;
    if (size < width) {
        v = _mm_xor_si128(load16(data), start);
        data += 16;
        size -= 16;
    } else {
        vector w = Lanes::begin(Lanes::load(data), start);
        data += width;
        size -= width;
        // Four vectors in flight hide the latency of the multiplication.
        if (size >= 3 * width + 4 * width) {
            vector w1 = Lanes::load(data);
            vector w2 = Lanes::load(data + width);
            vector w3 = Lanes::load(data + 2 * width);
            data += 3 * width;
            size -= 3 * width;
            for (; size >= 4 * width; size -= 4 * width, data += 4 * width) {
                w = Lanes::fold(w, Lanes::load(data), over_four);
                w1 = Lanes::fold(w1, Lanes::load(data + width), over_four);
                w2 = Lanes::fold(w2, Lanes::load(data + 2 * width), over_four);
                w3 = Lanes::fold(w3, Lanes::load(data + 3 * width), over_four);
            }
            w = Lanes::fold(w, w1, over_one);
            w = Lanes::fold(w, w2, over_one);
            w = Lanes::fold(w, w3, over_one);
        }
        for (; size >= width; size -= width, data += width)
            w = Lanes::fold(w, Lanes::load(data), over_one);
        v = Lanes::join(w);
    }
    for (; size >= 16; size -= 16, data += 16)
        v = fold(v, load16(data), over_128);
    if (size > 0)
        v = fold_tail(v, data, size);
    return reduce(v);
}

} // namespace
} // namespace mgunzip::kernel

#endif

#endif
