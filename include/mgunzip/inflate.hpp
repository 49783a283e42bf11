// SPDX-License-Identifier: BSL-1.0
// A resumable decoder for one DEFLATE stream (RFC 1951), memory to memory.
#ifndef MGUNZIP_INFLATE_HPP
#define MGUNZIP_INFLATE_HPP

#include <mgunzip/block_counts.hpp>
#include <mgunzip/buffers.hpp>
#include <mgunzip/error.hpp>

#include <cstdint>
#include <functional>
#include <memory>

namespace mgunzip {

namespace detail {
struct decoder_tuning;
}

/// Why `inflater::run` returned.
enum class inflate_status : std::uint8_t {
    /// The final block has ended; `in.next` is the first byte behind it.
    end_of_stream,
    /// All input was used up and more is needed. It is the caller who knows
    /// whether more exists; if not, the stream is truncated.
    need_input,
    /// `out.next` has reached `out.goal`, or the next match or literal does
    /// not fit in front of `out.end`.
    need_output,
    /// The stream breaks a rule: see `error()` and `error_offset()`.
    error,
};

/// Decodes one stream, given and taken in pieces of any size.
///
/// Not thread safe, but for `decode_ahead`; different objects are independent.
/// No member function throws but the constructor, which may throw
/// std::bad_alloc.
class inflater {
  public:
    inflater();
    ~inflater();
    inflater(inflater&&) noexcept;
    inflater& operator=(inflater&&) noexcept;

    /// Forgets everything; the next byte given starts a new stream.
    void reset() noexcept;

    /// Decodes until one of the reasons above. After an error `out.next` is
    /// behind the last byte that was decoded before the offending symbol, and
    /// further calls return the same error; the position of `in.next` is then
    /// unspecified. A call after `end_of_stream` returns the same again.
    [[nodiscard]] inflate_status run(input_cursor& in,
                                     output_window& out) noexcept;

    /// The rule that was broken, `errc::ok` if none.
    errc error() const noexcept;

    /// Offset, from the stream's first byte, of the byte that holds the first
    /// bit of the offending symbol, code length or header field.
    std::uint64_t error_offset() const noexcept;

    /// Bytes written since the last reset.
    std::uint64_t produced() const noexcept;

    /// Blocks begun since the last reset; those that a helper is at are counted
    /// when it is done.
    block_counts blocks() const noexcept;

    /// For a second thread, the helper, which decodes ahead of `run` what can
    /// be decoded without the output that comes before it, so that the two
    /// share the work. First the owner calls `begin_ahead`. It returns false if
    /// that is not possible now, there is no memory for it, or no decoder for
    /// this processor can be helped. Then the helper calls `decode_ahead`,
    /// which returns after the owner has called `end_ahead`. The helper must
    /// come: `run` may wait for it.
    ///
    /// In between, input that `run` was given must stay where it is until
    /// `in.next` is behind it, and `in` must be passed to `run` as it came
    /// back, until that has asked for more input. Output is the same, errors
    /// are the same, and so is how far output had come when they were found.
    ///
    /// While there is nothing to decode, the helper calls `spare_work`, if it
    /// was given one. `spare_work` does a piece of something in less than
    /// 0.1 ms, or else returns false. It must not throw.
    [[nodiscard]] bool begin_ahead() noexcept;
    void decode_ahead(const std::function<bool()>& spare_work = {}) noexcept;
    void end_ahead() noexcept;

    /// For the library's own tests.
    explicit inflater(const detail::decoder_tuning& tuning);

  private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace mgunzip

#endif
