// SPDX-License-Identifier: BSL-1.0
// CRC-32 as gzip uses it (RFC 1952, section 8).
#ifndef MGUNZIP_CRC32_HPP
#define MGUNZIP_CRC32_HPP

#include <mgunzip/api.hpp>

#include <cstddef>
#include <cstdint>

namespace mgunzip {

/// Extends a CRC-32: `crc` is that of some data (0 for no data); the result is
/// that of the same data followed by the `size` bytes at `data`. `data` may be
/// null if `size` is 0. Runs the kernel that `select_crc_kernel` chose, or else
/// the fastest one that this processor has. Several threads may call this.
MGUNZIP_API std::uint32_t crc32(std::uint32_t crc, const void* data,
                                std::size_t size) noexcept;

/// The CRC-32 of two pieces of data together: `first` is that of what stands in
/// front, `second` that of the `second_size` bytes behind it. Each was begun
/// with 0. So parts that were decoded one by one are compared with a trailer
/// that is about all of them. Takes less than 10 us.
MGUNZIP_API std::uint32_t crc32_combine(std::uint32_t first,
                                        std::uint32_t second,
                                        std::uint64_t second_size) noexcept;

} // namespace mgunzip

#endif
