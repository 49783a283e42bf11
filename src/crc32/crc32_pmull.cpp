// SPDX-License-Identifier: BSL-1.0
// CRC-32 by PMULL.
#include "crc32/crc32_pmull_parts.hpp"

#ifdef MGUNZIP_ARM_KERNELS

namespace mgunzip::kernel {

std::uint32_t crc32_pmull(std::uint32_t state, const std::uint8_t* data,
                          std::size_t size) noexcept {
    return crc32_wide<vectors_in_parts<2>>(state, data, size);
}

} // namespace mgunzip::kernel

#endif
