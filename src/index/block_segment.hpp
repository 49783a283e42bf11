// SPDX-License-Identifier: BSL-1.0
// Blocks of one member between two points of an index.
#ifndef MGUNZIP_BLOCK_SEGMENT_HPP
#define MGUNZIP_BLOCK_SEGMENT_HPP

#include <mgunzip/block_counts.hpp>
#include <mgunzip/buffers.hpp>
#include <mgunzip/index.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace mgunzip::detail {

/// What came of a segment.
enum class block_outcome : std::uint8_t {
    wrong,         ///< nothing is known
    reached_point, ///< it ends as the index says
    stream_end,    ///< the member's data end in it
};

/// A segment: what is to be decoded, where to, and what came of it.
struct scheduled_blocks {
    // What the owner says.
    const index_point* begin = nullptr;
    const index_point* end = nullptr;
    /// Where the output goes: `size()` bytes, and nothing is stored behind
    /// them. Null: it is only checked.
    std::uint8_t* out = nullptr;
    bool has_headroom = false; ///< 32 KiB in front of `out` may be stored to
    std::unique_ptr<std::uint8_t[]> buffer; ///< for the owner's use
    std::size_t buffer_size = 0;

    /// Bytes of output between the points.
    std::size_t size() const noexcept {
        return static_cast<std::size_t>(end->output - begin->output);
    }

    // What the worker says.
    block_outcome outcome = block_outcome::wrong;
    std::uint64_t end_bit = 0; ///< in the data: of the point, or of the trailer
    std::size_t produced = 0;  ///< bytes of output
    std::uint32_t crc = 0;     ///< of these
    block_counts blocks{};
    /// What was taken for the output in front, and the last of its own: at the
    /// ends of the arrays.
    std::size_t window_size = 0;
    std::size_t tail_size = 0;
    std::array<std::uint8_t, history_size> window;
    std::array<std::uint8_t, history_size> tail;

    bool is_finished = false; ///< of the schedule

    std::span<const std::uint8_t> used_window() const noexcept {
        return std::span<const std::uint8_t>(window).last(window_size);
    }
    std::span<const std::uint8_t> last_output() const noexcept {
        return std::span<const std::uint8_t>(tail).last(tail_size);
    }
};

} // namespace mgunzip::detail

#endif
