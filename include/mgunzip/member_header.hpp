// SPDX-License-Identifier: BSL-1.0
// The header of a gzip member (RFC 1952, section 2.3).
#ifndef MGUNZIP_MEMBER_HEADER_HPP
#define MGUNZIP_MEMBER_HEADER_HPP

#include <mgunzip/api.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace mgunzip {

/// The header of one member (RFC 1952, section 2.3).
struct MGUNZIP_API member_header {
    bool is_text = false;     ///< FTEXT
    bool has_crc = false;     ///< FHCRC: the header was verified
    bool has_extra = false;   ///< FEXTRA
    bool has_name = false;    ///< FNAME
    bool has_comment = false; ///< FCOMMENT
    std::uint32_t modification_time =
        0;                             ///< MTIME: seconds since 1970, 0 = none
    std::uint8_t extra_flags = 0;      ///< XFL
    std::uint8_t operating_system = 0; ///< OS
    std::string extra;                 ///< the bytes of the extra field
    /// File name and comment as stored, without the final zero byte. They may
    /// be any bytes: do not trust them. Each is cut at `max_header_text` bytes.
    std::string name;
    std::string comment;
};

/// The most bytes of a name or a comment that are kept.
inline constexpr std::size_t max_header_text = 65535;

} // namespace mgunzip

#endif
