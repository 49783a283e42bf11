// SPDX-License-Identifier: BSL-1.0
// What is not in gzip format, but of which one can tell what it is.
#ifndef MGUNZIP_CLI_FOREIGN_FORMAT_HPP
#define MGUNZIP_CLI_FOREIGN_FORMAT_HPP

#include <cstdint>
#include <span>
#include <string_view>

namespace mgunzip::cli {

struct foreign_format {
    std::string_view name;   ///< empty if it is not known
    std::string_view remedy; ///< what the user can do
    /// The same where "gzip" is this program; empty: no other.
    std::string_view remedy_without_gzip{};
};

/// What a file that begins like this may be; the more of it, the more is known.
/// May throw std::bad_alloc.
foreign_format recognize(std::span<const std::uint8_t> beginning);

} // namespace mgunzip::cli

#endif
