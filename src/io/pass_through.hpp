// SPDX-License-Identifier: BSL-1.0
// Copies input that is not in gzip format as it is, as `zcat -f` does.
#ifndef MGUNZIP_IO_PASS_THROUGH_HPP
#define MGUNZIP_IO_PASS_THROUGH_HPP

#include <mgunzip/buffers.hpp>

#include <array>
#include <cstdint>
#include <span>

namespace mgunzip::io {

/// Looks at the bytes where a member may begin, and copies them and all that
/// follows unless they are a magic number. That may be one of the other formats
/// that GNU gzip decompresses: the decoder then reports an error.
///
/// For each place where a member may begin: `look_ahead` until it is true or
/// the input ends, then `judge`. If that is true `copy` takes all that is left
/// of the input, else the decoder is given `looked_at` first.
class pass_through {
  public:
    pass_through() = default;
    pass_through(const pass_through&) = delete;
    pass_through& operator=(const pass_through&) = delete;

    /// Forgets the bytes of the place before.
    void restart() noexcept { ahead_left_ = {ahead_.data(), ahead_.data()}; }

    /// Takes bytes off the front of `in` until there are as many as a magic
    /// number has. Returns false if `in` had too few.
    [[nodiscard]] bool look_ahead(input_cursor& in) noexcept;

    /// Decides whether the bytes looked at, and what follows them, are to be
    /// copied. `beginning` are the first bytes of the input if the place is
    /// there, else none.
    [[nodiscard]] bool judge(std::span<const std::uint8_t> beginning) noexcept;

    /// The bytes that `look_ahead` has taken and nothing has used yet.
    input_cursor& looked_at() noexcept { return ahead_left_; }

    bool is_copying() const noexcept { return is_copying_; }

    /// Copies what fits of the bytes looked at or, when there are none left, of
    /// `in`. Returns false if there is nothing to copy.
    [[nodiscard]] bool copy(input_cursor& in, output_window& window) noexcept;

    /// Bytes that were copied.
    std::uint64_t copied() const noexcept { return copied_; }

  private:
    std::array<std::uint8_t, 2> ahead_{};
    input_cursor ahead_left_{ahead_.data(), ahead_.data()};
    bool is_copying_ = false;
    std::uint64_t copied_ = 0;
};

} // namespace mgunzip::io

#endif
