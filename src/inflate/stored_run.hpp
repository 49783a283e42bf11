// SPDX-License-Identifier: BSL-1.0
// Stored blocks that follow one another, without a step for each part of each.
#ifndef MGUNZIP_STORED_RUN_HPP
#define MGUNZIP_STORED_RUN_HPP

#include "inflate/copying_state.hpp"
#include "inflate/reading_state.hpp"

namespace mgunzip::detail {

/// Copies the stored blocks that begin here, as long as they are plainly good,
/// not the last of the stream, and as a whole in the piece and in front of the
/// goal. Everything else is left alone. A stored block has just ended; so the
/// next one begins with a whole byte.
void copy_stored_run(reading_state& reading, copying_state& copying) noexcept;

} // namespace mgunzip::detail

#endif
