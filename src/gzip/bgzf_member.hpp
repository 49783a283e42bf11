// SPDX-License-Identifier: BSL-1.0
// What a member of a BGZF file says about its sizes.
#ifndef MGUNZIP_BGZF_MEMBER_HPP
#define MGUNZIP_BGZF_MEMBER_HPP

#include "shared_internal.hpp"

#include <mgunzip/buffers.hpp>

#include <cstddef>
#include <cstdint>

namespace mgunzip::detail {

/// The most output that a member has.
inline constexpr std::uint32_t max_bgzf_output = 65536;

/// In bytes.
struct member_sizes {
    std::size_t input = 0; ///< of the whole member; 0 if it is none
    std::size_t header = 0;
    std::uint32_t output = 0; ///< ISIZE
};

/// Measures the member at the beginning of `in` without decoding it, if it is
/// one of blocked gzip (section 4.1 of the SAM specification): a subfield BC of
/// the extra field, the only optional field, says how long it is, so the
/// trailer is found at once. It lies within `in` as a whole, and says that it
/// has no more output than the most. Nothing else is verified.
MGUNZIP_INTERNAL member_sizes
measure_bgzf_member(const input_cursor& in) noexcept;

} // namespace mgunzip::detail

#endif
