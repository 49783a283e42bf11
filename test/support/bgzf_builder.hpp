// SPDX-License-Identifier: BSL-1.0
// Builds what looks like members of BGZF files.
#ifndef MGUNZIP_TEST_BGZF_BUILDER_HPP
#define MGUNZIP_TEST_BGZF_BUILDER_HPP

#include "support/gzip_builder.hpp"

#include <cstdint>

namespace mgunzip::test {

inline void append_number(bytes& to, std::uint32_t value, int count) {
    for (int i = 0; i < count; ++i)
        to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

/// A member as BGZF has them: `data_size` bytes of data, and the subfields in
/// front of BC that `other_subfields` holds.
inline bytes bgzf_member(std::size_t data_size, std::uint32_t isize,
                         const bytes& other_subfields = {}) {
    bytes member{0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff};
    const std::size_t extra_size = other_subfields.size() + 6;
    append_number(member, static_cast<std::uint32_t>(extra_size), 2);
    member.insert(member.end(), other_subfields.begin(), other_subfields.end());
    member.insert(member.end(), {'B', 'C', 2, 0});
    const std::size_t size = 12 + extra_size + data_size + 8;
    append_number(member, static_cast<std::uint32_t>(size - 1), 2);
    member.insert(member.end(), data_size, 0x55);
    append_number(member, 0x12345678, 4);
    append_number(member, isize, 4);
    return member;
}

/// A member of BGZF that holds `stream`, a DEFLATE stream for `output`.
/// `size_error` is added to BSIZE.
inline gzip_member bgzf_of(const bytes& stream, const bytes& output,
                           unsigned size_error = 0) {
    constexpr std::size_t header_size = 18;
    const std::size_t size = header_size + stream.size() + 8;
    const auto bsize = static_cast<unsigned>(size) - 1 + size_error;
    std::string extra{'B', 'C', 2, 0};
    extra += static_cast<char>(bsize);
    extra += static_cast<char>(bsize >> 8);
    return {.operating_system = 255,
            .extra = extra,
            .deflate_data = stream,
            .data = output};
}

/// The empty member that ends a file.
inline bytes bgzf_end() {
    return gzip_bytes(bgzf_of({3, 0}, {}));
}

inline bytes repeated(const bytes& member, int count) {
    bytes file;
    for (int i = 0; i < count; ++i)
        file.insert(file.end(), member.begin(), member.end());
    return file;
}

} // namespace mgunzip::test

#endif
