// SPDX-License-Identifier: BSL-1.0
// Finds where members end that do not say so.
#ifndef MGUNZIP_MEMBER_FINDER_HPP
#define MGUNZIP_MEMBER_FINDER_HPP

#include "gzip/bgzf_member.hpp"
#include "shared_internal.hpp"

#include <mgunzip/buffers.hpp>

#include <cstddef>
#include <cstdint>

namespace mgunzip::detail {

/// A member ends where the next one begins, so it looks for the next header
/// with a trailer in front of it that suits: ISIZE may be the size of what lies
/// between the two. Nothing is verified: what looks like a header may be data,
/// as in a member that stores other files in gzip format. So whoever decodes up
/// to there has to find the end of the stream there, and CRC-32 and size right.
class member_finder {
  public:
    /// Members with more output than `most_output`, in bytes, are not found.
    explicit member_finder(std::uint32_t most_output) noexcept
        : most_output_(most_output) {}

    /// The member at the beginning of `in`, if `in` has it as a whole and
    /// another one may begin behind it. Asked again for the same place, it
    /// remembers, until `forget`.
    [[nodiscard]] MGUNZIP_INTERNAL member_sizes
    measure(const input_cursor& in) noexcept;

    /// The input may be another now.
    void forget() noexcept { known_begin_ = nullptr; }

    /// How many bytes the last search has looked at.
    std::size_t searched() const noexcept { return searched_; }

  private:
    member_sizes search(const input_cursor& in) noexcept;
    std::size_t most_input() const noexcept;

    std::uint32_t most_output_;
    const std::uint8_t* known_begin_ = nullptr;
    member_sizes known_;
    std::size_t searched_ = 0;
};

} // namespace mgunzip::detail

#endif
