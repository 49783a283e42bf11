// SPDX-License-Identifier: BSL-1.0
// The cursors by which decoders read and write memory that the caller owns.
#ifndef MGUNZIP_BUFFERS_HPP
#define MGUNZIP_BUFFERS_HPP

#include <cstddef>
#include <cstdint>

namespace mgunzip {

/// How far back DEFLATE's matches reach (RFC 1951, section 2).
inline constexpr std::size_t history_size = 32768;

/// How many bytes one byte of input becomes at most: a match of 258 bytes takes
/// two bits or more, one for the length and one for the distance (RFC 1951,
/// section 3.2.5).
inline constexpr std::uint64_t max_expansion = 4 * 258;

/// How far `output_window::end` should be behind `goal`: decoders then run
/// their fast inner loops right up to the goal. With less they are as right,
/// but slow near the goal.
inline constexpr std::size_t window_margin = 1024;

/// Compressed bytes still to be read: [next, end). A decoder moves `next` past
/// what it used and never reads at or beyond `end`.
struct input_cursor {
    const std::uint8_t* next;
    const std::uint8_t* end;

    std::size_t size() const noexcept {
        return static_cast<std::size_t>(end - next);
    }
};

/// Where decoded bytes go: [next, end). A decoder moves `next` past what it
/// wrote and stops soon after it reached `goal`; it may go beyond, as far as
/// `end`. Bytes of [next, end) beyond the final `next` may have been
/// overwritten with anything; at or beyond `end` nothing is ever written.
///
/// Precondition `next <= goal <= end`. In front of `next` the last
/// `history_size` bytes of the member's output, or all of it when that is
/// less, must be readable at every call, as matches refer to them.
struct output_window {
    std::uint8_t* next;
    std::uint8_t* goal;
    std::uint8_t* end;
};

} // namespace mgunzip

#endif
