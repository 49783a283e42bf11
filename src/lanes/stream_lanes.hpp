// SPDX-License-Identifier: BSL-1.0
// Lanes that each decode a stream of their own.
#ifndef MGUNZIP_STREAM_LANES_HPP
#define MGUNZIP_STREAM_LANES_HPP

#include "huffman/bit_reader.hpp"
#include "huffman/canonical_code.hpp"
#include "lanes/symbol_batch.hpp"

#include <mgunzip/buffers.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace mgunzip::detail {

/// A lane, and where it is in its stream. What a lane has decoded waits in its
/// batch until that is copied.
struct stream_lane {
    enum class status : std::uint8_t {
        idle,
        in_block,
        end_of_block, ///< `at` is behind it
        /// The stream cannot go on here: something is wrong with it, or there
        /// is less output or input than it needs.
        not_decoded,
    };

    status now = status::idle;
    bit_position at{};                       ///< where the next round begins
    const std::uint8_t* in_end = nullptr;    ///< of the stream
    const std::uint8_t* out_begin = nullptr; ///< of the stream's output
    output_window out{nullptr, nullptr, nullptr}; ///< room for the rest of it
    symbol_batch batch;
};

/// Decodes blocks of several streams in lockstep, one in each lane: no lane
/// starts at a guess, and none waits for another (see doc/decoder.md). The
/// caller reads the headers, and deals with all that is no block of Huffman
/// codes.
class stream_lanes {
  public:
    /// So many bytes behind the end of each stream must be readable: a lane
    /// goes on to the end of the round behind the end of its block. What they
    /// are makes no difference.
    static constexpr std::size_t overread = 512;

    stream_lanes() = default;
    stream_lanes(const stream_lanes&) = delete;
    stream_lanes& operator=(const stream_lanes&) = delete;
    /// Not inline: kernels' objects must have no function for others.
    virtual ~stream_lanes();

    virtual std::span<stream_lane> lanes() noexcept = 0;

    /// Lane `k` begins a stream: `at`, `in_end`, `out_begin` and `out` are set.
    virtual void begin_stream(unsigned k) noexcept = 0;

    /// Lane `k` begins a block at its position, with two codes that were found
    /// usable. Returns false if they do not fit the tables.
    [[nodiscard]] virtual bool
    begin_block(unsigned k, const code_description& litlen,
                const code_description& distance) noexcept = 0;

    /// A round: all lanes within a block go on, up to the end of it at most.
    /// Each notes what came of that.
    virtual void run() noexcept = 0;

    /// Lane `k` has nothing to do.
    virtual void rest(unsigned k) noexcept = 0;

    /// Copies the batch of lane `k` to its output. Returns false if a distance
    /// reaches back too far, or there is not enough room; part of the room may
    /// be written to then, and nothing else ever is.
    [[nodiscard]] virtual bool copy(unsigned k) noexcept = 0;
};

/// Makes such lanes; null if there is no memory for them.
using stream_lanes_factory = stream_lanes*() noexcept;

namespace lanes_avx512 {
[[nodiscard]] stream_lanes* create_streams() noexcept;
}
namespace lanes_avx2 {
[[nodiscard]] stream_lanes* create_streams() noexcept;
}
namespace lanes_neon {
[[nodiscard]] stream_lanes* create_streams() noexcept;
}

} // namespace mgunzip::detail

#endif
