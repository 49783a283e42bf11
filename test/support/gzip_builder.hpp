// SPDX-License-Identifier: BSL-1.0
// Builds gzip members by hand, good ones and bad ones.
#ifndef MGUNZIP_TEST_GZIP_BUILDER_HPP
#define MGUNZIP_TEST_GZIP_BUILDER_HPP

#include "support/decode_result.hpp"

#include <optional>
#include <string>

namespace mgunzip::test {

/// The fields of one member (RFC 1952, section 2.3), each with a value that
/// makes a valid one. FLG follows from the fields that are there.
struct gzip_member {
    std::uint8_t id1 = 0x1f;
    std::uint8_t id2 = 0x8b;
    std::uint8_t method = 8;
    std::uint8_t more_flags = 0; ///< or'ed to what follows from the fields
    std::uint32_t modification_time = 0;
    std::uint8_t extra_flags = 0;
    std::uint8_t operating_system = 3;
    std::optional<std::string> extra{};
    std::optional<std::string> name{};
    std::optional<std::string> comment{};
    bool has_header_crc = false;
    std::uint16_t header_crc_error = 0; ///< xor'ed to CRC16
    bytes deflate_data{0x03, 0x00};     ///< an empty fixed block
    bytes data{};                       ///< what it decodes to: CRC32, ISIZE
    std::uint32_t crc_error = 0;        ///< xor'ed to CRC32
    std::uint32_t size_error = 0;       ///< xor'ed to ISIZE
};

/// The member's header only.
bytes gzip_header(const gzip_member& member);
bytes gzip_bytes(const gzip_member& member);

/// A member without optional fields that holds `text` in a stored block.
bytes gzip_stored(const std::string& text);

inline bytes operator+(bytes a, const bytes& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

} // namespace mgunzip::test

#endif
