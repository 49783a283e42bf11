// SPDX-License-Identifier: BSL-1.0
// Decompresses gzip data that come and go in pieces (RFC 1952).
#ifndef MGUNZIP_STREAM_HPP
#define MGUNZIP_STREAM_HPP

#include <mgunzip/gzip.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <system_error>

namespace mgunzip {

/// What a `stream_decoder` has to tell.
enum class stream_event : std::uint8_t {
    /// Output was decoded: it is in `output()`, at least one byte.
    data,
    /// A member begins; `decoder()` has its header, number and offset.
    member_begin,
    /// A member has ended, and its CRC-32 and ISIZE were verified.
    member_end,
    /// The input given was used up, and all that it decodes to was told. Give
    /// more, or call `finish` if there is none.
    need_input,
    /// The last member has ended. What follows it is to be ignored; see
    /// `gzip_decoder::trailing`. This event is repeated.
    end_of_data,
    /// See `error()`. All that was decoded in front of it was told. This event
    /// is repeated.
    error,
};

/// Decodes a gzip file, with any number of members, from spans of input into
/// spans of output. Events come in the order of the data:
///
///     (member_begin data* member_end)* end_of_data
///
/// with `need_input` anywhere between, and `error` in the place of any. How the
/// input is cut into spans has no influence on the output, nor on errors and
/// their offsets.
///
///     for (;;)
///         switch (stream.next(in)) {
///         case stream_event::data:       // use stream.output()
///         case stream_event::need_input: // set `in`, or stream.finish()
///         ...
///
/// The memory in use is that of the decoder and a buffer of 292 KiB, whatever
/// the input. Data that were told are not verified before the end of their
/// member.
///
/// Not thread safe; different objects are independent. Only the constructor
/// throws. A moved-from object can be assigned to and destroyed, and nothing
/// else.
class stream_decoder {
  public:
    /// May throw std::bad_alloc.
    stream_decoder();
    ~stream_decoder();
    stream_decoder(stream_decoder&&) noexcept;
    stream_decoder& operator=(stream_decoder&&) noexcept;

    /// Starts anew with the next byte given, as if just constructed.
    void reset() noexcept;

    /// Decodes up to the next event. `in` is moved on behind what was used; the
    /// bytes of it are not needed once it is behind them. After `end_of_data`
    /// with garbage it is behind the bytes by which that was recognised, and
    /// from an error on it stays where it was.
    [[nodiscard]] stream_event next(std::span<const std::uint8_t>& in) noexcept;

    /// Says that no input follows the span that `next` is given now. From then
    /// on `next` ends with `end_of_data` or `error`, and never needs input.
    void finish() noexcept;

    /// What was decoded, after `data`; empty after all other events. Belongs to
    /// this object and is valid until the next call of `next` or `reset`.
    std::span<const std::uint8_t> output() const noexcept;

    /// After `error`: an `errc`, or `std::errc::not_enough_memory` when there
    /// was none for the fields of a header. Not set before.
    std::error_code error() const noexcept;

    /// Headers, members, counts, and the offset of an error. While `next`
    /// returns `data`, its counts include that data.
    const gzip_decoder& decoder() const noexcept;

    /// For the library's own tests.
    explicit stream_decoder(const detail::decoder_tuning& tuning);

  private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace mgunzip

#endif
