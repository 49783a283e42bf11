// SPDX-License-Identifier: BSL-1.0
// How to leave a file of which more was reserved than is used.
#ifndef MGUNZIP_IO_FILE_ROLLBACK_HPP
#define MGUNZIP_IO_FILE_ROLLBACK_HPP

#include <cstddef>
#include <cstdint>
#include <system_error>

namespace mgunzip::io {

/// What brings a file into the state that the committed output asks for.
struct file_rollback {
    int fd = -1;            ///< writable
    int offset_fd = -1;     ///< the descriptor whose offset moves
    std::uint64_t size = 0; ///< of the file
    std::uint64_t end = 0;  ///< of the committed output; the offset

    /// Bytes that the file had at `end` and behind, and that may have been
    /// overwritten. They lie within `size`.
    const std::uint8_t* old_bytes = nullptr;
    std::size_t old_count = 0;
};

/// Puts the old bytes back, cuts the file and sets the offset. Does each of
/// the three whatever becomes of the others; returns the first error. Uses
/// nothing that a signal handler may not use.
std::error_code roll_back(const file_rollback& state) noexcept;

} // namespace mgunzip::io

#endif
