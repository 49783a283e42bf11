// SPDX-License-Identifier: BSL-1.0
// The versions of the CRC-32 loop.
#ifndef MGUNZIP_CRC32_KERNELS_HPP
#define MGUNZIP_CRC32_KERNELS_HPP

#include "cpu.hpp"

#include <cstddef>
#include <cstdint>

namespace mgunzip::kernel {

/// Returns what the CRC register holds after the `size` bytes at `data` when
/// it held `state` before. The register starts with all bits set and its
/// complement is the CRC (RFC 1952, section 8); neither is done here. Reads
/// nothing outside [data, data + size); `data` may be null if `size` is 0.
using crc32_kernel = std::uint32_t(std::uint32_t state,
                                   const std::uint8_t* data,
                                   std::size_t size) noexcept;

/// Table lookups; runs anywhere.
crc32_kernel crc32_slicing;

#ifdef MGUNZIP_X86_KERNELS
/// Needs `cpu_has_pclmul`.
crc32_kernel crc32_pclmul;
/// Needs `cpu_has_vpclmul`.
crc32_kernel crc32_vpclmul;
/// Needs `cpu_has_vpclmul_avx2`.
crc32_kernel crc32_vpclmul_avx2;
#endif

#ifdef MGUNZIP_ARM_KERNELS
/// Needs `cpu_has_crc32`.
crc32_kernel crc32_armv8;
/// Needs `cpu_has_pmull`.
crc32_kernel crc32_pmull;
/// Needs `cpu_has_pmull_eor3`.
crc32_kernel crc32_pmull_eor3;
#endif

} // namespace mgunzip::kernel

#endif
