// SPDX-License-Identifier: BSL-1.0
// Builds what looks like members of BGZF files.
#ifndef MGUNZIP_TEST_BGZF_BUILDER_HPP
#define MGUNZIP_TEST_BGZF_BUILDER_HPP

#include "support/decode_result.hpp"

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

inline bytes repeated(const bytes& member, int count) {
    bytes file;
    for (int i = 0; i < count; ++i)
        file.insert(file.end(), member.begin(), member.end());
    return file;
}

} // namespace mgunzip::test

#endif
