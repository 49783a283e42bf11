// SPDX-License-Identifier: BSL-1.0
// Makes files of members that do not say how long they are.
#ifndef MGUNZIP_TEST_PLAIN_MEMBERS_HPP
#define MGUNZIP_TEST_PLAIN_MEMBERS_HPP

#include "support/bgzf_files.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace mgunzip::test {

/// `count` members of up to about `size` bytes of output each, with optional
/// fields of all kinds.
inline std::vector<gzip_member> plain_members(random_source& random, int count,
                                              std::size_t size) {
    std::vector<gzip_member> members;
    while (members.size() < static_cast<std::size_t>(count)) {
        random_stream made =
            make_random_stream(random, 1 + below(random, size));
        gzip_member member{.deflate_data = std::move(made.data),
                           .data = std::move(made.output)};
        const std::size_t fields = below(random, 16);
        if (fields & 1)
            member.extra = std::string("IG\4\0abcd", 8);
        if (fields & 2)
            member.name = "a name";
        if (fields & 4)
            member.comment = "a comment";
        member.has_header_crc = (fields & 8) != 0;
        members.push_back(std::move(member));
    }
    return members;
}

/// A member with `data` in stored blocks.
inline gzip_member stored_member(const bytes& data) {
    constexpr std::size_t most = 65535;
    bytes stream;
    for (std::size_t at = 0; at == 0 || at < data.size(); at += most) {
        const std::size_t size = std::min(most, data.size() - at);
        const auto begin = data.begin() + static_cast<long>(at);
        bytes block =
            stored_stream(bytes(begin, begin + static_cast<long>(size)));
        block[0] = at + size == data.size() ? 1 : 0;
        stream.insert(stream.end(), block.begin(), block.end());
    }
    return {.deflate_data = std::move(stream), .data = data};
}

} // namespace mgunzip::test

#endif
