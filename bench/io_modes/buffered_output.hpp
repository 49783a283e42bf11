// SPDX-License-Identifier: BSL-1.0
// Decoded bytes in writes of any size.
#ifndef MGUNZIP_BENCH_IO_MODES_BUFFERED_OUTPUT_HPP
#define MGUNZIP_BENCH_IO_MODES_BUFFERED_OUTPUT_HPP

#include "io/sink.hpp"

#include <cstddef>
#include <memory>

namespace mgunzip::bench {

/// How a full buffer is written.
enum class flush : std::uint8_t {
    whole, ///< all of it
    lines, ///< up to its last newline, if it has one
};

/// As mgunzip's own output by write, with buffers of another size (a power of
/// two): the decoder is stopped as often whatever the size, but for very small
/// and very large ones, so that what is compared is the writes.
class buffered_output final : public io::sink {
  public:
    buffered_output(int fd, std::size_t buffer_size, flush how);

    [[nodiscard]] std::error_code commit() override;
    [[nodiscard]] std::error_code finish() override;
    std::uint64_t committed() const noexcept override { return committed_; }

  private:
    std::uint8_t* begin() const noexcept;
    std::uint8_t* end() const noexcept { return begin() + room_; }
    std::error_code write_full_buffers();
    std::size_t next_piece() const noexcept;
    void reuse_memory() noexcept;
    void set_goal() noexcept;

    int fd_;
    std::size_t buffer_size_;
    flush how_;
    std::size_t quantum_; ///< the decoder stops after so many bytes
    std::size_t room_;    ///< behind the history
    std::unique_ptr<std::uint8_t[]> memory_;
    std::uint8_t* unwritten_;
    std::uint8_t* uncommitted_;
    std::uint64_t committed_ = 0;
};

} // namespace mgunzip::bench

#endif
