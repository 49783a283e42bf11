// SPDX-License-Identifier: BSL-1.0
#if defined(__x86_64__)

#define MGUNZIP_KERNEL_NAMESPACE split_avx2_test
#include "lanes/lane_split_avx2.hpp"

namespace mgunzip::test {

std::uint32_t split_avx2(detail::symbol_batch& batch,
                         const detail::lane_record_pair* pairs,
                         std::uint32_t begin, std::uint32_t end,
                         bool has_long_distances) {
    return detail::split_avx2_test::split_records(batch, pairs, begin, end,
                                                  has_long_distances);
}

} // namespace mgunzip::test

#endif
