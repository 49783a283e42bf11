// SPDX-License-Identifier: BSL-1.0
// Tells a decoder of members that were decoded elsewhere.
#ifndef MGUNZIP_DECODER_ACCESS_HPP
#define MGUNZIP_DECODER_ACCESS_HPP

#include "gzip/member_schedule.hpp"

#include <mgunzip/buffers.hpp>
#include <mgunzip/gzip.hpp>

namespace mgunzip::detail {

class decoder_access {
  public:
    /// True where a member may begin, and nothing of it was given yet, unless
    /// `run` is to stop at a block: members decoded elsewhere would pass it.
    static bool is_between_members(const gzip_decoder& decoder) noexcept;

    /// There: `done` are the next members of `in`, which moves behind them. All
    /// is then as if the decoder had decoded them up to `member_end`. May throw
    /// std::bad_alloc, before anything has changed.
    static void take(gzip_decoder& decoder, const finished_members& done,
                     input_cursor& in);
};

} // namespace mgunzip::detail

#endif
