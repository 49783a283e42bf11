// SPDX-License-Identifier: BSL-1.0
// Stands in for the decoder: writes known bytes through a sink's window.
#ifndef MGUNZIP_TEST_FAKE_PRODUCER_HPP
#define MGUNZIP_TEST_FAKE_PRODUCER_HPP

#include "io/sink.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace mgunzip::test {

/// The byte at `offset` of the known output: no short period, and each byte
/// depends on all bits of the offset.
inline std::uint8_t pattern_at(std::uint64_t offset) {
    std::uint64_t x = offset * 0x9e3779b97f4a7c15u;
    x ^= x >> 29;
    x *= 0xbf58476d1ce4e5b9u;
    return static_cast<std::uint8_t>(x >> 56);
}

inline std::vector<std::uint8_t> pattern(std::uint64_t size,
                                         std::uint64_t from = 0) {
    std::vector<std::uint8_t> bytes(size);
    for (std::uint64_t i = 0; i < size; ++i)
        bytes[i] = pattern_at(from + i);
    return bytes;
}

/// Writes the pattern as a decoder would: up to the goal and up to
/// `overshoot` bytes beyond it, it scribbles on `scribble` bytes behind what
/// it wrote, and it looks at the history.
class fake_producer {
  public:
    std::size_t overshoot = 257;
    std::size_t scribble = 300;

    /// Writes `size` bytes more, committing each time the goal is reached and
    /// not at the end.
    std::error_code produce(io::sink& to, std::uint64_t size) {
        while (size > 0) {
            output_window& window = to.window();
            if (!(window.next < window.goal && window.goal <= window.end))
                throw std::logic_error("window without room");
            check_history(window);
            const auto room = static_cast<std::uint64_t>(
                std::min(static_cast<std::size_t>(window.end - window.next),
                         static_cast<std::size_t>(window.goal - window.next) +
                             overshoot));
            const std::uint64_t count = std::min(size, room);
            for (std::uint64_t i = 0; i < count; ++i)
                *window.next++ = pattern_at(produced_++);
            size -= count;
            std::memset(window.next, 0xa5,
                        std::min(scribble, static_cast<std::size_t>(
                                               window.end - window.next)));
            if (window.next >= window.goal) {
                if (const auto error = to.commit())
                    return error;
            }
        }
        return {};
    }

    std::uint64_t produced() const { return produced_; }

  private:
    void check_history(const output_window& window) const {
        const std::uint64_t reach =
            std::min<std::uint64_t>(produced_, history_size);
        const std::uint64_t step = 97;
        for (std::uint64_t back = 1; back <= reach; back += step)
            check_byte_back(window, back);
        if (reach > 0)
            check_byte_back(window, reach);
    }
    void check_byte_back(const output_window& window,
                         std::uint64_t back) const {
        if (*(window.next - back) != pattern_at(produced_ - back))
            throw std::logic_error("history is wrong");
    }

    std::uint64_t produced_ = 0;
};

} // namespace mgunzip::test

#endif
