// SPDX-License-Identifier: BSL-1.0
// Remembers what a file had where the decoder may scribble.
#ifndef MGUNZIP_IO_OLD_CONTENT_HPP
#define MGUNZIP_IO_OLD_CONTENT_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace mgunzip::io {

/// A copy of a part of a file, which moves on with the decoder's window. The
/// copy before the current one stays intact, so that a signal handler that
/// was given it can still use it while the next one is made.
class old_content {
  public:
    /// Moves the copy to the `size` bytes of the file at `offset`, which are
    /// mapped at `mapped`; neither end may move back. What was in the copy
    /// already is kept, as the mapping may have been overwritten there. May
    /// throw std::bad_alloc.
    void move_to(std::uint64_t offset, const std::uint8_t* mapped,
                 std::size_t size);

    /// The part of the copy from that offset of the file on; empty if the copy
    /// has nothing there.
    std::span<const std::uint8_t> from(std::uint64_t offset) const noexcept;

  private:
    std::array<std::vector<std::uint8_t>, 2> copies_;
    std::size_t current_ = 0;
    std::uint64_t offset_ = 0; ///< of the current copy
};

} // namespace mgunzip::io

#endif
