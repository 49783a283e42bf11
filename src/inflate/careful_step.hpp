// SPDX-License-Identifier: BSL-1.0
// Block data decoded one item at a time, every bound checked: the one source of
// truth about errors, and the only one that works at the ends of a buffer.
#ifndef MGUNZIP_CAREFUL_STEP_HPP
#define MGUNZIP_CAREFUL_STEP_HPP

#include "inflate/copying_state.hpp"
#include "inflate/reading_state.hpp"

namespace mgunzip::detail {

/// Decodes one literal, match or end of block. `step::done` means that it was
/// decoded; an end of block has changed the phase. `step::need_output` is only
/// returned when the next item writes something, so a stream whose output ends
/// where the window does comes to its end without asking for more room.
[[nodiscard]] step decode_token(reading_state& reading,
                                copying_state& copying) noexcept;

/// Copies what is left of a match that did not fit.
[[nodiscard]] step continue_match(copying_state& copying) noexcept;

/// Copies stored data; at their end the phase has changed.
[[nodiscard]] step copy_stored(reading_state& reading,
                               copying_state& copying) noexcept;

} // namespace mgunzip::detail

#endif
