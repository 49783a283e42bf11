// SPDX-License-Identifier: BSL-1.0
// A resumable decoder for one DEFLATE stream (RFC 1951), memory to memory.
#ifndef MGUNZIP_INFLATE_HPP
#define MGUNZIP_INFLATE_HPP

#include <mgunzip/api.hpp>
#include <mgunzip/block_counts.hpp>
#include <mgunzip/buffers.hpp>
#include <mgunzip/error.hpp>

#include <cstdint>
#include <functional>
#include <memory>

namespace mgunzip {

namespace detail {
struct decoder_tuning;
struct symbol_batch;
} // namespace detail

/// Why `inflater::run` returned.
enum class inflate_status : std::uint8_t {
    /// The final block has ended; `in.next` is the first byte behind it.
    end_of_stream,
    /// The decoder used up all input and needs more. If the caller has none,
    /// the stream is truncated.
    need_input,
    /// `out.next` has reached `out.goal`, or the next match or literal does
    /// not fit in front of `out.end`.
    need_output,
    /// A block begins where `stop_at_block` asked for one.
    block_begin,
    /// The stream breaks a rule: see `error()` and `error_offset()`.
    error,
};

/// For `stop_at_block`: nowhere.
inline constexpr std::uint64_t never = ~std::uint64_t{0};

/// Decodes one stream, with input and output in pieces of any size.
///
/// Only one thread at a time may use an object, except for `decode_ahead`;
/// different objects are independent. The constructor may throw
/// std::bad_alloc; nothing else throws. A moved-from object can only be
/// assigned to or destroyed.
class MGUNZIP_API inflater {
  public:
    inflater();
    ~inflater();
    inflater(inflater&&) noexcept;
    inflater& operator=(inflater&&) noexcept;

    /// Forgets everything; the next byte given starts a new stream.
    void reset() noexcept;

    /// Forgets everything; the next byte given is one of the middle of a
    /// stream, where a block begins at bit `bit`, 0 to 7, counted from the
    /// lowest. The caller knows the last `history` bytes of the output in front
    /// of it, and has them in front of `out.next` as if they had been decoded.
    /// More than `history_size` are as many as that. A match that reaches
    /// further back is `errc::distance_too_far_back`. All offsets count from
    /// that byte, and `produced` from that place. If no block begins there, the
    /// outcome is an error or, by chance, any output.
    void begin_at(unsigned bit, std::size_t history) noexcept;

    /// Has `run` return `block_begin` once, at the first block from here on
    /// that begins with at least `produced` bytes of output in front of it (see
    /// `produced()`), unless `run` has returned at that very block already.
    /// Until then `run` ends for the other reasons, too. Another call takes the
    /// place of the last one; `never` and `reset` end it. The end of the stream
    /// is no block. While a helper decodes ahead, empty blocks may pass that
    /// follow another block; so of blocks with the same output in front of them
    /// the first one is certain to be met.
    void stop_at_block(std::uint64_t produced) noexcept;

    /// After `block_begin`: the offset in bits of the block's first bit, from
    /// the lowest bit of the first byte given. All output in front of it was
    /// written. Stays until the next `block_begin`; `never` in front of the
    /// first one.
    std::uint64_t block_bit() const noexcept;

    /// Decodes until one of the reasons above. After an error `out.next` is
    /// behind the last byte decoded before the offending symbol, `in.next` is
    /// unspecified, and further calls return the same error. A call after
    /// `end_of_stream` returns the same again.
    [[nodiscard]] inflate_status run(input_cursor& in,
                                     output_window& out) noexcept;

    /// The rule that the stream breaks; `errc::ok` if none.
    errc error() const noexcept;

    /// Offset, from the stream's first byte, of the byte that holds the first
    /// bit of the offending symbol, code length or header field.
    std::uint64_t error_offset() const noexcept;

    /// Bytes written since the last `reset` or `begin_at`.
    std::uint64_t produced() const noexcept;

    /// Blocks begun since then. Blocks that a helper decodes ahead
    /// count once the owner has caught up.
    block_counts blocks() const noexcept;

    /// A second thread, the helper, can share the work: it decodes ahead of
    /// `run`, as far as that needs no output.
    ///
    /// 1. The owner, the thread that calls `run`, calls `begin_ahead`. False
    ///    means that no help is possible: not now, or there is no memory, or
    ///    this processor has no kernel that can be helped.
    /// 2. If it was true, the helper must call `decode_ahead`, because `run`
    /// may wait
    ///    for it. `decode_ahead` returns after the owner has called
    ///    `end_ahead`.
    /// 3. The owner calls `end_ahead`.
    ///
    /// Between 1 and 3, input that was given to `run` must stay where it is
    /// until `in.next` is behind it, and the owner must pass `in` to `run` as
    /// it came back until `run` asks for more input. The output, the errors and
    /// the output in front of an error are the same as without a helper.
    ///
    /// While the helper has nothing to decode it calls `spare_work`, if given.
    /// That function should do a piece of work in less than 0.1 ms and return
    /// true, or return false if there is none. It must not throw.
    [[nodiscard]] bool begin_ahead() noexcept;
    void decode_ahead(const std::function<bool()>& spare_work = {}) noexcept;
    void end_ahead() noexcept;

    /// For the library's own tests.
    MGUNZIP_LOCAL explicit inflater(const detail::decoder_tuning& tuning);

    /// For the library itself, after `block_begin`: what `run` would do first
    /// with that block, up to where it needs output. Returns the symbols from
    /// the block's first one on that it then copies, which stay until the next
    /// call of `run` or `reset`; null if it does not get any in that way.
    MGUNZIP_LOCAL const detail::symbol_batch*
    look_ahead(input_cursor& in) noexcept;

  private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace mgunzip

#endif
