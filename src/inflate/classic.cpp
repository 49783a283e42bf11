// SPDX-License-Identifier: BSL-1.0
// The classic loop for any processor.
#define MGUNZIP_KERNEL_NAMESPACE classic
#include "inflate/classic_loop.hpp"
