// SPDX-License-Identifier: BSL-1.0
// Where compressed bytes come from: the interface of all kinds of input.
#ifndef MGUNZIP_IO_SOURCE_HPP
#define MGUNZIP_IO_SOURCE_HPP

#include <mgunzip/buffers.hpp>

#include <cstdint>
#include <optional>
#include <system_error>

namespace mgunzip::io {

/// What is known of an input and its output before anything is decoded, in
/// bytes. Nobody may rely on it.
struct input_extent {
    std::uint64_t input = 0;  ///< 0: neither is known
    std::uint64_t output = 0; ///< 0: not known
};

/// Hands out the input piece by piece. The bytes of a piece stay readable
/// until `next` is called again; they may change while they are read, when
/// another process writes to a mapped file.
class source {
  public:
    source() = default;
    source(const source&) = delete;
    source& operator=(const source&) = delete;
    virtual ~source() = default;

    /// Gives the next piece; the one before has been used up. An empty piece
    /// is the end of the input, for now and for ever.
    [[nodiscard]] virtual std::error_code next(input_cursor& piece) = 0;

    /// Says that everything before `position` in the current piece was used.
    /// Called after each commit quantum of output, at least: this is where a
    /// mapped input reads ahead, lets finished pages go, and tells of pages
    /// before `position` that could not be read (`io_errc::input_lost`).
    [[nodiscard]] virtual std::error_code
    advance(const std::uint8_t* position) = 0;

    /// Tells whether all bytes before `position` in the current piece were the
    /// file's when they were read (`io_errc::input_lost` if not). When a file
    /// is cut, the rest of its last page reads as zeros, and nothing else tells
    /// that. To be asked after the reading, before anything that came of it is
    /// passed on and cannot be taken back.
    [[nodiscard]] virtual std::error_code
    check(const std::uint8_t* /*position*/) {
        return {};
    }

    /// Ends the reading; `position` is in the current piece, behind the last
    /// byte used, or null if `next` has given none. Where the descriptor's
    /// offset can be set, it is set there.
    [[nodiscard]] virtual std::error_code
    finish(const std::uint8_t* position) = 0;

    /// To be called after `finish` when all that follows counts as used, too:
    /// where the descriptor's offset can be set, it goes to the end.
    virtual void skip_rest() noexcept {}

    /// True if pieces are parts of a mapping of the file.
    virtual bool is_mapped() const noexcept = 0;

    /// All input there is, from the first byte that `next` gave or would give,
    /// when it is known and addressable: a mapped file.
    virtual std::optional<input_cursor> whole() const noexcept {
        return std::nullopt;
    }

    /// What is known where `whole` gives nothing.
    virtual input_extent extent() const noexcept { return {}; }

    /// False if it is known that the last byte of `whole` cannot be read. Who
    /// does not need it asks first: a failed attempt costs all of the page.
    virtual bool is_end_readable() const noexcept { return true; }
};

} // namespace mgunzip::io

#endif
