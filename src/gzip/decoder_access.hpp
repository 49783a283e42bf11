// SPDX-License-Identifier: BSL-1.0
// What the library's own parts ask a decoder for, or tell it.
#ifndef MGUNZIP_DECODER_ACCESS_HPP
#define MGUNZIP_DECODER_ACCESS_HPP

#include "gzip/member_schedule.hpp"
#include "shared_internal.hpp"

#include <mgunzip/block_counts.hpp>
#include <mgunzip/buffers.hpp>
#include <mgunzip/gzip.hpp>

#include <cstddef>
#include <cstdint>

namespace mgunzip::detail {

struct symbol_batch;

/// Blocks of one member that were decoded.
struct finished_blocks {
    /// The byte that holds the first bit of what follows, and which bit that
    /// is: of the next block, or of the trailer.
    const std::uint8_t* end = nullptr;
    unsigned bit = 0;
    bool is_stream_end = false;
    std::size_t output = 0; ///< bytes
    std::uint32_t crc = 0;  ///< of these
    block_counts blocks{};
};

class decoder_access {
  public:
    /// True where a member may begin, and nothing of it was given yet, unless
    /// `run` is to stop at a block: members decoded elsewhere would pass it.
    static bool is_between_members(const gzip_decoder& decoder) noexcept;

    /// There: `done` are the next members of `in`, which moves behind them. All
    /// is then as if the decoder had decoded them up to `member_end`. May throw
    /// std::bad_alloc, before anything has changed.
    MGUNZIP_INTERNAL static void
    take(gzip_decoder& decoder, const finished_members& done, input_cursor& in);

    /// After `block_begin`: `done` are the blocks from there on, and `in` moves
    /// to their end. All is then as if the decoder had decoded them; the output
    /// that `history` tells of must be in front of the window.
    MGUNZIP_INTERNAL static void take(gzip_decoder& decoder,
                                      const finished_blocks& done,
                                      input_cursor& in) noexcept;

    /// In the middle of a member: as many bytes of its output as the next block
    /// can refer to.
    MGUNZIP_INTERNAL static std::size_t
    history(const gzip_decoder& decoder) noexcept;

    /// From now on, up to `reset`, there is what follows. Nothing is to be told
    /// by `take` then.
    static void begin_index(gzip_decoder& decoder) noexcept;

    /// In all output; they are counted in the pass of the CRC-32.
    static std::uint64_t newlines(const gzip_decoder& decoder) noexcept;

    /// After `block_begin`, until the next call of `run`: what comes first
    /// behind that place, or null if it is not known yet.
    static const symbol_batch*
    symbols_behind(const gzip_decoder& decoder) noexcept;
};

} // namespace mgunzip::detail

#endif
