// SPDX-License-Identifier: BSL-1.0
// Output to a new file, with holes in place of zeros.
#ifndef MGUNZIP_IO_SPARSE_OUTPUT_HPP
#define MGUNZIP_IO_SPARSE_OUTPUT_HPP

#include "io/ring_output.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <system_error>

namespace mgunzip::io {

/// Writes an empty file as `write_output` does, but leaves out blocks of the
/// file system that are zeros only, and sets the size at the end. Such blocks
/// take no space, and nothing is reserved.
class sparse_output final : public ring_output {
  public:
    /// `std::errc::operation_not_supported` if the file system makes no holes,
    /// or does not tell of them. `fd` is an empty regular file, whose offset is
    /// at its beginning and which the caller keeps open. May throw
    /// std::bad_alloc.
    [[nodiscard]] static std::error_code
    open(int fd, std::unique_ptr<sparse_output>& result);

    [[nodiscard]] std::error_code finish() override;

    [[nodiscard]] std::error_code append(std::uint8_t* data,
                                         std::size_t size) override {
        return append_by_taking(data, size);
    }

  private:
    sparse_output(int fd, std::size_t block) : fd_(fd), block_(block) {}

    [[nodiscard]] std::error_code take(const std::uint8_t* data,
                                       std::size_t size) override;

    int fd_;
    std::size_t block_; ///< divides the size of what is taken
    std::uint64_t offset_ = 0;
    std::uint64_t size_ = 0; ///< of the file: behind the last write
};

} // namespace mgunzip::io

#endif
