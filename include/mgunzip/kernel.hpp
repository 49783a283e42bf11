// SPDX-License-Identifier: BSL-1.0
// The inner loops, of which each instruction set has its own version.
#ifndef MGUNZIP_KERNEL_HPP
#define MGUNZIP_KERNEL_HPP

#include <mgunzip/api.hpp>

#include <string_view>
#include <vector>

namespace mgunzip {

/// One version of an inner loop.
struct MGUNZIP_API kernel_info {
    std::string_view name; ///< e.g. "pclmul"; static storage
    bool is_supported;     ///< this processor can run it
    bool is_selected;      ///< it is the one in use
};

/// All versions that were built in, fastest first. May throw std::bad_alloc.
MGUNZIP_API std::vector<kernel_info> crc_kernels();
MGUNZIP_API std::vector<kernel_info> inflate_kernels();

/// Selects the kernel of that name for the whole process. A CRC-32 kernel is
/// used at once; existing decoders use another inflate kernel from their next
/// `reset` on. Returns false, and changes nothing, if there is no such kernel
/// or this processor cannot run it. Several threads may call these functions.
[[nodiscard]] MGUNZIP_API bool
select_crc_kernel(std::string_view name) noexcept;
[[nodiscard]] MGUNZIP_API bool
select_inflate_kernel(std::string_view name) noexcept;

} // namespace mgunzip

#endif
