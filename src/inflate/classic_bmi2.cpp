// SPDX-License-Identifier: BSL-1.0
// The classic loop compiled for BMI2: shifts by a register without flags, and
// masks of variable width in one instruction.
#if defined(__x86_64__)
#define MGUNZIP_KERNEL_NAMESPACE classic_bmi2
#include "inflate/classic_loop.hpp"
#endif
