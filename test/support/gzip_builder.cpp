// SPDX-License-Identifier: BSL-1.0
// Builds gzip members by hand, good ones and bad ones.
#include "support/gzip_builder.hpp"

#include "support/deflate_builder.hpp"
#include "support/reference_gunzip.hpp"

namespace mgunzip::test {
namespace {

void put_number(bytes& to, std::uint32_t value, int size) {
    for (int i = 0; i < size; ++i)
        to.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}

void put_text(bytes& to, const std::string& text) {
    to.insert(to.end(), text.begin(), text.end());
    to.push_back(0);
}

} // namespace

bytes gzip_header(const gzip_member& member) {
    unsigned flags = member.more_flags;
    flags |= member.has_header_crc ? 2 : 0;
    flags |= member.extra ? 4 : 0;
    flags |= member.name ? 8 : 0;
    flags |= member.comment ? 16 : 0;
    bytes header{member.id1, member.id2, member.method,
                 static_cast<std::uint8_t>(flags)};
    put_number(header, member.modification_time, 4);
    header.push_back(member.extra_flags);
    header.push_back(member.operating_system);
    if (member.extra) {
        put_number(header, static_cast<std::uint32_t>(member.extra->size()), 2);
        header.insert(header.end(), member.extra->begin(), member.extra->end());
    }
    if (member.name)
        put_text(header, *member.name);
    if (member.comment)
        put_text(header, *member.comment);
    if (member.has_header_crc)
        put_number(header, reference_crc32(header) ^ member.header_crc_error,
                   2);
    return header;
}

bytes gzip_bytes(const gzip_member& member) {
    bytes result = gzip_header(member) + member.deflate_data;
    put_number(result, reference_crc32(member.data) ^ member.crc_error, 4);
    put_number(
        result,
        static_cast<std::uint32_t>(member.data.size()) ^ member.size_error, 4);
    return result;
}

bytes gzip_stored(const std::string& text) {
    return gzip_bytes(
        {.deflate_data = deflate_builder().stored_block(true, text).data(),
         .data = bytes(text.begin(), text.end())});
}

} // namespace mgunzip::test
