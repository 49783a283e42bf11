// SPDX-License-Identifier: BSL-1.0
// Output through a small buffer that is used over and over.
#include "io/ring_output.hpp"

#include <cassert>
#include <cstring>
#include <utility>

namespace mgunzip::io {
namespace {

// With the history this stays within a second-level cache of 512 KiB, and the
// history is moved once for eight blocks.
constexpr std::size_t usual_block_count = 8;

static_assert(ring_memory::margin <= ring_output::usual_block_size,
              "what lies behind the last block moves to the first");

// The history, eight blocks, and the margin. Pages are aligned so that a block
// is eight whole pages.
struct alignas(4096) usual_buffer {
    std::uint8_t bytes[history_size +
                       usual_block_count * ring_output::usual_block_size +
                       ring_memory::margin];
};

class heap_memory final : public ring_memory {
  public:
    heap_memory() : buffer_(std::make_unique_for_overwrite<usual_buffer>()) {
        set_blocks(buffer_->bytes + history_size, usual_block_count,
                   ring_output::usual_block_size);
    }
    [[nodiscard]] std::error_code renew() noexcept override { return {}; }

  private:
    std::unique_ptr<usual_buffer> buffer_;
};

} // namespace

ring_output::ring_output() : ring_output(std::make_unique<heap_memory>()) {}

ring_output::ring_output(std::unique_ptr<ring_memory> memory) noexcept
    : memory_(std::move(memory)), block_(memory_->blocks()),
      uncommitted_(block_) {
    assert(memory_->block_size() >= ring_memory::margin);
    window_.next = block_;
    window_.end = memory_->blocks_end() + ring_memory::margin;
    set_goal();
}

std::error_code ring_output::commit() {
    count_committed();
    if (const auto error = take_full_blocks())
        return error;
    if (block_ == memory_->blocks_end()) {
        if (const auto error = reuse_memory())
            return error;
    }
    set_goal();
    return {};
}

std::error_code ring_output::finish() {
    count_committed();
    if (const auto error = take_full_blocks())
        return error;
    const auto rest = static_cast<std::size_t>(window_.next - block_);
    block_ = window_.next;
    return rest > 0 ? take(block_ - rest, rest) : std::error_code{};
}

std::error_code ring_output::take_full_blocks() {
    const std::size_t size = memory_->block_size();
    while (static_cast<std::size_t>(window_.next - block_) >= size) {
        if (const auto error = take(block_, size))
            return error;
        block_ += size;
    }
    return {};
}

// What waits in the window for the rest of its block goes in front of the data,
// and what is left of these into the window, so that all blocks are whole.
std::error_code ring_output::append_by_taking(std::uint8_t* data,
                                              std::size_t size) {
    if (const auto error = commit())
        return error;
    const auto waiting = static_cast<std::size_t>(window_.next - block_);
    assert(waiting <= append_headroom);
    committed_ += size;
    data -= waiting;
    size += waiting;
    std::memcpy(data, block_, waiting);
    const std::size_t block_size = memory_->block_size();
    for (; size >= block_size; data += block_size, size -= block_size)
        if (const auto error = take(data, block_size))
            return error;
    std::memcpy(block_, data, size);
    window_.next = uncommitted_ = block_ + size;
    is_history_elsewhere_ = true;
    return {};
}

// What `append` has copied into the window is there, in memory that must not be
// written to.
void ring_output::set_history(std::span<const std::uint8_t> history) noexcept {
    if (is_history_elsewhere_ && !history.empty())
        std::memcpy(window_.next - history.size(), history.data(),
                    history.size());
    is_history_elsewhere_ = false;
}

void ring_output::count_committed() noexcept {
    assert(window_.next >= uncommitted_ && window_.next <= window_.end);
    committed_ += static_cast<std::uint64_t>(window_.next - uncommitted_);
    uncommitted_ = window_.next;
}

// The history is saved before the blocks are renewed; the margin, where what
// was decoded beyond the last block is, outlasts that.
std::error_code ring_output::reuse_memory() noexcept {
    const auto surplus = static_cast<std::size_t>(window_.next - block_);
    std::uint8_t* const blocks = memory_->blocks();
    std::memcpy(blocks - history_size, block_ - history_size, history_size);
    if (const auto error = memory_->renew())
        return error;
    std::memcpy(blocks, block_, surplus);
    block_ = blocks;
    window_.next = uncommitted_ = block_ + surplus;
    return {};
}

// The decoder stops once for each block, so that a reader on the other side of
// a pipe gets to work while the next block is decoded.
void ring_output::set_goal() noexcept {
    window_.goal = block_ + memory_->block_size();
}

} // namespace mgunzip::io
