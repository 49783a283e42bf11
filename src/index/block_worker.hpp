// SPDX-License-Identifier: BSL-1.0
// Decodes segments between points of an index, in one thread.
#ifndef MGUNZIP_BLOCK_WORKER_HPP
#define MGUNZIP_BLOCK_WORKER_HPP

#include "gzip/segment_schedule.hpp"
#include "index/block_segment.hpp"
#include "index/sliding_output.hpp"
#include "inflate/history_use.hpp"
#include "shared_internal.hpp"

#include <mgunzip/index.hpp>
#include <mgunzip/inflate.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace mgunzip::detail {

/// Believes that the data in front of a segment's first point are as the index
/// says: who takes the segment must see whether they are (`fits_history`).
/// Given that, what it says is true whatever else is in the index. For one
/// thread.
class block_worker {
  public:
    using schedule = segment_schedule<scheduled_blocks>;
    /// The whole compressed data, to which the points refer.
    using tuning = std::span<const std::uint8_t>;

    /// The schedule and the data live longer. May throw std::bad_alloc.
    MGUNZIP_INTERNAL block_worker(schedule& segments, tuning data);

    /// Decodes until its segment is finished or the schedule's first one is.
    /// False if there was nothing to do. For the owner.
    MGUNZIP_INTERNAL bool work() noexcept;

    /// Gives up what it has claimed, once the schedule is cancelled.
    MGUNZIP_INTERNAL void give_up() noexcept;

    /// Decodes, and waits for more, until the schedule ends the work.
    MGUNZIP_INTERNAL void work_until_end() noexcept;

  private:
    bool claim() noexcept;
    void begin() noexcept;
    void decode_piece() noexcept;
    inflate_status decode_aside() noexcept;
    inflate_status decode_in_place() noexcept;
    void note(inflate_status status) noexcept;
    void note_block() noexcept;
    void finish(block_outcome outcome, std::uint64_t end_bit = 0) noexcept;
    std::uint64_t bit_of(const std::uint8_t* byte) const noexcept;
    bool can_go_in_place() const noexcept;
    std::span<const std::uint8_t> history_in_place() const noexcept;

    schedule& schedule_;
    tuning data_;
    inflater decoder_;
    index_window window_;
    sliding_output aside_;
    scheduled_blocks* segment_ = nullptr; ///< that it is in
    input_cursor in_{};
    std::uint64_t first_bit_ = 0; ///< of the byte that the decoder got first
    bool is_in_place_ = false;    ///< the last output went right to its place
};

/// Whether the segment's window is what it should be: `history` is the output
/// in front of it, 32 KiB or all of its member's. Bytes that the segment does
/// not refer to do not count: indexes leave them out. `data` as above; `use` is
/// memory to work in.
[[nodiscard]] MGUNZIP_INTERNAL bool
fits_history(const scheduled_blocks& segment,
             std::span<const std::uint8_t> history,
             std::span<const std::uint8_t> data, history_use& use) noexcept;

} // namespace mgunzip::detail

#endif
