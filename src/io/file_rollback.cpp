// SPDX-License-Identifier: BSL-1.0
// How to leave a file of which more was reserved than is used.
#include "io/file_rollback.hpp"

#include "io/posix.hpp"

namespace mgunzip::io {

std::error_code roll_back(const file_rollback& state) noexcept {
    const std::error_code errors[] = {
        write_all_at(state.fd, state.old_bytes, state.old_count, state.end),
        set_size(state.fd, state.size),
        set_offset(state.offset_fd, state.end),
    };
    for (const auto& error : errors) {
        if (error)
            return error;
    }
    return {};
}

} // namespace mgunzip::io
