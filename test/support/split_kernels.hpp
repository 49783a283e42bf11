// SPDX-License-Identifier: BSL-1.0
// The kernels' splits, each compiled with its instruction set.
#ifndef MGUNZIP_TEST_SPLIT_KERNELS_HPP
#define MGUNZIP_TEST_SPLIT_KERNELS_HPP

#include "cpu.hpp"
#include "support/reference_split.hpp"

namespace mgunzip::test {

#if defined(__x86_64__)
split_function split_avx512; ///< needs cpu_has_vbmi2()
split_function split_avx2;   ///< needs cpu_has_avx2()
#endif
#ifdef MGUNZIP_ARM_KERNELS
split_function split_neon;
#endif

} // namespace mgunzip::test

#endif
