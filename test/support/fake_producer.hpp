// SPDX-License-Identifier: BSL-1.0
// Stands in for the decoder: writes known bytes through a sink's window.
#ifndef MGUNZIP_TEST_FAKE_PRODUCER_HPP
#define MGUNZIP_TEST_FAKE_PRODUCER_HPP

#include "io/sink.hpp"

#include <cstddef>
#include <cstdint>
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

std::vector<std::uint8_t> pattern(std::uint64_t size, std::uint64_t from = 0);

/// Writes the pattern as a decoder would: up to the goal and up to
/// `overshoot` bytes beyond it, it scribbles on `scribble` bytes behind what
/// it wrote, and it looks at the history.
class fake_producer {
  public:
    std::size_t overshoot = 257;
    std::size_t scribble = 300;

    /// Writes `size` bytes more, committing each time the goal is reached and
    /// not at the end.
    std::error_code produce(io::sink& to, std::uint64_t size);

    std::uint64_t produced() const { return produced_; }

  private:
    void check_history(const output_window& window) const;
    void check_byte_back(const output_window& window, std::uint64_t back) const;

    std::uint64_t produced_ = 0;
};

} // namespace mgunzip::test

#endif
