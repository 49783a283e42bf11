// SPDX-License-Identifier: BSL-1.0
// The command line of the benchmark.
#ifndef MGUNZIP_BENCH_IO_MODES_SETTINGS_HPP
#define MGUNZIP_BENCH_IO_MODES_SETTINGS_HPP

#include "terms.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mgunzip::bench {

struct size_choice {
    std::string label; ///< as it was asked for: "1.4G"
    std::uint64_t bytes = 0;
};

struct settings {
    std::string command; ///< the whole command line
    std::vector<std::string> folders;
    std::vector<size_choice> sizes;
    std::vector<part> parts;
    std::vector<target> targets;
    std::vector<state> states;
    std::optional<std::string> data; ///< file to take the content from
    std::string csv;                 ///< file for the results
    bool is_appended = false;        ///< what is in there stays
    double pause = 0;                ///< seconds of rest, where there is one
    std::uint64_t dirty_bytes = 0;   ///< 0: the limit stays as it is
    int rounds = 0;
    unsigned small_files = 0; ///< how many of a small size at a time

    /// How many files of this size are measured at a time.
    unsigned files_of(const size_choice& size) const {
        if (size.bytes > largest_small_size)
            return 1;
        const auto most = static_cast<unsigned>(most_at_a_time / size.bytes);
        return std::min(small_files, most);
    }
};

/// Nothing when only help was asked for, and printed. Throws std::exceptions
/// that say what is wrong.
std::optional<settings> parse_settings(int argc, char** argv);

} // namespace mgunzip::bench

#endif
