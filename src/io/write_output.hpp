// SPDX-License-Identifier: BSL-1.0
// Output by write: pipes, terminals, devices, and files when asked for.
#ifndef MGUNZIP_IO_WRITE_OUTPUT_HPP
#define MGUNZIP_IO_WRITE_OUTPUT_HPP

#include "io/ring_output.hpp"

namespace mgunzip::io {

/// Writes to a descriptor that the caller keeps open, in calls of exactly
/// 32768 bytes each, but for the last, which is shorter; none is empty. Bytes
/// that were committed are written when their block is full or at `finish`,
/// never by the destructor.
class write_output final : public ring_output {
  public:
    /// May throw std::bad_alloc.
    explicit write_output(int fd) : fd_(fd) {}

    [[nodiscard]] std::error_code append(std::uint8_t* data,
                                         std::size_t size) override {
        return append_by_taking(data, size);
    }

  private:
    [[nodiscard]] std::error_code take(const std::uint8_t* data,
                                       std::size_t size) override;

    int fd_;
};

} // namespace mgunzip::io

#endif
