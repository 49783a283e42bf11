// SPDX-License-Identifier: BSL-1.0
// Headers and sizes of the members of gzip data (RFC 1952).
#ifndef MGUNZIP_MEMBERS_HPP
#define MGUNZIP_MEMBERS_HPP

#include <mgunzip/api.hpp>
#include <mgunzip/decompress.hpp>
#include <mgunzip/gzip.hpp>

#include <cstdint>
#include <span>
#include <system_error>
#include <vector>

namespace mgunzip {

/// One member. Sizes and offsets are in bytes.
struct MGUNZIP_API member_info {
    member_header header;
    std::uint64_t offset = 0;        ///< of its first byte in the input
    std::uint64_t size = 0;          ///< in the input, with header and trailer
    std::uint64_t output_offset = 0; ///< of its output in that of all members
    std::uint64_t output_size = 0;   ///< counted, not taken from ISIZE
    std::uint32_t data_crc = 0;      ///< CRC32 (section 2.3.1), verified
};

/// Reads the header of the first member (section 2.3) into `header`, and
/// nothing behind it: `in` need only hold the whole header. If there is no
/// valid header, leaves `header` as it was and returns the error:
/// `errc::truncated_input` if the header goes on behind `in`, another `errc`,
/// or `std::errc::not_enough_memory`.
[[nodiscard]] MGUNZIP_API std::error_code
read_header(std::span<const std::uint8_t> in, member_header& header) noexcept;

/// Lists all members of `in`. Only decoding shows where a member ends, so this
/// takes as long as decompressing and verifies the same; it keeps no output.
/// Replaces the content of `members` by the members that were decoded to their
/// end. An error is in the result, and concerns the member behind the last of
/// these. If the input consists of empty members, the list can take some ten
/// times the memory of the input.
[[nodiscard]] MGUNZIP_API decompress_result
list_members(std::span<const std::uint8_t> in,
             std::vector<member_info>& members) noexcept;

} // namespace mgunzip

#endif
