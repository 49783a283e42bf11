// SPDX-License-Identifier: BSL-1.0
// Input that is read through a buffer: pipes, terminals, unmappable files.
#include "io/stream_input.hpp"

#include "io/posix.hpp"

#include <cassert>

#include <unistd.h>

namespace mgunzip::io {

// Large enough that the calls do not count, small enough to stay in the
// second-level cache together with the output. Aligned to pages.
struct alignas(4096) stream_input::read_buffer {
    std::uint8_t bytes[256 * 1024];
};

stream_input::stream_input(int fd, const input_extent& extent)
    : fd_(fd), extent_(extent),
      buffer_(std::make_unique_for_overwrite<read_buffer>()),
      piece_end_(buffer_->bytes) {}

stream_input::~stream_input() = default;

std::error_code stream_input::next(input_cursor& piece) {
    std::size_t count = 0;
    // A terminal can go on after its end; the decoder was told that it cannot.
    if (!at_end_) {
        if (const auto error =
                read_some(fd_, buffer_->bytes, sizeof buffer_->bytes, count))
            return error;
    }
    at_end_ = count == 0;
    piece_end_ = buffer_->bytes + count;
    piece = {buffer_->bytes, piece_end_};
    return {};
}

std::error_code stream_input::advance(const std::uint8_t* position) {
    assert(position >= buffer_->bytes && position <= piece_end_);
    static_cast<void>(position);
    return {};
}

std::error_code stream_input::finish(const std::uint8_t* position) {
    if (!position)
        return {};
    assert(position >= buffer_->bytes && position <= piece_end_);
    const auto unused = static_cast<off_t>(piece_end_ - position);
    if (unused > 0)
        ::lseek(fd_, -unused, SEEK_CUR);
    piece_end_ = position;
    return {};
}

void stream_input::skip_rest() noexcept {
    static_cast<void>(move_to_end(fd_));
}

} // namespace mgunzip::io
