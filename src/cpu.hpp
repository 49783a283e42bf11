// SPDX-License-Identifier: BSL-1.0
// What this processor can run: one query for each set of kernels.
#ifndef MGUNZIP_CPU_HPP
#define MGUNZIP_CPU_HPP

// Defined where the kernels that use x86 instructions are built in.
#if defined(__x86_64__)
#define MGUNZIP_X86_KERNELS 1
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

} // namespace mgunzip::kernel

#endif
