// SPDX-License-Identifier: BSL-1.0
#if defined(__x86_64__)

#define MGUNZIP_KERNEL_NAMESPACE split_avx512_test
#include "lanes/lane_split_avx512.hpp"

namespace mgunzip::test {

std::uint32_t split_avx512(detail::symbol_batch& batch,
                           const detail::lane_record_pair* pairs,
                           std::uint32_t begin, std::uint32_t end,
                           bool has_long_distances) {
    return detail::split_avx512_test::split_records(batch, pairs, begin, end,
                                                    has_long_distances);
}

} // namespace mgunzip::test

#endif
