// SPDX-License-Identifier: BSL-1.0
// Output through a small buffer that is used over and over.
#ifndef MGUNZIP_IO_RING_OUTPUT_HPP
#define MGUNZIP_IO_RING_OUTPUT_HPP

#include "io/ring_memory.hpp"
#include "io/sink.hpp"

#include <cstdint>
#include <memory>
#include <span>

namespace mgunzip::io {

/// Hands out blocks of one size as they get full, and a last, shorter one. A
/// derived class says where they go.
class ring_output : public sink {
  public:
    /// The size of a block, in bytes, unless a derived class brings its own
    /// memory.
    static constexpr std::size_t usual_block_size = 32 * 1024;

    /// May throw std::bad_alloc.
    ring_output();
    /// `memory` is not null.
    explicit ring_output(std::unique_ptr<ring_memory> memory) noexcept;

    [[nodiscard]] std::error_code commit() final;
    [[nodiscard]] std::error_code finish() override;
    std::uint64_t committed() const noexcept final { return committed_; }
    void set_history(std::span<const std::uint8_t> history) noexcept final;

  protected:
    /// Takes the next bytes of the output: a block of them, or fewer but at
    /// least one when they are the last. Bytes that were taken are never
    /// written to again before `ring_memory::renew` has been called.
    [[nodiscard]] virtual std::error_code take(const std::uint8_t* data,
                                               std::size_t size) = 0;

    /// For those whose `take` has done with the bytes when it returns: takes
    /// what is not in the window, without copying it.
    [[nodiscard]] std::error_code append_by_taking(std::uint8_t* data,
                                                   std::size_t size);

    /// Where the history ends at the beginning: an output that was begun
    /// elsewhere puts the last 32 KiB of it in front of this.
    std::uint8_t* history_end() const noexcept { return memory_->blocks(); }

  private:
    std::error_code take_full_blocks();
    void count_committed() noexcept;
    std::error_code reuse_memory() noexcept;
    void set_goal() noexcept;

    std::unique_ptr<ring_memory> memory_;
    /// The first byte not yet handed to `take`; it begins a block.
    std::uint8_t* block_;
    /// The first byte not yet counted in `committed_`.
    std::uint8_t* uncommitted_;
    std::uint64_t committed_ = 0;
    bool is_history_elsewhere_ = false;
};

} // namespace mgunzip::io

#endif
