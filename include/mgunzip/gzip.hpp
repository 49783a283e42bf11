// SPDX-License-Identifier: BSL-1.0
// A resumable decoder for gzip files (RFC 1952), memory to memory.
#ifndef MGUNZIP_GZIP_HPP
#define MGUNZIP_GZIP_HPP

#include <mgunzip/block_counts.hpp>
#include <mgunzip/buffers.hpp>
#include <mgunzip/error.hpp>
#include <mgunzip/member_header.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace mgunzip {

namespace detail {
struct decoder_tuning;
}

/// Why `gzip_decoder::run` returned.
enum class gzip_status : std::uint8_t {
    /// A member's header was read and is in `header()`.
    member_begin,
    /// A member has ended; its CRC-32 and ISIZE were verified.
    member_end,
    /// All input was used up. Give more, or say that there is none with
    /// `end_of_input`.
    need_input,
    /// See `inflate_status::need_output`.
    need_output,
    /// Bytes that are no member follow the last one; they are to be ignored
    /// (`trailing()`). No more input is wanted.
    end_of_data,
    /// The data break a rule: see `error()` and `error_offset()`.
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
/// Behind the first member, trailing bytes are judged as GNU gzip 1.12 does:
/// zero bytes up to the end are padding; one or more zero bytes and then
/// something else, or two bytes that are no magic number, are garbage; a
/// single byte that is not zero is a member cut short; a magic number starts a
/// member, and what is wrong with that is an error.
///
/// Not thread safe, but for `decode_ahead`; different objects are independent.
/// No member function throws but the constructor, which may throw
/// std::bad_alloc, and `run`, which may throw it while it stores header fields.
class gzip_decoder {
  public:
    gzip_decoder();
    ~gzip_decoder();
    gzip_decoder(gzip_decoder&&) noexcept;
    gzip_decoder& operator=(gzip_decoder&&) noexcept;

    /// Starts anew with the next byte given.
    void reset();

    /// Decodes until one of the reasons above. Output is checked as it is
    /// written, so a short way from `out.next` to `out.goal` (64-256 KiB)
    /// finds it in the processor's cache. After an error `out.next` is behind
    /// the last byte decoded before it, and further calls return the same.
    [[nodiscard]] gzip_status run(input_cursor& in, output_window& out);

    /// To be called instead of `run` when `need_input` cannot be satisfied:
    /// returns `end_of_data` or `error` (input truncated, or empty).
    [[nodiscard]] gzip_status end_of_input() noexcept;

    /// The header of the member last begun.
    const member_header& header() const noexcept;
    /// Bytes of that header (RFC 1952, section 2.3), once it was read.
    std::uint64_t header_size() const noexcept;
    /// CRC-32 of the output of the member last begun, up to now.
    std::uint32_t data_crc() const noexcept;
    /// Members begun so far; the current one's number, counted from 1.
    std::uint64_t members() const noexcept;
    /// Blocks of all members begun so far.
    block_counts blocks() const noexcept;
    /// Offset of the current member's first byte.
    std::uint64_t member_offset() const noexcept;
    /// Bytes of all members written since the last reset.
    std::uint64_t produced() const noexcept;
    /// Bytes of input used, counted from the first byte given.
    std::uint64_t consumed() const noexcept;
    trailing_data trailing() const noexcept;

    /// The rule that was broken, `errc::ok` if none.
    errc error() const noexcept;
    /// Offset, from the first byte given, of the byte that holds the first bit
    /// of the offending symbol or field; for truncated input, its size; for
    /// a CRC-32 or ISIZE mismatch the first byte of that trailer field.
    std::uint64_t error_offset() const noexcept;

    /// For a second thread: see `inflater`.
    [[nodiscard]] bool begin_ahead() noexcept;
    void decode_ahead(const std::function<bool()>& spare_work = {}) noexcept;
    void end_ahead() noexcept;

    /// For the library's own tests.
    explicit gzip_decoder(const detail::decoder_tuning& tuning);

  private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace mgunzip

#endif
