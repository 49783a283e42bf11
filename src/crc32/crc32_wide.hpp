// SPDX-License-Identifier: BSL-1.0
// CRC-32 by carry-less multiplication on vectors of several parts of 128 bits.
#ifndef MGUNZIP_CRC32_WIDE_HPP
#define MGUNZIP_CRC32_WIDE_HPP

#include "crc32/crc32_fold.hpp"

#if defined(MGUNZIP_X86_KERNELS) || defined(MGUNZIP_ARM_KERNELS)

// Not `inline`: each kernel needs its own copy, made with its own flags.
namespace mgunzip::kernel {
namespace {

/// `Vectors` has the type `vector`; `over_one` and `over_four`, the factors for
/// that many vectors; and, all static:
///     vector load(const std::uint8_t* p)
///     vector begin(vector v, vector128 state)   the state XORed onto part 0
///     vector fold(vector v, vector next, fold_factors factors)   in each part
///     vector128 join(vector v)   all parts as one polynomial, reduced
template <typename Vectors>
std::uint32_t crc32_wide(std::uint32_t state, const std::uint8_t* data,
                         std::size_t size) noexcept {
    using vector = typename Vectors::vector;
    constexpr std::size_t width = sizeof(vector);
    constexpr fold_factors over_one = Vectors::over_one;
    constexpr fold_factors over_four = Vectors::over_four;

    if (size < 16)
        return crc32_slicing(state, data, size);
    const vector128 start = from_state(state);
    vector128 v;
    if (size < width) {
        v = exclusive_or(load16(data), start);
        data += 16;
        size -= 16;
    } else {
        vector w = Vectors::begin(Vectors::load(data), start);
        data += width;
        size -= width;
        // Four vectors in flight hide the latency of the multiplication.
        if (size >= 3 * width + 4 * width) {
            vector w1 = Vectors::load(data);
            vector w2 = Vectors::load(data + width);
            vector w3 = Vectors::load(data + 2 * width);
            data += 3 * width;
            size -= 3 * width;
            for (; size >= 4 * width; size -= 4 * width, data += 4 * width) {
                w = Vectors::fold(w, Vectors::load(data), over_four);
                w1 = Vectors::fold(w1, Vectors::load(data + width), over_four);
                w2 = Vectors::fold(w2, Vectors::load(data + 2 * width),
                                   over_four);
                w3 = Vectors::fold(w3, Vectors::load(data + 3 * width),
                                   over_four);
            }
            w = Vectors::fold(w, w1, over_one);
            w = Vectors::fold(w, w2, over_one);
            w = Vectors::fold(w, w3, over_one);
        }
        for (; size >= width; size -= width, data += width)
            w = Vectors::fold(w, Vectors::load(data), over_one);
        v = Vectors::join(w);
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
