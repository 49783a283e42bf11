// SPDX-License-Identifier: BSL-1.0
#include "cpu.hpp"

#ifdef MGUNZIP_ARM_KERNELS

#define MGUNZIP_KERNEL_NAMESPACE split_neon_test
#include "lanes/lane_split_neon.hpp"

namespace mgunzip::test {

std::uint32_t split_neon(detail::symbol_batch& batch,
                         const detail::lane_record_pair* pairs,
                         std::uint32_t begin, std::uint32_t end,
                         bool has_long_distances) {
    return detail::split_neon_test::split_records(batch, pairs, begin, end,
                                                  has_long_distances);
}

} // namespace mgunzip::test

#endif
