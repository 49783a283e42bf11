// SPDX-License-Identifier: BSL-1.0
// Turns options and names into a destination; asks before it replaces a file.
#include "cli/destination.hpp"

#include "cli/hint.hpp"
#include "cli/made_outputs.hpp"
#include "cli/output_name.hpp"
#include "io/directory.hpp"
#include "io/follow_links.hpp"
#include "io/path_text.hpp"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

namespace mgunzip::cli {
namespace {

// Somebody has answered a question by "all": for the whole process.
constinit std::atomic<bool> overwrites_all{false};

// A line, in lower case. If its end is that of the input, as after Ctrl-D, the
// cursor still is in the line of the question.
std::string read_answer(reporter& report) {
    std::string answer;
    int letter = std::getchar();
    for (; letter != '\n' && letter != EOF; letter = std::getchar())
        answer += static_cast<char>(
            letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter);
    if (letter == EOF) {
        report.show("\n");
        std::clearerr(stdin);
    }
    return answer;
}

// Asks the user, if standard input is a terminal.
bool may_overwrite(const std::string& path, const options& wanted,
                   reporter& report) {
    if (wanted.force)
        return true;
    if (!isatty(STDIN_FILENO)) {
        report.warn(path, with_hint("already exists; not overwritten",
                                    situation::output_exists));
        return false;
    }
    // The answer of another thread's question may come meanwhile.
    report.wait_for_turn();
    if (overwrites_all)
        return true;
    report.ask(path,
               "already exists; do you wish to overwrite (y or n, or all)? ");
    const std::string answer = read_answer(report);
    report.answered();
    if (answer == "all")
        overwrites_all = true;
    if (overwrites_all || answer.starts_with('y'))
        return true;
    report.warn(path, "not overwritten");
    return false;
}

void refuse_input(const std::string& name, reporter& report) {
    report.error(name,
                 with_hint("is the input file", situation::output_is_input));
}

// What is written there might be read as further input, without end. A closed
// standard output is an error only where something is written to it.
std::optional<destination> find_standard_output(const input_file& input,
                                                reporter& report) {
    const std::string name = "stdout";
    struct stat status;
    if (!io::get_status(STDOUT_FILENO, status) &&
        io::share_contents(status, input.status)) {
        refuse_input(name, report);
        return std::nullopt;
    }
    return destination{.kind = destination_kind::standard_output, .path = name};
}

std::optional<destination> with_links_followed(destination to,
                                               reporter& report) {
    io::file_place place{.path = std::move(to.path)};
    const auto error = io::follow_links(place);
    to.path = std::move(place.path);
    to.directory = std::move(place.where);
    to.name = std::move(place.name);
    if (error) {
        report.error(to.path, with_hint(error.message(), hint_for(error)));
        return std::nullopt;
    }
    return to;
}

// A device or the like is opened under the name that was given, which may be a
// link that only the system can follow, as those of /proc are.
std::optional<destination> find_special_file(destination to, reporter& report) {
    to.name = io::base_name(to.path);
    auto error =
        io::directory::open(io::directory_of(to.path), true, to.directory);
    struct stat named {};
    if (!error)
        error = to.directory->look_at(to.name, named);
    if (error) {
        report.error(to.path, error.message());
        return std::nullopt;
    }
    to.is_link = S_ISLNK(named.st_mode);
    if (to.is_link && to.directory->is_trap(named)) {
        report.error(
            to.path,
            std::make_error_code(std::errc::permission_denied).message());
        return std::nullopt;
    }
    return to;
}

// The file that -o names, whatever that is.
std::optional<destination> find_named_output(const input_file& input,
                                             const options& wanted,
                                             reporter& report) {
    const std::string& given = *wanted.output_name;
    struct stat existing;
    if (::stat(given.c_str(), &existing) != 0) {
        if (errno != ENOENT) {
            report.error(given, io::last_error().message());
            return std::nullopt;
        }
        return with_links_followed(
            {.kind = destination_kind::regular_file, .path = given}, report);
    }
    if (io::is_same_file(existing, input.status) ||
        io::share_contents(existing, input.status)) {
        refuse_input(given, report);
        return std::nullopt;
    }
    if (S_ISDIR(existing.st_mode)) {
        report.error(
            given, with_hint("is a directory", situation::output_is_directory));
        return std::nullopt;
    }
    if (!S_ISREG(existing.st_mode))
        return find_special_file({.kind = destination_kind::special_file,
                                  .path = given,
                                  .existing = existing},
                                 report);
    return with_links_followed({.kind = destination_kind::regular_file,
                                .path = given,
                                .existing = existing},
                               report);
}

// What stands in the way of a file at `to`, where `found` is already.
std::error_code check_replaceable(const destination& to,
                                  const struct stat& found) {
    if (S_ISDIR(found.st_mode))
        return std::make_error_code(std::errc::is_a_directory);
    // Links of /proc, as /dev/stdout leads to, may show a name that is not, or
    // no more, that of the file.
    if (to.existing && !io::is_same_file(*to.existing, found))
        return std::make_error_code(std::errc::no_such_file_or_directory);
    return {};
}

bool is_output_of_another(const struct stat& found, const destination& to,
                          const input_file& input, reporter& report) {
    const auto other = find_made_output(found, input);
    if (other)
        report.error(input.name, with_hint("has the same output as " + *other +
                                               ": " + to.path,
                                           situation::same_output));
    return other.has_value();
}

} // namespace

std::optional<destination> find_destination(const input_file& input,
                                            const options& wanted,
                                            reporter& report) {
    if (wanted.output_place == output_place::named_file)
        return find_named_output(input, wanted, report);
    std::optional<std::string> path =
        output_name_for(input.name, wanted.suffix);
    // In directories lie other files, too: only what has a suffix is looked at.
    if (wanted.output_place == output_place::nowhere &&
        (!wanted.is_recursive || path || input.is_standard_input))
        return destination{};
    if (wanted.output_place == output_place::standard_output ||
        input.is_standard_input)
        return find_standard_output(input, report);
    if (!path) {
        // With -q or -r, GNU gunzip does not even count this as a warning.
        if (wanted.verbosity > 0 || (!wanted.is_quiet && !wanted.is_recursive))
            report.warn(input.name,
                        with_hint("unknown suffix -- ignored",
                                  wanted.is_recursive
                                      ? situation::found_without_suffix
                                      : situation::unknown_suffix));
        return std::nullopt;
    }
    return destination{.kind = destination_kind::regular_file,
                       .path = *std::move(path),
                       .directory = input.directory};
}

bool keeps_claim(const destination& to, const input_file& input,
                 reporter& report) {
    struct stat found {};
    return !to.may_replace || to.directory->look_at(to.name, found) ||
           !is_output_of_another(found, to, input, report);
}

bool claim_name(destination& to, const input_file& input, const options& wanted,
                reporter& report) {
    to.name = io::base_name(to.path);
    std::error_code error;
    if (!to.directory)
        error =
            io::directory::open(io::directory_of(to.path), true, to.directory);
    if (!error && to.name.empty())
        error = std::make_error_code(std::errc::is_a_directory);
    struct stat found {};
    if (!error) {
        error = to.directory->look_at(to.name, found);
        if (error == std::errc::no_such_file_or_directory && !to.existing) {
            // Something may have the name by the time that the output gets it.
            to.may_replace = wanted.force;
            return true;
        }
    }
    if (!error) {
        if (!may_overwrite(to.path, wanted, report) ||
            is_output_of_another(found, to, input, report))
            return false;
        error = check_replaceable(to, found);
    }
    if (error) {
        report.error(to.path,
                     with_hint(error.message(), hint_for_new_file(error)));
        return false;
    }
    to.may_replace = true;
    return true;
}

} // namespace mgunzip::cli
