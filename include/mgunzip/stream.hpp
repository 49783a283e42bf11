// SPDX-License-Identifier: BSL-1.0
// Decompresses gzip data that arrives and leaves in pieces (RFC 1952).
#ifndef MGUNZIP_STREAM_HPP
#define MGUNZIP_STREAM_HPP

#include <mgunzip/api.hpp>
#include <mgunzip/gzip.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <system_error>

namespace mgunzip {

/// What a `stream_decoder` reports.
enum class stream_event : std::uint8_t {
    /// `output()` has at least one byte of decoded data.
    data,
    /// A member begins; `decoder()` has its header, number and offset.
    member_begin,
    /// A member has ended, and its CRC-32 and ISIZE are right.
    member_end,
    /// The decoder used up its input and has reported all output of it. Give
    /// more input, or call `finish` if there is none.
    need_input,
    /// The last member has ended. Ignore what follows it; see
    /// `gzip_decoder::trailing`. Further calls return the same event.
    end_of_data,
    /// See `error()`. The decoder has reported all output in front of the
    /// error. Further calls return the same event.
    error,
};

/// Decodes a gzip file, with any number of members, from spans of input into
/// spans of output. Events come in the order of the data:
///
///     (member_begin data* member_end)* end_of_data
///
/// with `need_input` anywhere between them, and `error` in place of any of
/// them. Output, errors and their offsets do not depend on how the input is cut
/// into spans.
///
///     for (;;)
///         switch (stream.next(in)) {
///         case stream_event::data:       // use stream.output()
///         case stream_event::need_input: // set `in`, or stream.finish()
///         ...
///
/// The object uses the memory of a decoder and a buffer of 292 KiB, whatever
/// the input. Output is not verified before `member_end`.
///
/// Only one thread at a time may use an object; different objects are
/// independent. Only the constructor throws. A moved-from object can only be
/// assigned to or destroyed.
class MGUNZIP_API stream_decoder {
  public:
    /// May throw std::bad_alloc.
    stream_decoder();
    ~stream_decoder();
    stream_decoder(stream_decoder&&) noexcept;
    stream_decoder& operator=(stream_decoder&&) noexcept;

    /// Starts anew with the next byte given, as if just constructed.
    void reset() noexcept;

    /// Decodes up to the next event, and moves `in` on behind the bytes that it
    /// used; it does not need them any more. After `end_of_data` with garbage,
    /// `in` is behind the bytes by which the garbage was recognised. From an
    /// error on, `in` does not move.
    [[nodiscard]] stream_event next(std::span<const std::uint8_t>& in) noexcept;

    /// Declares that no input follows the span that `next` is given now. From
    /// then on `next` never returns `need_input`.
    void finish() noexcept;

    /// The decoded bytes after `data`; empty after all other events. They
    /// belong to this object and are valid until the next call of `next` or
    /// `reset`.
    std::span<const std::uint8_t> output() const noexcept;

    /// After `error`: an `errc`, or `std::errc::not_enough_memory` if there was
    /// no memory for the fields of a header. Not set before.
    std::error_code error() const noexcept;

    /// Headers, members, counts, and the offset of an error. While `next`
    /// returns `data`, its counts include that data.
    const gzip_decoder& decoder() const noexcept;

    /// For the library's own tests.
    MGUNZIP_LOCAL explicit stream_decoder(const detail::decoder_tuning& tuning);

  private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace mgunzip

#endif
