// SPDX-License-Identifier: BSL-1.0
// What a BGZF file says about its size, without decoding it.
#ifndef MGUNZIP_IO_BGZF_SIZES_HPP
#define MGUNZIP_IO_BGZF_SIZES_HPP

#include <cstdint>
#include <optional>

namespace mgunzip::io {

/// Sizes are in bytes.
struct bgzf_sizes {
    std::uint64_t input = 0;
    std::uint64_t output = 0;
    std::uint64_t first_header = 0; ///< of the first member
    std::uint32_t last_crc = 0;     ///< CRC32 of the last member
};

/// Goes from member to member of the file (see bgzf_walker), from its offset on
/// to its end. Nothing if it cannot be mapped, or is not BGZF to its last byte.
/// Nothing is verified. The memory in use does not depend on the size. May
/// throw std::bad_alloc.
std::optional<bgzf_sizes> measure_bgzf(int fd);

} // namespace mgunzip::io

#endif
