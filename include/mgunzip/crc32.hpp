// SPDX-License-Identifier: BSL-1.0
// CRC-32 as gzip uses it (RFC 1952, section 8).
#ifndef MGUNZIP_CRC32_HPP
#define MGUNZIP_CRC32_HPP

#include <cstddef>
#include <cstdint>

namespace mgunzip {

/// Extends a CRC-32: `crc` is that of some data (0 for no data); the result is
/// that of the same data followed by the `size` bytes at `data`. `data` may be
/// null if `size` is 0. Runs the kernel that `select_crc_kernel` chose, or else
/// the fastest one that this processor has. Several threads may call this.
std::uint32_t crc32(std::uint32_t crc, const void* data,
                    std::size_t size) noexcept;

} // namespace mgunzip

#endif
