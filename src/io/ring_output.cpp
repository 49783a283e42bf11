// SPDX-License-Identifier: BSL-1.0
// A window in a small buffer that is used over and over: the common part of
// the sinks that map nothing.
#include "io/ring_output.hpp"

#include <cassert>
#include <cstring>

namespace mgunzip::io {
namespace {

// With the history this stays within a second-level cache of 512 KiB, and the
// history is moved once for eight blocks.
constexpr std::size_t block_count = 8;

// Room behind the last goal. Wide enough that a decoder whose inner loop wants
// some hundred bytes in front of `end` runs it up to the goal, and that what
// it writes beyond the goal fits.
constexpr std::size_t decode_margin = 4096;

static_assert(decode_margin >= 600, "see the decoder's fast loop");
static_assert(decode_margin <= ring_output::block_size,
              "what lies behind the last block moves to the first");

} // namespace

// The history, eight blocks, and the margin. Pages are aligned so that a block
// is eight whole pages.
struct alignas(4096) ring_output::ring_buffer {
    std::uint8_t bytes[history_size + block_count * block_size + decode_margin];

    std::uint8_t* blocks() noexcept { return bytes + history_size; }
    std::uint8_t* blocks_end() noexcept {
        return blocks() + block_count * block_size;
    }
};

ring_output::ring_output()
    : buffer_(std::make_unique_for_overwrite<ring_buffer>()),
      block_(buffer_->blocks()), uncommitted_(buffer_->blocks()) {
    window_.next = buffer_->blocks();
    window_.end = buffer_->blocks_end() + decode_margin;
    set_goal();
}

ring_output::~ring_output() = default;

std::uint8_t* ring_output::history_end() const noexcept {
    return buffer_->blocks();
}

std::error_code ring_output::commit() {
    count_committed();
    if (const auto error = take_full_blocks())
        return error;
    if (block_ == buffer_->blocks_end())
        reuse_buffer();
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
    while (static_cast<std::size_t>(window_.next - block_) >= block_size) {
        if (const auto error = take(block_, block_size))
            return error;
        block_ += block_size;
    }
    return {};
}

void ring_output::count_committed() noexcept {
    assert(window_.next >= uncommitted_ && window_.next <= window_.end);
    committed_ += static_cast<std::uint64_t>(window_.next - uncommitted_);
    uncommitted_ = window_.next;
}

void ring_output::reuse_buffer() noexcept {
    const auto surplus = static_cast<std::size_t>(window_.next - block_);
    std::memcpy(buffer_->bytes, block_ - history_size, history_size + surplus);
    block_ = buffer_->blocks();
    window_.next = uncommitted_ = block_ + surplus;
}

// The decoder stops once for each block, so that a reader on the other side of
// a pipe gets to work while the next block is decoded.
void ring_output::set_goal() noexcept {
    window_.goal = block_ + block_size;
}

} // namespace mgunzip::io
