// SPDX-License-Identifier: BSL-1.0
// The inner loops that exist in several versions, one for each instruction set.
#ifndef MGUNZIP_KERNEL_HPP
#define MGUNZIP_KERNEL_HPP

#include <string_view>
#include <vector>

namespace mgunzip {

/// One version of an inner loop.
struct kernel_info {
    std::string_view name; ///< e.g. "pclmul"; static storage
    bool is_supported;     ///< this processor has what it needs
    bool is_selected;      ///< this is the one in use
};

/// All versions that were built in, fastest first.
std::vector<kernel_info> crc_kernels();
std::vector<kernel_info> inflate_kernels();

/// Uses the kernel of that name from now on, in the whole process; decoders
/// take the change at their next `reset`. Returns false, and changes nothing,
/// when there is no such kernel or this processor cannot run it.
[[nodiscard]] bool select_crc_kernel(std::string_view name) noexcept;
[[nodiscard]] bool select_inflate_kernel(std::string_view name) noexcept;

} // namespace mgunzip

#endif
