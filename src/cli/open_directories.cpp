// SPDX-License-Identifier: BSL-1.0
// The directories that a thread has open for the files it works on.
#include "cli/open_directories.hpp"

#include "io/io_error.hpp"

#include <algorithm>
#include <cstddef>

namespace mgunzip::cli {
namespace {

// Of a deeper tree the first levels are closed, and opened again when the way
// back leads there: 64 threads stay within the usual 1024 descriptors.
constexpr std::size_t most_levels = 6;

} // namespace

std::error_code open_directories::open(const std::string& path,
                                       shared_directory& result) {
    if (!last_ || path != path_) {
        last_.reset();
        if (const auto error = io::directory::open(path, true, last_))
            return error;
        path_ = path;
    }
    result = last_;
    return {};
}

std::error_code
open_directories::open(const std::shared_ptr<const found_directory>& where,
                       shared_directory& result) {
    // From the directory up to a level that is open.
    std::vector<std::shared_ptr<const found_directory>> way;
    auto known = levels_.rend();
    for (auto next = where; next; next = next->parent) {
        known =
            std::find_if(levels_.rbegin(), levels_.rend(),
                         [&](const level& each) { return each.where == next; });
        if (known != levels_.rend())
            break;
        way.push_back(next);
    }
    levels_.erase(known.base(), levels_.end());
    for (; !way.empty(); way.pop_back())
        if (const auto error = enter(way.back()))
            return error;
    result = levels_.back().opened;
    return {};
}

// Opens a directory in the last level, or an operand where there is none.
std::error_code
open_directories::enter(const std::shared_ptr<const found_directory>& where) {
    shared_directory opened;
    const auto error =
        where->parent
            ? levels_.back().opened->open_below(where->name, opened)
            : io::directory::open(where->name, where->follows_link, opened);
    // It was a directory when it was listed.
    if (error == std::errc::not_a_directory ||
        error == std::errc::too_many_symbolic_link_levels)
        return io::io_errc::replaced_meanwhile;
    if (error)
        return error;
    io::file_identity identity;
    if (const auto unknown = io::get_identity(opened->fd(), identity))
        return unknown;
    if (identity != where->identity)
        return io::io_errc::replaced_meanwhile;
    if (levels_.size() == most_levels)
        levels_.erase(levels_.begin());
    levels_.push_back({where, std::move(opened)});
    return {};
}

} // namespace mgunzip::cli
