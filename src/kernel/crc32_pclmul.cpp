// SPDX-License-Identifier: BSL-1.0
// CRC-32 by carry-less multiplication on 128 bits.
#include "kernel/crc32_fold.hpp"

#ifdef MGUNZIP_X86_KERNELS

namespace mgunzip::kernel {

std::uint32_t crc32_pclmul(std::uint32_t state, const std::uint8_t* data,
                           std::size_t size) noexcept {
    if (size < 16)
        return crc32_slicing(state, data, size);

    __m128i v =
        _mm_xor_si128(load16(data), _mm_cvtsi32_si128(static_cast<int>(state)));
    data += 16;
    size -= 16;
    // Four vectors in flight hide the latency of the multiplication.
    if (size >= 48 + 64) {
        __m128i v1 = load16(data);
        __m128i v2 = load16(data + 16);
        __m128i v3 = load16(data + 32);
        data += 48;
        size -= 48;
        for (; size >= 64; size -= 64, data += 64) {
            v = fold(v, load16(data), over_512);
            v1 = fold(v1, load16(data + 16), over_512);
            v2 = fold(v2, load16(data + 32), over_512);
            v3 = fold(v3, load16(data + 48), over_512);
        }
        v = fold(v, v1, over_128);
        v = fold(v, v2, over_128);
        v = fold(v, v3, over_128);
    }
    for (; size >= 16; size -= 16, data += 16)
        v = fold(v, load16(data), over_128);
    if (size > 0)
        v = fold_tail(v, data, size);
    return reduce(v);
}

} // namespace mgunzip::kernel

#endif
