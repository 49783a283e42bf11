// SPDX-License-Identifier: BSL-1.0
// Decodes segments of a schedule, in one thread.
#ifndef MGUNZIP_SEGMENT_WORKER_HPP
#define MGUNZIP_SEGMENT_WORKER_HPP

#include "gzip/member_segment.hpp"
#include "gzip/segment_schedule.hpp"
#include "inflate/stream_runner.hpp"
#include "inflate/stream_supply.hpp"
#include "inflate/stream_tuning.hpp"
#include "shared_internal.hpp"

#include <mgunzip/inflate.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace mgunzip::detail {

/// Members that follow each other, and where their output goes.
struct scheduled_members {
    member_segment segment;
    /// Null: whoever decodes it needs it for no longer than it takes to check
    /// it, and has memory of its own for that.
    std::uint8_t* out = nullptr;
    // For the owner's use.
    std::unique_ptr<std::uint8_t[]> buffer;
    std::size_t buffer_size = 0; ///< bytes
    bool is_finished = false;    ///< of the schedule
};

/// Claims a segment when it has handed out all streams of the one before, so
/// that its lanes are always busy. For one thread.
class segment_worker final : private stream_supply {
  public:
    using schedule = segment_schedule<scheduled_members>;
    using tuning = stream_tuning;

    /// Output of a segment that has no place, in bytes, of which several
    /// members can be decoded at once. With more it is one after the other.
    static constexpr std::size_t scratch_size = std::size_t{512} << 10;
    static_assert(scratch_size >= stream_runner::ring_size);

    /// The schedule lives longer. May throw std::bad_alloc.
    MGUNZIP_INTERNAL explicit segment_worker(schedule& segments,
                                             const tuning& settings = {});
    MGUNZIP_INTERNAL ~segment_worker();

    /// Decodes until one of its segments is finished or the schedule's first
    /// one is. False if there was nothing to do. For the owner.
    MGUNZIP_INTERNAL bool work() noexcept;

    /// Gives up what it has claimed, once the schedule is cancelled.
    MGUNZIP_INTERNAL void give_up() noexcept;

    /// Decodes, and waits for more, until the schedule ends the work.
    MGUNZIP_INTERNAL void work_until_end() noexcept;

  private:
    // As many as the lanes of one thread are in at the same time, at most.
    static constexpr std::size_t most_segments = 2;

    struct place {
        scheduled_members* entry = nullptr; ///< null: there is none
        std::unique_ptr<std::uint8_t[]> scratch;
    };

    whole_stream* next() noexcept override;
    bool is_wanted(const whole_stream& stream) const noexcept override;
    void done_with(whole_stream& stream, bool is_right) noexcept override;
    bool is_pause_due() const noexcept override;

    bool claim() noexcept;
    bool prepare(place& at) const noexcept;
    void finish_if_done(place& at) noexcept;

    schedule& schedule_;
    stream_runner streams_;
    inflater other_;
    std::array<place, most_segments> places_;
    bool may_pause_ = false; ///< it is the owner
    bool has_finished_ = false;
};

} // namespace mgunzip::detail

#endif
