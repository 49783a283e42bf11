// SPDX-License-Identifier: BSL-1.0
// What /proc says of this thread and its process.
#ifndef MGUNZIP_IO_PROCESS_STATUS_HPP
#define MGUNZIP_IO_PROCESS_STATUS_HPP

#include <array>
#include <cstddef>
#include <string_view>

namespace mgunzip::io {

/// The lines of /proc/thread-self/status, as they were when the object was
/// made.
class process_status {
  public:
    process_status() noexcept;

    /// What stands behind "KEY:" and blanks, to the end of the line. Empty if
    /// there is no such line, or no /proc.
    std::string_view value_of(std::string_view key) const noexcept;

  private:
    std::array<char, 4096> text_;
    std::size_t size_ = 0;
};

} // namespace mgunzip::io

#endif
