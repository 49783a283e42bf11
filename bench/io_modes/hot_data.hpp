// SPDX-License-Identifier: BSL-1.0
// Data that take no time to make.
#ifndef MGUNZIP_BENCH_IO_MODES_HOT_DATA_HPP
#define MGUNZIP_BENCH_IO_MODES_HOT_DATA_HPP

#include "terms.hpp"

#include <cstdint>
#include <span>

namespace mgunzip::bench {

/// A buffer of text over and over; it stays in the second-level cache.
class hot_data {
  public:
    static constexpr std::size_t buffer_size = 256 * kib;

    /// Bytes given so far.
    std::uint64_t offset() const noexcept { return offset_; }

    /// The next `count` bytes (a power of two, the same in each call, at most
    /// 2 MiB), or fewer where offset `end` comes first.
    std::span<const std::uint8_t> next(std::size_t count,
                                       std::uint64_t end) noexcept;

  private:
    std::uint64_t offset_ = 0;
};

} // namespace mgunzip::bench

#endif
