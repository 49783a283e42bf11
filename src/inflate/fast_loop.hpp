// SPDX-License-Identifier: BSL-1.0
// The contract of the fast loops that decode the data of Huffman-coded blocks.
#ifndef MGUNZIP_FAST_LOOP_HPP
#define MGUNZIP_FAST_LOOP_HPP

#include "inflate/copying_state.hpp"
#include "inflate/reading_state.hpp"

#include <cstddef>

namespace mgunzip::detail {

/// An iteration of the loop refills the bit buffer at most twice; each refill
/// reads 8 bytes and moves on by at most 7. One more refill comes first.
inline constexpr std::size_t refill_size = 8;
inline constexpr std::size_t refill_step = 7;
inline constexpr std::size_t fast_in_margin = refill_step + refill_size;
inline constexpr std::size_t fast_in_needed = refill_step + fast_in_margin;

/// An iteration writes at most two pairs of literals and a match, or three
/// pairs; copies of a match are rounded up to whole pairs of 16-byte blocks.
inline constexpr std::size_t copy_step = 32;
inline constexpr std::size_t fast_out_margin =
    2 * 2 + max_match_length + copy_step - 1;

static_assert(window_margin >= fast_out_margin);

/// Why a fast loop came to its end.
enum class fast_exit : std::uint8_t {
    /// The margins are used up, or the next token needs the careful step.
    stopped,
    /// The end of the block was decoded.
    end_of_block,
};

/// Decodes tokens until a margin is used up, the block ends, or something is
/// wrong with a token: then that token is left alone. On entry
/// `reading.bits.is_within_piece()` holds, `fast_in_needed` bytes of the piece
/// are left, `out.next` < `out.goal`, and `fast_out_margin` bytes
/// lie before `out.end`. Goes beyond the goal by less than that margin.
using fast_loop = fast_exit(reading_state& reading,
                            copying_state& copying) noexcept;

namespace classic {
fast_loop decode;
}
namespace classic_bmi2 {
fast_loop decode;
}

} // namespace mgunzip::detail

#endif
