// SPDX-License-Identifier: BSL-1.0
// What this processor can run: one query for each set of kernels.
#ifndef MGUNZIP_CPU_HPP
#define MGUNZIP_CPU_HPP

#if (defined(__x86_64__) || defined(__aarch64__)) && !defined(__LP64__)
#error "mgunzip is not for 64-bit processors with 32-bit pointers (x32, ILP32)"
#endif

// Defined where the kernels that use these instructions are built in.
#if defined(__x86_64__)
#define MGUNZIP_X86_KERNELS 1
#elif defined(__aarch64__) && defined(__AARCH64EL__)
#define MGUNZIP_ARM_KERNELS 1
#endif

namespace mgunzip::kernel {

// Each query names exactly the instruction sets that the compiler may use in
// the files concerned (their flags are in Jamroot), and tells whether both
// processor and system allow all of them. On other architectures: false.

/// PCLMULQDQ and SSE up to 4.1.
[[nodiscard]] bool cpu_has_pclmul() noexcept;

/// VPCLMULQDQ on 512 bits: AVX-512 F, VL and BW, and `cpu_has_pclmul`.
[[nodiscard]] bool cpu_has_vpclmul() noexcept;

/// VPCLMULQDQ on 256 bits: AVX2, and `cpu_has_pclmul`.
[[nodiscard]] bool cpu_has_vpclmul_avx2() noexcept;

/// AVX-512 F, VL, BW, DQ, VBMI, VBMI2 and VPOPCNTDQ, POPCNT, and
/// `cpu_has_bmi2`.
[[nodiscard]] bool cpu_has_vbmi2() noexcept;

/// AVX2, POPCNT, and `cpu_has_bmi2`.
[[nodiscard]] bool cpu_has_avx2() noexcept;

/// BMI1, BMI2 and LZCNT.
[[nodiscard]] bool cpu_has_bmi2() noexcept;

/// arm64's instructions for CRC-32.
[[nodiscard]] bool cpu_has_crc32() noexcept;

/// arm64's AES and PMULL, SHA1 and SHA2, which compilers take as one.
[[nodiscard]] bool cpu_has_pmull() noexcept;

/// All that Armv8.2-A has, SHA3, which brings EOR3 and SHA512, and
/// `cpu_has_pmull`.
[[nodiscard]] bool cpu_has_pmull_eor3() noexcept;

} // namespace mgunzip::kernel

#endif
