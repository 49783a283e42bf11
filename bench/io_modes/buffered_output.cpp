// SPDX-License-Identifier: BSL-1.0
// Decoded bytes in writes of any size.
#include "buffered_output.hpp"

#include "terms.hpp"

#include "io/posix.hpp"

#include <algorithm>
#include <cstring>

namespace mgunzip::bench {
namespace {

// As in mgunzip's own: what fits the second-level cache, and room for the
// decoder behind the last goal.
constexpr std::size_t least_room = 256 * kib;

// What mgunzip stops the decoder after: writing, and decoding into a mapping.
constexpr std::size_t least_quantum = 32 * kib;
constexpr std::size_t most_quantum = 128 * kib;

} // namespace

buffered_output::buffered_output(int fd, std::size_t buffer_size, flush how)
    : fd_(fd), buffer_size_(buffer_size), how_(how),
      quantum_(std::clamp(buffer_size, least_quantum, most_quantum)),
      room_(std::max(buffer_size, least_room)),
      memory_(std::make_unique_for_overwrite<std::uint8_t[]>(
          history_size + room_ + window_margin)),
      unwritten_(begin()), uncommitted_(begin()) {
    window_.next = begin();
    window_.end = end() + window_margin;
    set_goal();
}

std::uint8_t* buffered_output::begin() const noexcept {
    return memory_.get() + history_size;
}

std::error_code buffered_output::commit() {
    committed_ += static_cast<std::uint64_t>(window_.next - uncommitted_);
    uncommitted_ = window_.next;
    if (const auto error = write_full_buffers())
        return error;
    if (window_.next >= end())
        reuse_memory();
    set_goal();
    return {};
}

std::error_code buffered_output::finish() {
    if (const auto error = commit())
        return error;
    const auto rest = static_cast<std::size_t>(window_.next - unwritten_);
    if (rest == 0)
        return {};
    const std::uint8_t* const data = unwritten_;
    unwritten_ = window_.next;
    return io::write_all(fd_, data, rest);
}

std::error_code buffered_output::write_full_buffers() {
    while (static_cast<std::size_t>(window_.next - unwritten_) >=
           buffer_size_) {
        const std::size_t size = next_piece();
        if (const auto error = io::write_all(fd_, unwritten_, size))
            return error;
        unwritten_ += size;
    }
    return {};
}

std::size_t buffered_output::next_piece() const noexcept {
    if (how_ == flush::whole)
        return buffer_size_;
    const void* const newline = ::memrchr(unwritten_, '\n', buffer_size_);
    if (newline == nullptr)
        return buffer_size_;
    return static_cast<std::size_t>(static_cast<const std::uint8_t*>(newline) +
                                    1 - unwritten_);
}

// The history, and what does not fill a buffer yet, move to the front.
void buffered_output::reuse_memory() noexcept {
    const auto surplus = static_cast<std::size_t>(window_.next - unwritten_);
    std::memmove(memory_.get(), unwritten_ - history_size,
                 history_size + surplus);
    unwritten_ = begin();
    window_.next = uncommitted_ = begin() + surplus;
}

void buffered_output::set_goal() noexcept {
    const auto used = static_cast<std::size_t>(window_.next - begin());
    window_.goal = begin() + (used / quantum_ + 1) * quantum_;
}

} // namespace mgunzip::bench
