// SPDX-License-Identifier: BSL-1.0
// How to leave a file of which more was reserved than is used.
#ifndef MGUNZIP_IO_FILE_ROLLBACK_HPP
#define MGUNZIP_IO_FILE_ROLLBACK_HPP

#include "io/write_gate.hpp"

#include <atomic>
#include <cstdint>
#include <system_error>

namespace mgunzip::io {

/// What brings a file into the state that the committed output asks for.
struct file_rollback {
    int fd = -1;                 ///< writable
    int offset_fd = -1;          ///< the descriptor whose offset moves, if any
    std::uint64_t start = 0;     ///< file offset where the output begins
    std::uint64_t file_size = 0; ///< before the output; at most `start`
    /// File offset where the committed output ends; a signal handler may read
    /// it at any time.
    std::atomic<std::uint64_t> end = 0;
    /// Other threads make the file longer through this alone.
    write_gate gate{};
};

/// Cuts the file behind the committed output, or to its former size if there
/// is none, and sets the offset behind it. Does each of the two whatever
/// becomes of the other; returns the first error. Uses nothing that a signal
/// handler may not use.
std::error_code roll_back(const file_rollback& state) noexcept;

} // namespace mgunzip::io

#endif
