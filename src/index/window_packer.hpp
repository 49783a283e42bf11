// SPDX-License-Identifier: BSL-1.0
// Packs windows as zlib streams.
#ifndef MGUNZIP_WINDOW_PACKER_HPP
#define MGUNZIP_WINDOW_PACKER_HPP

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace mgunzip::detail {

/// Makes zlib streams (RFC 1950) of what fits the window of DEFLATE: matches
/// found by a hash of four bytes, and the fixed codes, or one stored block if
/// that is shorter. Windows of which most bytes are zero get small in this way;
/// for anything else there are better compressors.
class window_packer {
  public:
    /// May throw std::bad_alloc, and so may `pack`.
    window_packer();

    /// At most `history_size` bytes.
    [[nodiscard]] std::vector<std::uint8_t>
    pack(std::span<const std::uint8_t> window);

  private:
    std::span<const std::uint8_t>
    pack_block(std::span<const std::uint8_t> window) noexcept;

    std::vector<std::uint16_t> places_; // by hash: where it was last, plus 1
    std::vector<std::uint8_t> packed_;
};

} // namespace mgunzip::detail

#endif
