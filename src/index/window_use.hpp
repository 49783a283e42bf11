// SPDX-License-Identifier: BSL-1.0
// Which bytes of a window the data behind it refer to.
#ifndef MGUNZIP_WINDOW_USE_HPP
#define MGUNZIP_WINDOW_USE_HPP

#include <mgunzip/buffers.hpp>
#include <mgunzip/inflate.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace mgunzip::detail {

/// Finds out by decoding the 32 KiB behind the window twice, with two made-up
/// windows: byte i is `i % 256` in one, and in the other that plus
/// `1 + i / 256`. Where the outputs differ, both bytes together say which i was
/// copied there. So the kernels know nothing of it.
class window_use {
  public:
    /// May throw std::bad_alloc.
    window_use();

    /// Sets the bytes of `window`, at most `history_size`, to zero to which
    /// nothing refers behind it, where a block begins at bit `bit` of `in`. If
    /// `in` does not hold all that it takes to know, all of them stay.
    void clear_unused(std::span<std::uint8_t> window,
                      std::span<const std::uint8_t> in, unsigned bit) noexcept;

  private:
    bool decode(std::vector<std::uint8_t>& memory,
                std::span<const std::uint8_t> in, unsigned bit,
                std::size_t& size) noexcept;

    inflater decoder_;
    std::vector<std::uint8_t> first_; // the window, and what comes behind
    std::vector<std::uint8_t> second_;
    std::vector<std::uint8_t> is_used_;
};

} // namespace mgunzip::detail

#endif
