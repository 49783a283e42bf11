// SPDX-License-Identifier: BSL-1.0
// The cursors by which decoders read and write memory that the caller owns.
#ifndef MGUNZIP_BUFFERS_HPP
#define MGUNZIP_BUFFERS_HPP

#include <mgunzip/api.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>

namespace mgunzip {

/// How far back DEFLATE's matches reach, in bytes (RFC 1951, section 2).
inline constexpr std::size_t history_size = 32768;

/// The most bytes of output that one byte of input can become: a match of 258
/// bytes takes at least two bits, one for the length and one for the distance
/// (RFC 1951, section 3.2.5).
inline constexpr std::uint64_t max_expansion = 4 * 258;

/// How far `output_window::end` should be behind `goal`: decoders then run
/// their fast inner loops right up to the goal. With less they are as right,
/// but slow near the goal.
inline constexpr std::size_t window_margin = 1024;

/// For functions that require a limit of output, such as
/// `decompress_to_vector`: no limit. Only for data that you trust.
inline constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

/// Compressed bytes that are still to be read: [next, end). A decoder moves
/// `next` past the bytes that it used, and never reads at or beyond `end`.
struct MGUNZIP_API input_cursor {
    const std::uint8_t* next;
    const std::uint8_t* end;

    std::size_t size() const noexcept {
        return static_cast<std::size_t>(end - next);
    }
};

/// Where decoded bytes go: [next, end). A decoder moves `next` past the bytes
/// that it wrote and stops soon after `next` reaches `goal`; it may go beyond
/// `goal`, as far as `end`. It may overwrite bytes between the final `next` and
/// `end` with anything, and never writes at or beyond `end`.
///
/// Precondition: `next <= goal <= end`. At every call the last `history_size`
/// bytes of the member's output must be readable in front of `next`, or all of
/// it if there is less, because matches refer to them.
struct MGUNZIP_API output_window {
    std::uint8_t* next;
    std::uint8_t* goal;
    std::uint8_t* end;
};

} // namespace mgunzip

#endif
