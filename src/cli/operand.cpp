// SPDX-License-Identifier: BSL-1.0
// Finds the files to be worked on, also those in directories.
#include "cli/operand.hpp"

#include "io/posix.hpp"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string_view>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

namespace mgunzip::cli {
namespace {

struct directory_entry {
    std::string name;
    bool may_be_directory; // some file systems do not say what it is
};

struct directory_closer {
    void operator()(DIR* directory) const noexcept { ::closedir(directory); }
};

using directory_stream = std::unique_ptr<DIR, directory_closer>;

struct directory_contents {
    std::vector<directory_entry> entries{}; // sorted by name
    std::error_code error{};                // these are not all
    bool is_directory = true;
};

std::error_code open_stream(const std::string& path, bool follow,
                            directory_stream& result) {
    io::unique_fd fd;
    if (const auto error = io::open_for_reading(
            path, O_DIRECTORY | O_NOCTTY | (follow ? 0 : O_NOFOLLOW), fd))
        return error;
    result.reset(::fdopendir(fd.get()));
    if (!result)
        return io::last_error();
    static_cast<void>(fd.release());
    return {};
}

// What is no directory, and links that are not followed, are for whoever opens
// the operand.
bool is_for_opening(const std::error_code& error) noexcept {
    return error == std::errc::not_a_directory ||
           error == std::errc::no_such_file_or_directory ||
           error == std::errc::too_many_symbolic_link_levels;
}

// The descriptor is closed before anything below is looked at, however deep
// that goes.
directory_contents read_directory(const std::string& path, bool follow) {
    directory_contents found;
    directory_stream stream;
    found.error = open_stream(path, follow, stream);
    if (found.error) {
        found.is_directory = !is_for_opening(found.error);
        return found;
    }
    for (;;) {
        errno = 0;
        const dirent* const entry = ::readdir(stream.get());
        if (entry == nullptr && errno == EINTR)
            continue;
        if (entry == nullptr)
            break;
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..")
            found.entries.push_back(
                {std::string(name),
                 entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN});
    }
    if (errno != 0)
        found.error = io::last_error();
    std::sort(found.entries.begin(), found.entries.end(),
              [](const directory_entry& a, const directory_entry& b) {
                  return a.name < b.name;
              });
    return found;
}

void add_contents(const operand& directory, const directory_contents& found,
                  std::vector<operand>& result);

// As deep as this goes, names are shorter than PATH_MAX.
void add_found(const std::string& prefix, const directory_entry& entry,
               std::vector<operand>& result) {
    operand found{.name = prefix + entry.name, .was_found = true};
    if (entry.may_be_directory) {
        const directory_contents below = read_directory(found.name, false);
        if (below.is_directory) {
            add_contents(found, below, result);
            return;
        }
    }
    result.push_back(std::move(found));
}

void add_contents(const operand& directory, const directory_contents& found,
                  std::vector<operand>& result) {
    if (found.error) {
        result.push_back(directory);
        result.back().error = found.error;
    }
    const std::string prefix =
        directory.name.ends_with('/') ? directory.name : directory.name + '/';
    for (const directory_entry& entry : found.entries)
        add_found(prefix, entry, result);
}

} // namespace

operand operand_for(const std::string& argument) {
    if (argument == "-")
        return {.name = "stdin", .is_standard_input = true};
    return {.name = argument};
}

bool follows_links(const options& wanted) noexcept {
    return wanted.force || wanted.output_place != output_place::beside_input;
}

std::vector<operand> find_operands(const options& wanted) {
    std::vector<operand> result;
    result.reserve(wanted.operands.size());
    for (const std::string& argument : wanted.operands) {
        operand given = operand_for(argument);
        if (wanted.is_recursive && !given.is_standard_input) {
            const directory_contents found =
                read_directory(given.name, follows_links(wanted));
            if (found.is_directory) {
                add_contents(given, found, result);
                continue;
            }
        }
        result.push_back(std::move(given));
    }
    return result;
}

} // namespace mgunzip::cli
