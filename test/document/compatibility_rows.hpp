// SPDX-License-Identifier: BSL-1.0
// What doc/compatibility.md says of each option and rule, as trials.
#ifndef MGUNZIP_TEST_COMPATIBILITY_ROWS_HPP
#define MGUNZIP_TEST_COMPATIBILITY_ROWS_HPP

#include "support/trial.hpp"

#include <initializer_list>
#include <string>
#include <vector>

namespace mgunzip::test {

struct compatibility_row {
    std::string name; ///< the first cell of the document's row
    std::vector<trial> trials;
    /// Further ones, which mgunzip and GNU gzip take alone: scripts are written
    /// for it, so it counts more what becomes of the files, too.
    std::vector<trial> gnu_trials{};
    bool needs_root = false;
};

/// x.gz in all ways in which a single file may be used, for GNU gzip.
std::vector<trial> in_every_way(const setup& prepare,
                                const std::vector<std::string>& phrases = {});

/// Each in the order of the document.
std::vector<compatibility_row> option_rows();
std::vector<compatibility_row> command_line_rows();
std::vector<compatibility_row> name_rows();
std::vector<compatibility_row> file_rows();
std::vector<compatibility_row> data_rows();
std::vector<compatibility_row> stream_rows();

template <typename T>
std::vector<T> joined(std::initializer_list<std::vector<T>> parts) {
    std::vector<T> result;
    for (const std::vector<T>& part : parts)
        result.insert(result.end(), part.begin(), part.end());
    return result;
}

} // namespace mgunzip::test

#endif
