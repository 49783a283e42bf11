// SPDX-License-Identifier: BSL-1.0
#if defined(__x86_64__)

#define MGUNZIP_KERNEL_NAMESPACE copy_avx2_test
#include "lanes/batch_copy.hpp"

namespace mgunzip::test {

bool copy_avx2(detail::symbol_batch& batch, output_window& out) {
    return detail::copy_avx2_test::copy_batch(batch, out);
}

} // namespace mgunzip::test

#endif
