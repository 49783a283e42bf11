// SPDX-License-Identifier: BSL-1.0
// The memory that a ring_output lends the decoder.
#ifndef MGUNZIP_IO_RING_MEMORY_HPP
#define MGUNZIP_IO_RING_MEMORY_HPP

#include <mgunzip/buffers.hpp>

#include <cstddef>
#include <cstdint>
#include <system_error>

namespace mgunzip::io {

/// Blocks that lie one behind the other, `history_size` bytes in front of them
/// and `margin` bytes behind them.
class ring_memory {
  public:
    /// A goal may be at the end of the last block; what the decoder writes
    /// beyond it fits. A page, so that what lies behind is aligned.
    static constexpr std::size_t margin = 4096;
    static_assert(margin >= window_margin);

    ring_memory() = default;
    ring_memory(const ring_memory&) = delete;
    ring_memory& operator=(const ring_memory&) = delete;
    virtual ~ring_memory() = default;

    std::uint8_t* blocks() const noexcept { return blocks_; }
    std::uint8_t* blocks_end() const noexcept { return blocks_end_; }
    /// At least `margin`; all blocks have this size.
    std::size_t block_size() const noexcept { return block_size_; }

    /// Gets the blocks ready to be written to once more, when all of them were
    /// handed on. What they hold is lost; history and margin stay. After an
    /// error no block may be written to.
    [[nodiscard]] virtual std::error_code renew() noexcept = 0;

  protected:
    void set_blocks(std::uint8_t* begin, std::size_t count,
                    std::size_t block_size) noexcept {
        blocks_ = begin;
        blocks_end_ = begin + count * block_size;
        block_size_ = block_size;
    }

  private:
    std::uint8_t* blocks_ = nullptr;
    std::uint8_t* blocks_end_ = nullptr;
    std::size_t block_size_ = 0;
};

} // namespace mgunzip::io

#endif
