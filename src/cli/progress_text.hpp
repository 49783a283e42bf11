// SPDX-License-Identifier: BSL-1.0
// The progress of one file in words.
#ifndef MGUNZIP_CLI_PROGRESS_TEXT_HPP
#define MGUNZIP_CLI_PROGRESS_TEXT_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mgunzip::cli {

struct progress_state {
    std::string_view name; ///< as messages call it
    std::uint64_t number;  ///< of the file, from 1 on
    std::uint64_t count;   ///< of all files; where there is one, none is shown
    std::optional<std::uint64_t> input_size; ///< in bytes, where it is known
    std::uint64_t consumed;                  ///< of it
    std::uint64_t produced;                  ///< bytes of output
    std::chrono::nanoseconds elapsed;        ///< since the file was begun
    bool has_time_left = true;               ///< else it is told of all files
};

/// Several files.
struct run_state {
    std::uint64_t done;               ///< files
    std::uint64_t count;              ///< of all files
    double share;                     ///< of all input, from 0 to 1
    std::chrono::nanoseconds elapsed; ///< since the first was begun
};

/// One line about several files, of which `file` is in work, fit for a terminal
/// of `width` columns:
/// "[=====     ] 52%, 3 of 7 files, 1:10 left; x.gz: 45%, 1.23 MB". What does
/// not fit is left out: first fields of the file, then the file, then the time
/// and the number of files, then the bar.
std::string progress_text(const run_state& run, const progress_state& file,
                          std::size_t width);

/// One line without its end, fit for a terminal of `width` columns:
/// "x.gz (2 of 7): 45%, 1,234,567 bytes, 812.3 MB/s, 0:07 left". The name is
/// shortened in the middle if it has to be. Where too little of it would be
/// left, "1.23 MB" stands for the bytes, and then fields are left out as a
/// whole, last what is done of the input; that is all in the end, or nothing.
std::string progress_text(const progress_state& state, std::size_t width);

/// "0:07", "1:02:03"; whole seconds, rounded up.
std::string time_text(std::chrono::nanoseconds time);

/// A printable `text` with its middle left out, so that it takes no more than
/// `width` columns, even if everything but ASCII is two columns wide.
std::string shortened(std::string_view text, std::size_t width);

} // namespace mgunzip::cli

#endif
