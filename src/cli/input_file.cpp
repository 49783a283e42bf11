// SPDX-License-Identifier: BSL-1.0
#include "input_file.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace mgunzip::cli {
namespace {

bool will_replace_input(const options& wanted) {
    return wanted.action == action::decompress && !wanted.output_name;
}

// Why GNU gunzip does not replace such a file; empty if it does.
std::string reason_to_leave_alone(const struct stat& status, bool force) {
    if (!S_ISREG(status.st_mode))
        return "is not a directory or a regular file - ignored";
    if (status.st_mode & S_ISUID)
        return "is set-user-ID on execution - ignored";
    if (status.st_mode & S_ISGID)
        return "is set-group-ID on execution - ignored";
    if (force)
        return {};
    if (status.st_mode & S_ISVTX)
        return "has the sticky bit set - file ignored";
    if (status.st_nlink > 1)
        return "has " + std::to_string(status.st_nlink - 1) + " other link" +
               (status.st_nlink > 2 ? "s" : "") + " -- file ignored";
    return {};
}

std::optional<input_file> open_standard_input(const options& wanted,
                                              reporter& report) {
    input_file input{.name = "stdin", .is_standard_input = true};
    if (!wanted.force && isatty(STDIN_FILENO)) {
        report.error("", "compressed data not read from a terminal. Use -f to "
                         "force decompression.");
        return std::nullopt;
    }
    if (const auto error = io::get_status(STDIN_FILENO, input.status)) {
        report.error(input.name, error.message());
        return std::nullopt;
    }
    return input;
}

} // namespace

std::optional<input_file> open_input(const std::string& operand,
                                     const options& wanted, reporter& report) {
    if (operand == "-")
        return open_standard_input(wanted, report);

    input_file input{.name = operand};
    int flags = O_RDONLY | O_NOCTTY | O_CLOEXEC;
    if (will_replace_input(wanted)) {
        // A FIFO is left alone then: its opening must not wait for a writer.
        flags |= O_NONBLOCK;
        if (!wanted.force)
            flags |= O_NOFOLLOW;
    }
    input.owned.reset(::open(operand.c_str(), flags));
    std::error_code error;
    if (!input.owned)
        error = io::last_error();
    else
        error = io::get_status(input.fd(), input.status);
    if (error) {
        report.error(operand, error.message());
        return std::nullopt;
    }
    if (S_ISDIR(input.status.st_mode)) {
        report.warn(operand, "is a directory -- ignored");
        return std::nullopt;
    }
    if (will_replace_input(wanted)) {
        const std::string reason =
            reason_to_leave_alone(input.status, wanted.force);
        if (!reason.empty()) {
            report.warn(operand, reason);
            return std::nullopt;
        }
    }
    return input;
}

} // namespace mgunzip::cli
