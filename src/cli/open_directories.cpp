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

// Opens what lies between `top`, or an operand, and `where`, from the last
// level on that is open.
template <typename Enter>
std::error_code open_directories::walk(levels& opened, const shared_found& top,
                                       shared_found where, Enter enter) {
    // From the directory up to a level that is open.
    std::vector<shared_found> way;
    auto known = opened.rend();
    for (; where != top; where = where->parent) {
        known = std::find_if(
            opened.rbegin(), opened.rend(),
            [&](const level& each) { return each.where == where; });
        if (known != opened.rend())
            break;
        way.push_back(where);
    }
    opened.erase(known.base(), opened.end());
    for (; !way.empty(); way.pop_back()) {
        shared_directory next;
        if (const auto error = enter(way.back(), next))
            return error;
        if (opened.size() == most_levels)
            opened.erase(opened.begin());
        opened.push_back({std::move(way.back()), std::move(next)});
    }
    return {};
}

std::error_code open_directories::open(const shared_found& where,
                                       shared_directory& result) {
    if (const auto error =
            walk(levels_, nullptr, where,
                 [&](const shared_found& next, shared_directory& opened) {
                     return enter(next, opened);
                 }))
        return error;
    result = levels_.back().opened;
    return {};
}

// Opens a directory in the last level, or an operand where there is none.
std::error_code open_directories::enter(const shared_found& where,
                                        shared_directory& opened) {
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
    return identity == where->identity
               ? std::error_code{}
               : make_error_code(io::io_errc::replaced_meanwhile);
}

std::error_code open_directories::open_output(const shared_found& where,
                                              shared_directory& result) {
    shared_found operand = where;
    while (operand && operand->parent)
        operand = operand->parent;
    if (const auto error =
            walk(output_levels_, operand, where,
                 [&](const shared_found& next, shared_directory& opened) {
                     return enter_output(next, opened);
                 }))
        return error;
    result = output_levels_.empty() ? outputs_ : output_levels_.back().opened;
    return {};
}

std::error_code open_directories::enter_output(const shared_found& where,
                                               shared_directory& opened) {
    const shared_directory& parent =
        where->parent->parent ? output_levels_.back().opened : outputs_;
    const auto error = parent->open_below(where->name, opened);
    if (error != std::errc::no_such_file_or_directory)
        return error;
    shared_directory found;
    struct stat status {};
    if (const auto unknown = open(where, found))
        return unknown;
    if (const auto unknown = io::get_status(found->fd(), status))
        return unknown;
    constexpr mode_t usable = S_IRWXU;
    return parent->make_below(where->name, (status.st_mode & 0777) | usable,
                              opened);
}

} // namespace mgunzip::cli
