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

/// The register as `crc32_kernel` returns it, and how many of the bytes are
/// newlines.
struct state_and_newlines {
    std::uint32_t state;
    std::uint64_t newlines;
};

/// Does in one pass what a `crc32_kernel` and a count of newlines do in two.
using crc32_counting_kernel = state_and_newlines(std::uint32_t state,
                                                 const std::uint8_t* data,
                                                 std::size_t size) noexcept;

/// Table lookups; runs anywhere.
crc32_kernel crc32_slicing;

#ifdef MGUNZIP_X86_KERNELS
/// Needs `cpu_has_pclmul`.
crc32_kernel crc32_pclmul;
/// Needs `cpu_has_vpclmul`.
crc32_kernel crc32_vpclmul;
crc32_counting_kernel crc32_vpclmul_counting;
/// Needs `cpu_has_vpclmul_avx2`.
crc32_kernel crc32_vpclmul_avx2;
crc32_counting_kernel crc32_vpclmul_avx2_counting;
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
