// SPDX-License-Identifier: BSL-1.0
// Output by writing at an offset of a file.
#include "io/offset_output.hpp"

#include "io/posix.hpp"

namespace mgunzip::io {

std::error_code offset_output::read_history(std::size_t size) {
    return read_all_at(fd_, history_end() - size, size, offset_ - size);
}

std::error_code offset_output::take(const std::uint8_t* data,
                                    std::size_t size) {
    if (const auto error = write_all_at(fd_, data, size, offset_))
        return error;
    offset_ += size;
    return {};
}

} // namespace mgunzip::io
