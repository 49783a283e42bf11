// SPDX-License-Identifier: BSL-1.0
// Finds the files to be worked on, also those in directories.
#include "cli/operand.hpp"

#include "cli/output_name.hpp"
#include "io/posix.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
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

using shared_found = std::shared_ptr<const found_directory>;

struct directory_contents {
    std::vector<directory_entry> entries{}; // sorted by name
    io::file_identity identity{};
    std::error_code error{}; // these are not all
    bool is_directory = true;
};

// What is no directory, and links that are not followed, are for whoever opens
// the operand.
bool is_for_opening(const std::error_code& error) noexcept {
    return error == std::errc::not_a_directory ||
           error == std::errc::no_such_file_or_directory ||
           error == std::errc::too_many_symbolic_link_levels;
}

std::error_code open_stream(io::unique_fd fd, directory_stream& result,
                            io::file_identity& identity) {
    if (const auto error = io::get_identity(fd.get(), identity))
        return error;
    result.reset(::fdopendir(fd.get()));
    if (!result)
        return io::last_error();
    static_cast<void>(fd.release());
    return {};
}

// The descriptor is closed before anything below is looked at, however deep
// that goes.
directory_contents read_directory(io::unique_fd fd) {
    directory_contents found;
    directory_stream stream;
    found.error = open_stream(std::move(fd), stream, found.identity);
    while (stream) {
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
    if (stream && errno != 0)
        found.error = io::last_error();
    std::sort(found.entries.begin(), found.entries.end(),
              [](const directory_entry& a, const directory_entry& b) {
                  return a.name < b.name;
              });
    return found;
}

// Replaces directories by what is in them, level by level: each is opened in
// the one that it was found in.
class lister {
  public:
    explicit lister(std::vector<operand>& result) : result_(result) {}

    void add(const operand& given, bool follows_link) {
        const int flags = follows_link ? 0 : O_NOFOLLOW;
        io::unique_fd fd;
        const auto error =
            io::open_for_reading(given.name, list_flags | flags, fd);
        add_opened(given, {.name = given.name, .follows_link = follows_link},
                   error, std::move(fd));
    }

  private:
    static constexpr int list_flags = O_DIRECTORY | O_NOCTTY;

    void add_opened(const operand& directory, found_directory where,
                    const std::error_code& error, io::unique_fd fd) {
        if (is_for_opening(error)) {
            result_.push_back(directory);
            return;
        }
        directory_contents found;
        if (error)
            found.error = error;
        else
            found = read_directory(std::move(fd));
        if (found.error) {
            result_.push_back(directory);
            result_.back().error = found.error;
        }
        where.identity = found.identity;
        const auto shared =
            std::make_shared<const found_directory>(std::move(where));
        const std::string prefix = directory.name.ends_with('/')
                                       ? directory.name
                                       : directory.name + '/';
        for (const directory_entry& entry : found.entries)
            add_entry(prefix, entry, shared);
    }

    void add_entry(const std::string& prefix, const directory_entry& entry,
                   const shared_found& parent) {
        operand found{.name = prefix + entry.name,
                      .was_found = true,
                      .directory = parent};
        if (!entry.may_be_directory) {
            result_.push_back(std::move(found));
            return;
        }
        io::unique_fd fd;
        const auto error = open_entry(found, entry.name, fd);
        add_opened(found, {.parent = parent, .name = entry.name}, error,
                   std::move(fd));
    }

    // No tree is deeper than names can be long, for whoever reads messages.
    std::error_code open_entry(const operand& found, const std::string& name,
                               io::unique_fd& fd) {
        if (found.name.size() >= PATH_MAX)
            return std::make_error_code(std::errc::filename_too_long);
        shared_directory parent;
        if (const auto error = directories_.open(found.directory, parent))
            return error;
        return parent->open_file(name, O_RDONLY | O_NOFOLLOW | list_flags, fd);
    }

    std::vector<operand>& result_;
    open_directories directories_;
};

} // namespace

operand operand_for(const std::string& argument) {
    if (argument == "-")
        return {.name = "stdin", .is_standard_input = true};
    return {.name = argument};
}

std::optional<std::uint64_t> input_size_of(const operand& input,
                                           const options& wanted) {
    if (input.is_standard_input)
        return std::nullopt;
    if (input.error)
        return 0;
    std::vector<std::string> names{input.name};
    for (std::string& name : compressed_names_for(input.name, wanted.suffix))
        names.push_back(std::move(name));
    for (const std::string& name : names) {
        struct stat status {};
        if (::stat(name.c_str(), &status) != 0)
            continue;
        if (S_ISREG(status.st_mode))
            return static_cast<std::uint64_t>(status.st_size);
        return S_ISDIR(status.st_mode) ||
                       wanted.output_place == output_place::beside_input
                   ? std::optional<std::uint64_t>(0)
                   : std::nullopt;
    }
    return 0;
}

bool follows_links(const options& wanted) noexcept {
    return wanted.force || wanted.output_place != output_place::beside_input;
}

std::vector<operand> find_operands(const options& wanted) {
    std::vector<operand> result;
    result.reserve(wanted.operands.size());
    for (const std::string& argument : wanted.operands) {
        operand given = operand_for(argument);
        if (wanted.is_recursive && !given.is_standard_input)
            lister(result).add(given, follows_links(wanted));
        else
            result.push_back(std::move(given));
    }
    return result;
}

} // namespace mgunzip::cli
