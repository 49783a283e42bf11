// SPDX-License-Identifier: BSL-1.0
// The values of --bytes and --lines: which parts of the output are wanted.
#ifndef MGUNZIP_CLI_PART_OPTION_HPP
#define MGUNZIP_CLI_PART_OPTION_HPP

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace mgunzip::cli {

/// A part of the output of all members, in bytes or in lines.
struct output_part {
    /// What lies in front of it; in front of the end if `is_tail`.
    std::uint64_t from = 0;
    std::optional<std::uint64_t> count{}; ///< unset: all that follows
    bool is_tail = false; ///< the last `from`; then there is no `count`

    friend bool operator==(const output_part&, const output_part&) = default;
};

/// A size: digits and perhaps a suffix as head(1) has it: b 512, kB 1000,
/// K and KiB 1024, MB, M, MiB, and so on up to E. Nothing if it is none, or
/// more than 64 bits hold.
std::optional<std::uint64_t> parse_size(std::string_view text) noexcept;

/// FROM+N, FROM+ or -N, and more of them behind commas. `first` is the
/// number of what comes first: 0 for bytes, 1 for lines. Throws usage_error,
/// which calls the option `option`.
std::vector<output_part> parse_parts(std::string_view text, std::uint64_t first,
                                     std::string_view option);

} // namespace mgunzip::cli

#endif
