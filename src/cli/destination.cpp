// SPDX-License-Identifier: BSL-1.0
#include "destination.hpp"

#include "cli/output_name.hpp"

#include <cerrno>
#include <climits>
#include <cstdio>

#include <fcntl.h>
#include <unistd.h>

namespace mgunzip::cli {
namespace {

std::string directory_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos)
        return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

std::string name_of(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

// The file that a chain of symbolic links leads to; it need not exist. Stops
// where the system would report a loop, too.
std::string follow_links(std::string path) {
    constexpr int most_links = 40;
    for (int links = 0; links < most_links; ++links) {
        char target[PATH_MAX];
        const ssize_t length = ::readlink(path.c_str(), target, sizeof target);
        if (length < 0 || length == sizeof target)
            return path;
        const std::string next(target, static_cast<std::size_t>(length));
        path = next.starts_with('/') ? next : directory_of(path) + '/' + next;
    }
    return path;
}

// Asks whoever sits at the terminal, if somebody does.
bool may_overwrite(const std::string& path, const options& wanted,
                   reporter& report) {
    if (wanted.force)
        return true;
    if (isatty(STDIN_FILENO)) {
        report.ask(path, "already exists; do you wish to overwrite (y or n)? ");
        const int answer = std::getchar();
        for (int rest = answer; rest != '\n' && rest != EOF;)
            rest = std::getchar();
        if (answer == 'y' || answer == 'Y')
            return true;
        report.warn(path, "not overwritten");
    } else {
        report.warn(path, "already exists; not overwritten");
    }
    return false;
}

// Opens the directory and looks whether the name is free.
std::optional<destination>
find_regular_file(std::string path, const options& wanted, reporter& report) {
    destination found{.kind = destination::kind::regular_file,
                      .path = std::move(path)};
    const std::string directory = directory_of(found.path);
    found.name = name_of(found.path);
    found.directory.reset(
        ::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!found.directory) {
        report.error(found.path, io::last_error().message());
        return std::nullopt;
    }
    struct stat existing;
    if (::fstatat(found.directory.get(), found.name.c_str(), &existing,
                  AT_SYMLINK_NOFOLLOW) == 0) {
        if (S_ISDIR(existing.st_mode)) {
            report.error(
                found.path,
                std::make_error_code(std::errc::is_a_directory).message());
            return std::nullopt;
        }
        if (!may_overwrite(found.path, wanted, report))
            return std::nullopt;
        found.may_replace = true;
    } else if (errno != ENOENT) {
        report.error(found.path, io::last_error().message());
        return std::nullopt;
    }
    return found;
}

bool is_same_file(const struct stat& a, const struct stat& b) {
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

// -o: the file that it names, whatever that is.
std::optional<destination> find_named_output(const input_file& input,
                                             const options& wanted,
                                             reporter& report) {
    const std::string& given = *wanted.output_name;
    if (given == "-")
        return destination{.kind = destination::kind::standard_output,
                           .path = "stdout"};
    struct stat existing;
    if (::stat(given.c_str(), &existing) == 0) {
        if (is_same_file(existing, input.status)) {
            report.error(given, "is the input file");
            return std::nullopt;
        }
        if (!S_ISREG(existing.st_mode) && !S_ISDIR(existing.st_mode))
            return destination{.kind = destination::kind::special_file,
                               .path = given};
    }
    return find_regular_file(follow_links(given), wanted, report);
}

} // namespace

std::optional<destination> find_destination(const input_file& input,
                                            const options& wanted,
                                            reporter& report) {
    if (wanted.action == action::test)
        return destination{};
    if (wanted.output_name)
        return find_named_output(input, wanted, report);
    if (wanted.action == action::to_stdout || input.is_standard_input)
        return destination{.kind = destination::kind::standard_output,
                           .path = "stdout"};
    std::optional<std::string> path =
        output_name_for(input.name, wanted.suffix);
    if (!path) {
        report.warn(input.name, "unknown suffix -- ignored");
        return std::nullopt;
    }
    return find_regular_file(*std::move(path), wanted, report);
}

} // namespace mgunzip::cli
