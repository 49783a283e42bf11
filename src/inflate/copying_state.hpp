// SPDX-License-Identifier: BSL-1.0
// The copying side of the decoder: where output goes.
#ifndef MGUNZIP_COPYING_STATE_HPP
#define MGUNZIP_COPYING_STATE_HPP

#include <mgunzip/buffers.hpp>

#include <cstddef>
#include <cstdint>

namespace mgunzip::detail {

/// What only the thread that writes output uses.
struct copying_state {
    output_window out{};
    /// Output of all earlier calls, with the history from before the first one,
    /// and where this call's begins.
    std::uint64_t produced_before = 0;
    std::uint8_t* out_begin = nullptr;

    /// What is left of a match that did not fit the window.
    std::uint32_t match_left = 0;
    std::uint32_t match_distance = 0;

    std::uint64_t produced() const noexcept {
        return produced_before +
               static_cast<std::uint64_t>(out.next - out_begin);
    }
    std::size_t room() const noexcept {
        return static_cast<std::size_t>(out.end - out.next);
    }

    /// A call of the decoder begins, and ends.
    void begin(const output_window& window) noexcept {
        out = window;
        out_begin = window.next;
    }
    void end() noexcept {
        produced_before = produced();
        out_begin = out.next;
    }
};

} // namespace mgunzip::detail

#endif
