// SPDX-License-Identifier: BSL-1.0
// Compares the points of an index with what a decoder meets.
#ifndef MGUNZIP_POINT_FOLLOWER_HPP
#define MGUNZIP_POINT_FOLLOWER_HPP

#include <mgunzip/index.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace mgunzip::detail {

/// Goes from point to point behind the place where decoding began. The decoder
/// has to stop at the blocks that have points (`next_stop`), so it cannot miss
/// one that is right. All places are those of the whole data. Each function
/// returns false once the data and the index disagree.
class point_follower {
  public:
    point_follower() = default;

    /// Decoding begins at `entry`, one of the points, or at the beginning of
    /// the data if that is null. The index must stay.
    point_follower(const gzip_index& index, const index_point* entry) noexcept;

    /// Output in front of the next block to stop at; `never` if there is none.
    std::uint64_t next_stop() const noexcept;

    /// A block begins at which the decoder was to stop.
    [[nodiscard]] bool note_block(std::uint64_t bit,
                                  std::uint64_t output) noexcept;
    /// A member begins with the header that begins at byte `offset`.
    [[nodiscard]] bool note_member(std::uint64_t offset,
                                   std::uint64_t output) noexcept;
    /// There is so much output now.
    [[nodiscard]] bool note_output(std::uint64_t output) const noexcept;
    /// The data has come to its end.
    [[nodiscard]] bool note_end(std::uint64_t output) const noexcept;

  private:
    const gzip_index* index_ = nullptr;
    std::span<const index_point> points_{}; // that are still to come
    bool are_members_ = false;
};

} // namespace mgunzip::detail

#endif
