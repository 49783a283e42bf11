// SPDX-License-Identifier: BSL-1.0
// Block headers of DEFLATE (RFC 1951, sections 3.2.3 to 3.2.7).
#ifndef MGUNZIP_BLOCK_HEADER_HPP
#define MGUNZIP_BLOCK_HEADER_HPP

#include "inflate/reading_state.hpp"

namespace mgunzip::detail {

/// Reads the part of a block's header that `reading.phase` says, and moves on
/// to the next phase. `step::need_input` leaves everything ready to go on.
/// Verdicts, and their order, are zlib's.
[[nodiscard]] step read_block_header(reading_state& reading) noexcept;

} // namespace mgunzip::detail

#endif
