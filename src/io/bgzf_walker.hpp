// SPDX-License-Identifier: BSL-1.0
// Adds up the sizes in a BGZF file without decoding it.
#ifndef MGUNZIP_IO_BGZF_WALKER_HPP
#define MGUNZIP_IO_BGZF_WALKER_HPP

#include <mgunzip/buffers.hpp>

#include <cstdint>

namespace mgunzip::io {

/// Goes from member to member of a BGZF file (blocked gzip, section 4.1 of the
/// SAM specification): a subfield BC of the extra field says how long the
/// member is, so its trailer with the size of its output is found at once.
///
/// Nothing is believed: a member that is not made like that, or says that it
/// has more than 64 KiB of output, ends the walk.
class bgzf_walker {
  public:
    /// Walks on over the file `whole`, the same bytes each time although they
    /// may have changed, until at least `offset` bytes are behind.
    void walk(const input_cursor& whole, std::uint64_t offset) noexcept;

    /// Bytes of input that were walked over.
    std::uint64_t input_size() const noexcept { return input_size_; }
    /// Bytes of output that these hold.
    std::uint64_t output_size() const noexcept { return output_size_; }
    /// True if what follows is not BGZF.
    bool has_ended() const noexcept { return has_ended_; }

  private:
    std::uint64_t input_size_ = 0;
    std::uint64_t output_size_ = 0;
    bool has_ended_ = false;
};

} // namespace mgunzip::io

#endif
