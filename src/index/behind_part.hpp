// SPDX-License-Identifier: BSL-1.0
// How far decoding goes on behind a part, to find out more about it.
#ifndef MGUNZIP_BEHIND_PART_HPP
#define MGUNZIP_BEHIND_PART_HPP

#include <cstdint>

namespace mgunzip::detail {

/// Bytes of output, to see whether its member ends well: as many as members of
/// BGZF have.
inline constexpr std::uint64_t most_behind_part = std::uint64_t{64} << 10;

/// Where there is no more output, to see what follows the last member: so many
/// empty ones. Only hostile files have more.
inline constexpr std::uint64_t most_empty_members = 1000;

} // namespace mgunzip::detail

#endif
