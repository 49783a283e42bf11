// SPDX-License-Identifier: BSL-1.0
// CRC-32 by PMULL, and EOR3, which adds three vectors. Processors that have it
// can multiply several times in a cycle, so more vectors are in flight.
#include "crc32/crc32_pmull_parts.hpp"

#ifdef MGUNZIP_ARM_KERNELS

#ifndef __ARM_FEATURE_SHA3
#error "crc32_pmull_eor3.cpp needs -march=armv8.2-a+crypto+sha3; see Jamroot"
#endif

namespace mgunzip::kernel {

std::uint32_t crc32_pmull_eor3(std::uint32_t state, const std::uint8_t* data,
                               std::size_t size) noexcept {
    return crc32_wide<vectors_in_parts<4>>(state, data, size);
}

} // namespace mgunzip::kernel

#endif
