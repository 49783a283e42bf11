// SPDX-License-Identifier: BSL-1.0
#include "cpu.hpp"

#ifdef MGUNZIP_ARM_KERNELS

#define MGUNZIP_KERNEL_NAMESPACE copy_neon_test
#include "lanes/batch_copy.hpp"

namespace mgunzip::test {

bool copy_neon(detail::symbol_batch& batch, output_window& out) {
    return detail::copy_neon_test::copy_batch(batch, out);
}

} // namespace mgunzip::test

#endif
