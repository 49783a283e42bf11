// SPDX-License-Identifier: BSL-1.0
// Divides the output of a file into segments at the points of an index.
#ifndef MGUNZIP_BLOCK_PLAN_HPP
#define MGUNZIP_BLOCK_PLAN_HPP

#include "shared_internal.hpp"

#include <mgunzip/index.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace mgunzip::detail {

/// Sizes of segments, in bytes of output. Only tests need others.
struct block_plan_tuning {
    /// Points that are closer together are passed: a segment is worth some
    /// hundred microseconds of work.
    std::uint64_t least = std::uint64_t{1} << 20;
    /// What is longer is for one thread: segments are held in memory.
    std::uint64_t most = std::uint64_t{16} << 20;
};

/// Segments between points, which are blocks, and live longer.
class block_plan {
  public:
    explicit block_plan(std::span<const index_point> points,
                        const block_plan_tuning& tuning = {}) noexcept
        : points_(points), tuning_(tuning) {}

    /// Where the segment ends that begins at `point`, one of these; null if
    /// there is none.
    MGUNZIP_INTERNAL const index_point*
    end_of(const index_point& point) const noexcept;

    /// The first point from bit `bit` on with a segment; null if there is none.
    MGUNZIP_INTERNAL const index_point* from(std::uint64_t bit) const noexcept;

    /// Whether there are so many segments, at least.
    MGUNZIP_INTERNAL bool has(std::size_t count) const noexcept;

  private:
    std::span<const index_point> points_;
    block_plan_tuning tuning_;
};

} // namespace mgunzip::detail

#endif
