// SPDX-License-Identifier: BSL-1.0
// How to leave a file of which more was reserved than is used.
#include "io/file_rollback.hpp"

#include "io/posix.hpp"

namespace mgunzip::io {

std::error_code roll_back(const file_rollback& state) noexcept {
    const std::uint64_t end = state.end;
    const auto size_error =
        set_size(state.fd, end > state.start ? end : state.file_size);
    const auto offset_error = state.offset_fd < 0
                                  ? std::error_code{}
                                  : set_offset(state.offset_fd, end);
    return size_error ? size_error : offset_error;
}

} // namespace mgunzip::io
