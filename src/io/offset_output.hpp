// SPDX-License-Identifier: BSL-1.0
// Output by writing at an offset of a file.
#ifndef MGUNZIP_IO_OFFSET_OUTPUT_HPP
#define MGUNZIP_IO_OFFSET_OUTPUT_HPP

#include "io/ring_output.hpp"

namespace mgunzip::io {

/// Goes on with a file of which the first bytes were brought there otherwise.
/// The descriptor's own offset is neither used nor changed.
class offset_output final : public ring_output {
  public:
    /// The next byte goes to `offset` of the file. May throw std::bad_alloc.
    offset_output(int fd, std::uint64_t offset) : fd_(fd), offset_(offset) {}

    /// Reads the last `size` bytes in front of the offset as the history.
    [[nodiscard]] std::error_code read_history(std::size_t size);

    /// Where the next write goes: behind all that was written.
    std::uint64_t offset() const noexcept { return offset_; }

    [[nodiscard]] std::error_code append(std::uint8_t* data,
                                         std::size_t size) override {
        return append_by_taking(data, size);
    }

  private:
    [[nodiscard]] std::error_code take(const std::uint8_t* data,
                                       std::size_t size) override;

    int fd_;
    std::uint64_t offset_;
};

} // namespace mgunzip::io

#endif
