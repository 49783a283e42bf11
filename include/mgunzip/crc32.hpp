// SPDX-License-Identifier: BSL-1.0
// CRC-32 as gzip uses it (RFC 1952, section 8).
#ifndef MGUNZIP_CRC32_HPP
#define MGUNZIP_CRC32_HPP

#include <cstddef>
#include <cstdint>

namespace mgunzip {

/// Returns the CRC-32 of some data followed by the `size` bytes at `data`,
/// where `crc` is that of the data in front (0 for none). `data` may be null
/// when `size` is 0. Runs the kernel that `select_crc_kernel` chose, else the
/// fastest that this processor has. Safe to call from several threads.
std::uint32_t crc32(std::uint32_t crc, const void* data,
                    std::size_t size) noexcept;

} // namespace mgunzip

#endif
