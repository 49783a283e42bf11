// SPDX-License-Identifier: BSL-1.0
// Makes the index of a BGZF file without decoding it.
#include "io/member_index.hpp"

namespace mgunzip::io {

std::error_code index_members(source& from, gzip_index& index) {
    index = {};
    if (!from.whole())
        return index_errc::not_bgzf;
    input_cursor all{};
    if (const std::error_code error = from.next(all))
        return error;
    const std::error_code error =
        index.build_bgzf({all.next, all.end}, [&](std::uint64_t used) {
            return from.advance(all.next + used);
        });
    // What was lost looks like something else than members.
    if (const std::error_code lost = from.check(all.end)) {
        index = {};
        return lost;
    }
    return error;
}

} // namespace mgunzip::io
