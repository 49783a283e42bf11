// SPDX-License-Identifier: BSL-1.0
// x86: asks the compiler's run time, which has looked at CPUID and XGETBV.
// arm64: asks the system, as programs cannot read what the processor has.
#include "cpu.hpp"

#ifdef MGUNZIP_X86_KERNELS

#ifdef __clang__
#include <cpuid.h>
#endif

namespace mgunzip::kernel {

namespace {

#ifdef __clang__
// clang 14 does not know LZCNT by name. In a virtual machine a CPUID takes many
// microseconds, so it is asked once: every x86-64 has this leaf.
bool has_lzcnt() noexcept {
    constexpr unsigned extended_features = 0x80000001;
    constexpr unsigned lzcnt_in_ecx = 1U << 5;
    unsigned eax = 0;
    unsigned ebx = 0;
    unsigned ecx = 0;
    unsigned edx = 0;
    __cpuid(extended_features, eax, ebx, ecx, edx);
    return (ecx & lzcnt_in_ecx) != 0;
}
#else
bool has_lzcnt() noexcept {
    return __builtin_cpu_supports("lzcnt");
}
#endif

} // namespace

bool cpu_has_pclmul() noexcept {
    return __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1");
}

bool cpu_has_vpclmul() noexcept {
    return cpu_has_pclmul() && __builtin_cpu_supports("popcnt") &&
           __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("vpclmulqdq");
}

bool cpu_has_vpclmul_avx2() noexcept {
    return cpu_has_pclmul() && __builtin_cpu_supports("popcnt") &&
           __builtin_cpu_supports("avx2") &&
           __builtin_cpu_supports("vpclmulqdq");
}

bool cpu_has_vbmi2() noexcept {
    return cpu_has_bmi2() && __builtin_cpu_supports("popcnt") &&
           __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vbmi") &&
           __builtin_cpu_supports("avx512vbmi2") &&
           __builtin_cpu_supports("avx512vpopcntdq");
}

bool cpu_has_avx2() noexcept {
    return cpu_has_bmi2() && __builtin_cpu_supports("popcnt") &&
           __builtin_cpu_supports("avx2");
}

bool cpu_has_bmi2() noexcept {
    return __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
           has_lzcnt();
}

} // namespace mgunzip::kernel

#else

namespace mgunzip::kernel {

bool cpu_has_pclmul() noexcept {
    return false;
}
bool cpu_has_vpclmul() noexcept {
    return false;
}
bool cpu_has_vpclmul_avx2() noexcept {
    return false;
}
bool cpu_has_vbmi2() noexcept {
    return false;
}
bool cpu_has_avx2() noexcept {
    return false;
}
bool cpu_has_bmi2() noexcept {
    return false;
}

} // namespace mgunzip::kernel

#endif

#ifdef MGUNZIP_ARM_KERNELS

#include <asm/hwcap.h>
#include <sys/auxv.h>

namespace mgunzip::kernel {

namespace {

bool has_all(unsigned long features) noexcept {
    return (getauxval(AT_HWCAP) & features) == features;
}

} // namespace

bool cpu_has_crc32() noexcept {
    return has_all(HWCAP_CRC32);
}

bool cpu_has_pmull() noexcept {
    return has_all(HWCAP_AES | HWCAP_PMULL | HWCAP_SHA1 | HWCAP_SHA2);
}

bool cpu_has_pmull_eor3() noexcept {
    return cpu_has_crc32() && cpu_has_pmull() &&
           has_all(HWCAP_ATOMICS | HWCAP_ASIMDRDM | HWCAP_DCPOP | HWCAP_SHA512 |
                   HWCAP_SHA3);
}

} // namespace mgunzip::kernel

#else

namespace mgunzip::kernel {

bool cpu_has_crc32() noexcept {
    return false;
}
bool cpu_has_pmull() noexcept {
    return false;
}
bool cpu_has_pmull_eor3() noexcept {
    return false;
}

} // namespace mgunzip::kernel

#endif
