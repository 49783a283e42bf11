// SPDX-License-Identifier: BSL-1.0
// The copy stage, byte by byte.
#ifndef MGUNZIP_TEST_REFERENCE_COPY_HPP
#define MGUNZIP_TEST_REFERENCE_COPY_HPP

#include "cpu.hpp"
#include "lanes/symbol_batch.hpp"

#include <mgunzip/buffers.hpp>

namespace mgunzip::test {

/// The signature of the kernels' `copy_batch`.
using copy_function = bool(detail::symbol_batch& batch, output_window& out);

inline bool reference_copy(detail::symbol_batch& batch, output_window& out) {
    namespace packed_match = detail::packed_match;
    while (!batch.is_copied()) {
        if (out.next == out.goal)
            return false;
        const std::uint32_t i = batch.matches_done;
        const bool has_match = i < batch.match_count;
        if (batch.literals_done <
            (has_match ? batch.literals_before[i] : batch.literal_count)) {
            *out.next++ = batch.literals[batch.literals_done++];
            continue;
        }
        *out.next = *(out.next - packed_match::distance(batch.match[i]));
        ++out.next;
        if (++batch.match_bytes_done == packed_match::length(batch.match[i])) {
            batch.match_bytes_done = 0;
            ++batch.matches_done;
        }
    }
    return true;
}

#if defined(__x86_64__)
/// The kernels', compiled alone; needs cpu_has_avx2().
copy_function copy_avx2;
#endif
#ifdef MGUNZIP_ARM_KERNELS
/// The same for arm64.
copy_function copy_neon;
#endif

} // namespace mgunzip::test

#endif
