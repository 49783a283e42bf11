// SPDX-License-Identifier: BSL-1.0
// Makes whole BGZF files, of members of all kinds.
#ifndef MGUNZIP_TEST_BGZF_FILES_HPP
#define MGUNZIP_TEST_BGZF_FILES_HPP

#include "support/bgzf_builder.hpp"
#include "support/random_stream.hpp"

#include <string>
#include <utility>
#include <vector>

namespace mgunzip::test {

/// `count` members, of up to about `size` bytes of input each.
inline std::vector<gzip_member> random_members(random_source& random, int count,
                                               std::size_t size) {
    std::vector<gzip_member> members;
    while (members.size() < static_cast<std::size_t>(count)) {
        const random_stream made =
            make_random_stream(random, 1 + below(random, size));
        if (made.output.size() <= 65536 && made.data.size() <= 65000)
            members.push_back(bgzf_of(made.data, made.output));
    }
    return members;
}

inline bytes joined(const std::vector<gzip_member>& members) {
    bytes file;
    for (const gzip_member& member : members) {
        const bytes packed = gzip_bytes(member);
        file.insert(file.end(), packed.begin(), packed.end());
    }
    return file;
}

/// A stream of one stored block.
inline bytes stored_stream(const bytes& data) {
    const auto size = static_cast<std::uint32_t>(data.size());
    bytes stream;
    stream.push_back(1);
    append_number(stream, size, 2);
    append_number(stream, ~size & 0xffff, 2);
    for (const std::uint8_t byte : data)
        stream.push_back(byte);
    return stream;
}

/// What lanes may read behind the last member that they take on.
inline bytes some_more() {
    return bgzf_end() + gzip_stored(std::string(600, 'x'));
}

/// Nine small members of all kinds.
inline std::vector<gzip_member> small_members() {
    random_source random(20);
    std::vector<gzip_member> members;
    while (members.size() < 9)
        for (gzip_member& member : random_members(random, 1, 300))
            if (member.deflate_data.size() <= 130)
                members.push_back(std::move(member));
    return members;
}

/// Such a file, and enough behind the members.
inline bytes small_file() {
    return joined(small_members()) + some_more();
}

/// Pairs of which the first member claims the size of both: the trailer of the
/// second is where it says, with the size of the first. There is no error, but
/// each first member is another than it says.
inline bytes pairs_that_lie(int count) {
    const bytes text(100, 't');
    const bytes stream = stored_stream(text);
    const auto size =
        static_cast<unsigned>(gzip_bytes(bgzf_of(stream, text)).size());
    return repeated(gzip_bytes(bgzf_of(stream, text, size)) +
                        gzip_bytes(bgzf_of(stream, text)),
                    count);
}

} // namespace mgunzip::test

#endif
