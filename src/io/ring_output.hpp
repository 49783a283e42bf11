// SPDX-License-Identifier: BSL-1.0
// A window in a small buffer that is used over and over: the common part of
// the sinks that map nothing.
#ifndef MGUNZIP_IO_RING_OUTPUT_HPP
#define MGUNZIP_IO_RING_OUTPUT_HPP

#include "io/sink.hpp"

#include <memory>

namespace mgunzip::io {

/// Hands out blocks of exactly 32 KiB as they get full, and a last, shorter
/// one. A derived class says where they go.
class ring_output : public sink {
  public:
    /// The size of a block, in bytes.
    static constexpr std::size_t block_size = 32 * 1024;

    /// May throw std::bad_alloc.
    ring_output();
    ~ring_output() override;

    [[nodiscard]] std::error_code commit() final;
    [[nodiscard]] std::error_code finish() final;
    std::uint64_t committed() const noexcept final { return committed_; }

  protected:
    /// Takes the next bytes of the output: `block_size` of them, or fewer but
    /// at least one when they are the last.
    [[nodiscard]] virtual std::error_code take(const std::uint8_t* data,
                                               std::size_t size) = 0;

    /// Where the history ends at the beginning: an output that was begun
    /// elsewhere puts the last 32 KiB of it in front of this.
    std::uint8_t* history_end() const noexcept;

  private:
    struct ring_buffer;

    std::error_code take_full_blocks();
    void count_committed() noexcept;
    void reuse_buffer() noexcept;
    void set_goal() noexcept;

    std::unique_ptr<ring_buffer> buffer_;
    /// The first byte not yet handed to `take`; it begins a block.
    std::uint8_t* block_;
    /// The first byte not yet counted in `committed_`.
    std::uint8_t* uncommitted_;
    std::uint64_t committed_ = 0;
};

} // namespace mgunzip::io

#endif
