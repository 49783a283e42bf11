// SPDX-License-Identifier: BSL-1.0
// Opens an operand of the command line, or says why it is not to be read.
#include "cli/input_file.hpp"

#include "cli/hint.hpp"
#include "cli/output_name.hpp"
#include "io/path_text.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace mgunzip::cli {
namespace {

bool is_beside_input(const options& wanted) {
    return wanted.output_place == output_place::beside_input;
}

// There is no hint at -r where it is given, or excluded by -o.
std::string directory_text(const options& wanted) {
    const std::string text = "is a directory -- ignored";
    return wanted.is_recursive || wanted.output_name
               ? text
               : with_hint(text, situation::input_is_directory);
}

// Why GNU gunzip leaves such a file alone; empty if it does not.
std::string reason_to_leave_alone(const struct stat& status, bool was_found,
                                  const options& wanted) {
    if (S_ISDIR(status.st_mode))
        return directory_text(wanted);
    if (!S_ISREG(status.st_mode) && (was_found || is_beside_input(wanted)))
        return with_hint("is not a directory or a regular file - ignored",
                         was_found ? situation::found_special
                                   : situation::input_is_special);
    if (!is_beside_input(wanted))
        return {};
    if (status.st_mode & S_ISUID)
        return with_hint("is set-user-ID on execution - ignored",
                         situation::input_is_privileged);
    if (status.st_mode & S_ISGID)
        return with_hint("is set-group-ID on execution - ignored",
                         situation::input_is_privileged);
    if (wanted.force)
        return {};
    if (status.st_mode & S_ISVTX)
        return with_hint("has the sticky bit set - file ignored",
                         situation::input_is_sticky);
    if (status.st_nlink > 1)
        return with_hint("has " + std::to_string(status.st_nlink - 1) +
                             " other link" + (status.st_nlink > 2 ? "s" : "") +
                             " -- file ignored",
                         situation::input_has_links);
    return {};
}

// Opens an operand that is not standard input, and looks for it.
class opener {
  public:
    opener(input_file& input, const operand& from, const options& wanted,
           open_directories& directories)
        : input_(input), from_(from), wanted_(wanted),
          directories_(directories) {}

    // Tries the name, and then the name with a suffix. `input.name` is then
    // what was found, or the first name that was looked for.
    std::error_code open();

  private:
    std::error_code open_named();
    std::error_code open_directory();

    input_file& input_;
    const operand& from_;
    const options& wanted_;
    open_directories& directories_;
};

std::error_code opener::open() {
    std::error_code error = open_named();
    if (error != std::errc::no_such_file_or_directory)
        return error;
    const std::vector<std::string> names =
        compressed_names_for(input_.name, wanted_.suffix);
    for (const std::string& name : names) {
        input_.name = name;
        error = open_named();
        if (error != std::errc::no_such_file_or_directory)
            return error;
    }
    if (!names.empty())
        input_.name = names.front();
    return error;
}

// The flags see to it that this never waits, nor follows links, where the input
// has to be a file.
std::error_code opener::open_named() {
    int flags = O_NOCTTY;
    if (from_.was_found || is_beside_input(wanted_))
        flags |= O_NONBLOCK;
    if (from_.was_found || !follows_links(wanted_))
        flags |= O_NOFOLLOW;
    const std::string name(io::base_name(input_.name));
    // Such as "d/", which can be nothing but a directory.
    if (name.empty())
        return io::open_for_reading(input_.name, flags, input_.owned);
    if (const auto error = open_directory())
        return error;
    return input_.directory->open_file(name, O_RDONLY | flags, input_.owned);
}

std::error_code opener::open_directory() {
    return from_.directory
               ? directories_.open(from_.directory, input_.directory)
               : directories_.open(io::directory_of(input_.name),
                                   input_.directory);
}

bool is_link(const input_file& input) {
    struct stat status;
    return input.directory &&
           !input.directory->look_at(std::string(io::base_name(input.name)),
                                     status) &&
           S_ISLNK(status.st_mode);
}

// What keeps the input from being opened. Links in directories are an error
// only where GNU gunzip has one.
void report_unopened(const input_file& input, const std::error_code& error,
                     bool was_found, const options& wanted, reporter& report) {
    const std::string& name = input.name;
    const bool may_be_link = error == std::errc::too_many_symbolic_link_levels;
    if (may_be_link && was_found && follows_links(wanted))
        report.warn(name, with_hint("is a symbolic link -- ignored",
                                    situation::found_link));
    else if (may_be_link && !was_found && !follows_links(wanted) &&
             is_link(input))
        report.error(name,
                     with_hint(error.message(), situation::input_is_link));
    else
        report.error(name, error.message());
}

} // namespace

bool will_replace_input(const input_file& input, const options& wanted) {
    return is_beside_input(wanted) && !input.is_standard_input &&
           !wanted.keep_input;
}

bool has_changed(const input_file& input) {
    struct stat now;
    return io::get_status(input.fd(), now) ||
           !io::is_unchanged(input.status, now);
}

std::optional<input_file> open_input(const operand& from, const options& wanted,
                                     reporter& report,
                                     open_directories& directories) {
    input_file input;
    input.name = from.name;
    input.is_standard_input = from.is_standard_input;
    std::error_code error = from.error;
    if (!error && !input.is_standard_input)
        error = opener(input, from, wanted, directories).open();
    if (!error)
        error = io::get_status(input.fd(), input.status);
    if (error) {
        report_unopened(input, error, from.was_found, wanted, report);
        return std::nullopt;
    }
    if (!input.is_standard_input) {
        const std::string reason =
            reason_to_leave_alone(input.status, from.was_found, wanted);
        if (!reason.empty()) {
            report.warn(input.name, reason);
            return std::nullopt;
        }
    }
    if (!wanted.force && S_ISCHR(input.status.st_mode) && isatty(input.fd())) {
        report.error(input.name,
                     with_hint("compressed data not read from a terminal",
                               situation::input_is_terminal));
        return std::nullopt;
    }
    // What has no offset begins at its first byte, and so does what was opened
    // just now.
    if (input.is_standard_input)
        static_cast<void>(io::get_offset(input.fd(), input.offset));
    return input;
}

} // namespace mgunzip::cli
