// SPDX-License-Identifier: BSL-1.0
// Decodes many whole streams whose places are known.
#ifndef MGUNZIP_STREAM_RUNNER_HPP
#define MGUNZIP_STREAM_RUNNER_HPP

#include "inflate/inflate_kernels.hpp"
#include "inflate/reading_state.hpp"
#include "inflate/stream_tuning.hpp"

#include <mgunzip/block_counts.hpp>
#include <mgunzip/inflate.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace mgunzip::detail {

/// A DEFLATE stream, and what should become of it. Nothing of this is believed.
struct whole_stream {
    const std::uint8_t* begin;
    const std::uint8_t* end; ///< behind its last byte
    std::uint8_t* out;
    std::uint32_t size; ///< of the output
    std::uint32_t crc;  ///< CRC-32 of the output

    /// Found, once it is decoded.
    block_counts blocks{};
};

/// Decodes whole streams by `stream_lanes`, and those that the lanes do not
/// take on one after the other. It takes memory when it first has to do.
class stream_runner {
  public:
    explicit stream_runner(const stream_tuning& tuning = {}) noexcept
        : tuning_(tuning) {}

    /// Behind the end of each stream so many bytes must be readable.
    static constexpr std::size_t overread = stream_lanes::overread;

    /// False if the kernel in use has no such lanes.
    [[nodiscard]] static bool may_have_lanes() noexcept;

    /// False if it has none, or there is no memory.
    [[nodiscard]] bool is_possible() noexcept;

    /// Decodes `streams` into their places, and returns how many of them, from
    /// the first on, are as they should be: they end with their last byte, and
    /// size and CRC-32 of the output are right. About the one behind these
    /// nothing is said; the places of all that follow are undefined. Writes to
    /// no other memory than these places, which must not overlap. Only if
    /// `is_possible`. `other` decodes what the lanes do not; it is reset.
    [[nodiscard]] std::size_t run(std::span<whole_stream> streams,
                                  inflater& other) noexcept;

  private:
    enum class progress : std::uint8_t { in_block, finished, failed };

    void begin_next(unsigned k) noexcept;
    progress begin(unsigned k, std::size_t index) noexcept;
    progress go_on(unsigned k) noexcept;
    bool has_tiny_blocks(const stream_lane& lane,
                         const whole_stream& stream) const noexcept;
    bool read_header(const stream_lane& lane, whole_stream& stream) noexcept;
    bool copy_stored(unsigned k) noexcept;
    bool finish(unsigned k) noexcept;
    void take_outcome(unsigned k) noexcept;
    void decode_alone(std::size_t index) noexcept;

    void count(std::uint64_t stream_counters::*what) noexcept {
        if (tuning_.counters != nullptr)
            ++(tuning_.counters->*what);
    }

    stream_tuning tuning_;
    std::unique_ptr<stream_lanes> lanes_;
    stream_lanes_factory* created_by_ = nullptr;

    // Of a run.
    std::span<whole_stream> streams_;
    inflater* other_ = nullptr;
    std::size_t next_ = 0; ///< the stream that the next idle lane gets
    std::size_t good_ = 0; ///< streams from there on count no more
    static constexpr unsigned most_lanes = 8;
    std::size_t index_[most_lanes]{}; ///< of each lane's stream
    bool is_final_block_[most_lanes]{};
    reading_state reading_; ///< for headers
};

} // namespace mgunzip::detail

#endif
