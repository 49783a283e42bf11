// SPDX-License-Identifier: BSL-1.0
// From the parts that are asked for to places in the output.
#ifndef MGUNZIP_CLI_PART_PLAN_HPP
#define MGUNZIP_CLI_PART_PLAN_HPP

#include "cli/options.hpp"
#include "cli/part_option.hpp"
#include "index/border_finder.hpp"

#include <mgunzip/index.hpp>

#include <cstdint>
#include <optional>

namespace mgunzip::cli {

/// Sizes of the output, as far as they are known.
struct output_size {
    std::optional<std::uint64_t> bytes{};
    std::optional<std::uint64_t> newlines{};
    bool ends_in_line = false; ///< the last byte is no newline
};

/// Where the last part of an input that is read only once has ended.
struct reading_place {
    std::uint64_t output = 0; ///< which is read next
    std::uint64_t lines = 0;  ///< newlines in front of that
    /// Lines that begin in front of that.
    std::uint64_t lines_begun = 0;
    /// Lines that begin in front of this byte of the output were read.
    std::uint64_t line_begins = 0;
};

/// A part, in places.
struct planned_part {
    std::uint64_t read_from = 0; ///< where reading begins
    detail::output_border begin{};
    std::optional<detail::output_border> end{}; ///< unset: that of the output
    /// Lines in front of `begin`, when it is looked for by lines.
    std::uint64_t first_line = 0;

    /// Bytes that it has at most, if that is known.
    std::optional<std::uint64_t> most_bytes() const noexcept;
};

/// `index` may be null. For a tail the size is known, in the unit that is asked
/// for. Of an input that is read only once the plan goes on from `place`, if
/// the part does not lie in front of that; otherwise that is null.
planned_part plan_part(const output_part& part, const options& wanted,
                       const gzip_index* index, const output_size& size,
                       const reading_place* place = nullptr);

} // namespace mgunzip::cli

#endif
