// SPDX-License-Identifier: BSL-1.0
// Finds the files to be worked on, also those in directories.
#include "cli/operand.hpp"

#include "io/posix.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>

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

directory_stream open_stream(const std::string& path, bool follow) {
    io::unique_fd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOCTTY |
                                              O_CLOEXEC |
                                              (follow ? 0 : O_NOFOLLOW)));
    directory_stream stream(fd ? ::fdopendir(fd.get()) : nullptr);
    if (stream)
        static_cast<void>(fd.release());
    return stream;
}

// Nothing if it is no directory, or one that cannot be read. The descriptor is
// closed before anything below is looked at, however deep that goes.
std::optional<std::vector<directory_entry>>
read_directory(const std::string& path, bool follow) {
    const directory_stream stream = open_stream(path, follow);
    if (!stream)
        return std::nullopt;
    std::vector<directory_entry> entries;
    for (;;) {
        errno = 0;
        const dirent* const entry = ::readdir(stream.get());
        if (entry == nullptr)
            break;
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..")
            entries.push_back(
                {std::string(name),
                 entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN});
    }
    if (errno != 0)
        return std::nullopt;
    std::sort(entries.begin(), entries.end(),
              [](const directory_entry& a, const directory_entry& b) {
                  return a.name < b.name;
              });
    return entries;
}

// As deep as this goes, names are shorter than PATH_MAX.
void add_found(const std::string& directory,
               const std::vector<directory_entry>& entries,
               std::vector<operand>& result) {
    const std::string prefix =
        directory.ends_with('/') ? directory : directory + '/';
    for (const directory_entry& entry : entries) {
        std::string path = prefix + entry.name;
        const auto below =
            entry.may_be_directory ? read_directory(path, false) : std::nullopt;
        if (below)
            add_found(path, *below, result);
        else
            result.push_back({.name = std::move(path), .was_found = true});
    }
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
        const auto entries =
            wanted.is_recursive && !given.is_standard_input
                ? read_directory(given.name, follows_links(wanted))
                : std::nullopt;
        if (entries)
            add_found(given.name, *entries, result);
        else
            result.push_back(std::move(given));
    }
    return result;
}

} // namespace mgunzip::cli
