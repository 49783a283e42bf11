// SPDX-License-Identifier: BSL-1.0
// Decodes many whole streams whose places are known.
#ifndef MGUNZIP_STREAM_RUNNER_HPP
#define MGUNZIP_STREAM_RUNNER_HPP

#include "inflate/inflate_kernels.hpp"
#include "inflate/reading_state.hpp"
#include "inflate/stream_supply.hpp"
#include "inflate/stream_tuning.hpp"

#include <mgunzip/inflate.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace mgunzip::detail {

/// Decodes whole streams, by `stream_lanes` where the kernel in use has these;
/// those that lanes do not take on, one after the other.
class stream_runner {
  public:
    explicit stream_runner(const stream_tuning& tuning = {}) noexcept
        : tuning_(tuning) {}

    /// Behind the end of each stream so many bytes must be readable.
    static constexpr std::size_t overread = stream_lanes::overread;

    /// See `whole_stream::is_in_ring`. With room behind it this stays within a
    /// second-level cache of 512 KiB.
    static constexpr std::size_t ring_size = std::size_t{320} << 10;

    /// False if the kernel in use has no such lanes.
    [[nodiscard]] static bool may_have_lanes() noexcept;

    /// Takes memory for lanes, if that was not done yet. False if there are
    /// none: streams are decoded one after the other then.
    bool prepare() noexcept;

    /// Decodes streams into their places until the supply has no more of them,
    /// or wants a pause. Streams that were begun then wait in their lanes for
    /// the next call. Writes to no other memory than these places, which must
    /// not overlap. `other` decodes what the lanes do not; it is reset.
    void run(stream_supply& supply, inflater& other) noexcept;

  private:
    enum class progress : std::uint8_t { in_block, finished, failed };

    /// A lane, and the stream that it is in; none if it rests.
    struct place {
        whole_stream* stream = nullptr;
        bool is_final_block = false;
    };

    void run_without_lanes() noexcept;
    bool fill_lanes() noexcept;
    void begin_next(unsigned k) noexcept;
    progress begin(unsigned k, whole_stream& stream) noexcept;
    progress go_on(unsigned k) noexcept;
    bool has_tiny_blocks(const stream_lane& lane,
                         const whole_stream& stream) const noexcept;
    bool read_header(const stream_lane& lane, whole_stream& stream) noexcept;
    bool copy_stored(unsigned k) noexcept;
    bool finish(unsigned k) noexcept;
    void take_outcome(unsigned k) noexcept;
    void decode_alone(whole_stream& stream) noexcept;
    bool decode_in_steps(const whole_stream& stream) noexcept;

    void count(std::atomic<std::uint64_t> stream_counters::*what) noexcept {
        if (tuning_.counters != nullptr)
            ++(tuning_.counters->*what);
    }

    stream_tuning tuning_;
    std::unique_ptr<stream_lanes> lanes_;
    stream_lanes_factory* created_by_ = nullptr;

    // Of a run.
    stream_supply* supply_ = nullptr;
    inflater* other_ = nullptr;
    static constexpr unsigned most_lanes = 8;
    place places_[most_lanes];
    reading_state reading_; ///< for headers
};

} // namespace mgunzip::detail

#endif
