// SPDX-License-Identifier: BSL-1.0
// What gzip data say about themselves: headers and sizes of members (RFC 1952).
#ifndef MGUNZIP_MEMBERS_HPP
#define MGUNZIP_MEMBERS_HPP

#include <mgunzip/decompress.hpp>
#include <mgunzip/gzip.hpp>

#include <cstdint>
#include <span>
#include <system_error>
#include <vector>

namespace mgunzip {

/// One member. Sizes and offsets are in bytes.
struct member_info {
    member_header header;
    std::uint64_t offset = 0;        ///< of its first byte in the input
    std::uint64_t size = 0;          ///< in the input, with header and trailer
    std::uint64_t output_offset = 0; ///< of its output in that of all members
    std::uint64_t output_size = 0;   ///< counted, not taken from ISIZE
    std::uint32_t data_crc = 0;      ///< CRC32 (section 2.3.1), verified
};

/// Reads the header of the first member (section 2.3) into `header`, and
/// nothing behind it; any beginning of the data that has all of the header will
/// do. Returns the error if there is no valid header: `errc::truncated_input`
/// if it goes on behind `in`, other `errc`s, or `std::errc::not_enough_memory`.
/// Leaves `header` as it was then.
[[nodiscard]] std::error_code read_header(std::span<const std::uint8_t> in,
                                          member_header& header) noexcept;

/// Lists all members of `in`. Only decoding tells where a member ends, so this
/// takes as long as decompressing, and verifies all that decompressing does; it
/// keeps no output. `members` is replaced by those that were decoded to their
/// end; an error is in the result, and concerns the one behind the last of
/// them. The list can take some ten times the memory of the input, when that is
/// made of empty members.
[[nodiscard]] decompress_result
list_members(std::span<const std::uint8_t> in,
             std::vector<member_info>& members) noexcept;

} // namespace mgunzip

#endif
