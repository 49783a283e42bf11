// SPDX-License-Identifier: BSL-1.0
// CRC-32 and newlines in one pass.
#ifndef MGUNZIP_CRC32_AND_NEWLINES_HPP
#define MGUNZIP_CRC32_AND_NEWLINES_HPP

#include <cstdint>
#include <span>

namespace mgunzip::detail {

/// Extends a CRC-32 as `mgunzip::crc32` does, and adds the number of newlines
/// in `data` to `newlines`.
[[nodiscard]] std::uint32_t
crc32_and_newlines(std::uint32_t crc, std::span<const std::uint8_t> data,
                   std::uint64_t& newlines) noexcept;

} // namespace mgunzip::detail

#endif
