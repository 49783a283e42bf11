// SPDX-License-Identifier: BSL-1.0
// Whole DEFLATE streams, and who hands them out.
#ifndef MGUNZIP_STREAM_SUPPLY_HPP
#define MGUNZIP_STREAM_SUPPLY_HPP

#include <mgunzip/block_counts.hpp>

#include <cstdint>

namespace mgunzip::detail {

/// A DEFLATE stream, and what should become of it. Nothing of this is believed.
struct whole_stream {
    const std::uint8_t* begin;
    const std::uint8_t* end; ///< behind its last byte
    std::uint8_t* out;
    std::uint32_t size; ///< of the output
    std::uint32_t crc;  ///< CRC-32 of the output
    /// Nobody keeps the output. It goes around in `stream_runner::ring_size`
    /// bytes at `out`, one stream after the other, never in lanes.
    bool is_in_ring = false;

    /// Found, once it is decoded.
    block_counts blocks{};
};

/// Hands streams out, and is told of each what became of it. A stream stays
/// where it is until then.
class stream_supply {
  public:
    stream_supply() = default;
    stream_supply(const stream_supply&) = delete;
    stream_supply& operator=(const stream_supply&) = delete;

    /// Null: there is none for now. Asked often.
    [[nodiscard]] virtual whole_stream* next() noexcept = 0;

    /// False if nothing depends any more on one that was handed out: it may be
    /// left half decoded.
    virtual bool is_wanted(const whole_stream& stream) const noexcept = 0;

    /// Called once for each stream that was handed out. `is_right`: it ends
    /// with its last byte, and size and CRC-32 of the output are right;
    /// otherwise its place is undefined.
    virtual void done_with(whole_stream& stream, bool is_right) noexcept = 0;

    /// True if the runner should come back, with streams begun that it goes on
    /// with later.
    virtual bool is_pause_due() const noexcept { return false; }

  protected:
    ~stream_supply() = default;
};

} // namespace mgunzip::detail

#endif
