// SPDX-License-Identifier: BSL-1.0
// Input that is read through a buffer: pipes, terminals, unmappable files.
#ifndef MGUNZIP_IO_STREAM_INPUT_HPP
#define MGUNZIP_IO_STREAM_INPUT_HPP

#include "io/source.hpp"

#include <memory>

namespace mgunzip::io {

/// Reads from a descriptor that the caller keeps open, whatever it is, from
/// its current offset on. A piece is what one read gave; more is not waited
/// for.
class stream_input final : public source {
  public:
    /// May throw std::bad_alloc.
    explicit stream_input(int fd, const input_extent& extent = {});
    ~stream_input() override;

    [[nodiscard]] std::error_code next(input_cursor& piece) override;
    [[nodiscard]] std::error_code
    advance(const std::uint8_t* position) override;
    /// Where the descriptor has no offset, what was read too far is lost; that
    /// is no error.
    [[nodiscard]] std::error_code finish(const std::uint8_t* position) override;
    void skip_rest() noexcept override;
    bool is_mapped() const noexcept override { return false; }
    input_extent extent() const noexcept override { return extent_; }

  private:
    struct read_buffer;

    int fd_;
    input_extent extent_;
    bool at_end_ = false;
    std::unique_ptr<read_buffer> buffer_;
    const std::uint8_t* piece_end_;
};

} // namespace mgunzip::io

#endif
