// SPDX-License-Identifier: BSL-1.0
// Formats of other compressors, by their magic numbers.
#ifndef MGUNZIP_CLI_FOREIGN_FORMAT_HPP
#define MGUNZIP_CLI_FOREIGN_FORMAT_HPP

#include <cstdint>
#include <span>
#include <string_view>

namespace mgunzip::cli {

struct foreign_format {
    std::string_view name;   ///< empty if it is not known
    std::string_view remedy; ///< the command that decompresses it
};

/// What a file that begins like this may be.
foreign_format recognize(std::span<const std::uint8_t> beginning) noexcept;

} // namespace mgunzip::cli

#endif
