// SPDX-License-Identifier: BSL-1.0
// A resumable decoder for gzip files (RFC 1952), memory to memory.
#ifndef MGUNZIP_GZIP_HPP
#define MGUNZIP_GZIP_HPP

#include <mgunzip/api.hpp>
#include <mgunzip/block_counts.hpp>
#include <mgunzip/buffers.hpp>
#include <mgunzip/error.hpp>
#include <mgunzip/member_header.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace mgunzip {

namespace detail {
struct decoder_tuning;
class decoder_access;
} // namespace detail

/// Why `gzip_decoder::run` returned.
enum class gzip_status : std::uint8_t {
    /// The decoder read a member's header; `header()` returns it.
    member_begin,
    /// A member has ended, and its CRC-32 and ISIZE are right; but see
    /// `begin_at`.
    member_end,
    /// All input was used up. Give more, or call `end_of_input` if there is
    /// none.
    need_input,
    /// See `inflate_status::need_output`.
    need_output,
    /// A block begins where `stop_at_block` asked for one.
    block_begin,
    /// Bytes that are no member follow the last one; ignore them (see
    /// `trailing()`). The decoder needs no more input.
    end_of_data,
    /// The data breaks a rule: see `error()` and `error_offset()`.
    error,
};

/// What follows the last member.
enum class trailing_data : std::uint8_t {
    none,
    zeros,   ///< zero bytes only: padding of tapes and disk blocks
    garbage, ///< other bytes
};

/// Decodes a gzip file: any number of members, one after the other. The output
/// of all members is one contiguous stream of bytes.
///
/// The decoder judges bytes behind a member as GNU gzip 1.12 does: zero bytes
/// up to the end are padding; zero bytes followed by something else, or two
/// bytes that are no magic number, are garbage; a single byte that is not zero
/// is a member cut short; a magic number starts a member, and a fault of that
/// member is an error.
///
/// Only one thread at a time may use an object, except for `decode_ahead`;
/// different objects are independent. The constructor may throw
/// std::bad_alloc, and so may `run` while it stores header fields; nothing else
/// throws. A moved-from object can only be assigned to or destroyed.
class MGUNZIP_API gzip_decoder {
  public:
    gzip_decoder();
    ~gzip_decoder();
    gzip_decoder(gzip_decoder&&) noexcept;
    gzip_decoder& operator=(gzip_decoder&&) noexcept;

    /// Forgets everything; the next byte given starts a new file.
    void reset();

    /// Forgets everything; the next byte given is one of a member's body, where
    /// a block begins at bit `bit`: see `inflater::begin_at`. That member is
    /// number 1, without a header. What its trailer says is not compared, as
    /// nothing is known of the output in front: see `stated_crc`. Members
    /// behind it are verified as ever.
    void begin_at(unsigned bit, std::size_t history);

    /// Has `run` return `block_begin` once, at the first block that begins with
    /// at least `produced` bytes of output, of all members, in front of it: see
    /// `inflater::stop_at_block`. It may be the first block of a member.
    void stop_at_block(std::uint64_t produced) noexcept;
    /// After `block_begin`: offset of the block's first bit, in bits from the
    /// lowest of the first byte given.
    std::uint64_t block_bit() const noexcept;

    /// Decodes until one of the reasons above. The decoder takes the CRC-32 of
    /// the output of each call, so the output is still in the processor's cache
    /// if `out.goal` is not far from `out.next` (64-256 KiB). After an error
    /// `out.next` is behind the last byte decoded before it, and further calls
    /// return the same.
    [[nodiscard]] gzip_status run(input_cursor& in, output_window& out);

    /// Where a member may begin, before any of it was given to `run`: decodes
    /// several whole members at once, up to 256, and returns how many; then all
    /// is as if `run` had been called up to the `member_end` of the last of
    /// them. `out.goal` plays no part. Returns 0 if `run` has to go on: at all
    /// other places, after an error, or if this is not possible or does not
    /// pay, or while `run` is to stop at a block. It is for members of BGZF,
    /// which say how long they are, from eight on, with some bytes of input
    /// behind the last one. Two to three times as fast as `run` for them if
    /// there are many, with `out.end` 2 MiB or more behind `out.next`. Never an
    /// error: that is left to `run`. Takes 5 MB of memory when it first has to
    /// do, and does without if there is none.
    [[nodiscard]] std::size_t run_members(input_cursor& in, output_window& out);

    /// Call this instead of `run` after `need_input` if there is no more input.
    /// Returns `end_of_data`, or `error` if the input is truncated or empty.
    [[nodiscard]] gzip_status end_of_input() noexcept;

    /// The header of the member last begun.
    const member_header& header() const noexcept;
    /// Bytes of that header (RFC 1952, section 2.3), once the decoder read it.
    std::uint64_t header_size() const noexcept;
    /// CRC-32 of the output so far of the member last begun, or since
    /// `begin_at`.
    std::uint32_t data_crc() const noexcept;
    /// CRC32 and ISIZE of the trailer last read, after `member_end`.
    std::uint32_t stated_crc() const noexcept;
    std::uint32_t stated_size() const noexcept;
    /// Members begun so far: the number of the current one, counted from 1.
    std::uint64_t members() const noexcept;
    /// Blocks of all members begun so far.
    block_counts blocks() const noexcept;
    /// Offset of the current member's first byte, from the first byte given.
    std::uint64_t member_offset() const noexcept;
    /// Bytes of all members written since the last `reset` or `begin_at`.
    std::uint64_t produced() const noexcept;
    /// Bytes of input used, counted from the first byte given.
    std::uint64_t consumed() const noexcept;
    /// What follows the last member, after `end_of_data`.
    trailing_data trailing() const noexcept;

    /// The rule that the data breaks; `errc::ok` if none.
    errc error() const noexcept;
    /// Offset, from the first byte given, of the byte that holds the first bit
    /// of the offending symbol or field; for truncated input, the size of the
    /// input; for a wrong CRC-32 or ISIZE, the first byte of that trailer
    /// field.
    std::uint64_t error_offset() const noexcept;

    /// For a second thread that decodes ahead: see `inflater`.
    [[nodiscard]] bool begin_ahead() noexcept;
    void decode_ahead(const std::function<bool()>& spare_work = {}) noexcept;
    void end_ahead() noexcept;

    /// For the library's own tests.
    MGUNZIP_LOCAL explicit gzip_decoder(const detail::decoder_tuning& tuning);

  private:
    friend detail::decoder_access;
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace mgunzip

#endif
