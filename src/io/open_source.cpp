// SPDX-License-Identifier: BSL-1.0
// Chooses how an open input is read.
#include "io/open_source.hpp"

#include "io/io_error.hpp"
#include "io/mapped_input.hpp"
#include "io/posix.hpp"
#include "io/stream_input.hpp"

namespace mgunzip::io {
namespace {

// What `mode` is, if it is nothing that can be mapped; else empty.
std::string special_kind(mode_t mode) {
    if (S_ISREG(mode))
        return {};
    if (S_ISFIFO(mode))
        return "it is a pipe";
    if (S_ISSOCK(mode))
        return "it is a socket";
    if (S_ISCHR(mode) || S_ISBLK(mode))
        return "it is a device";
    return "it is not a regular file";
}

// Tries to map; returns why that is not possible, or an empty text.
std::string try_to_map(int fd, const struct stat& status,
                       std::unique_ptr<source>& result) {
    std::string kind = special_kind(status.st_mode);
    if (!kind.empty())
        return kind;
    // Files of /proc say that they are empty, and are not.
    if (status.st_size == 0)
        return "it is empty";
    std::uint64_t offset = 0;
    if (const auto error = get_offset(fd, offset))
        return "it has no offset (" + error.message() + ")";
    if (offset >= static_cast<std::uint64_t>(status.st_size))
        return "its offset is at the end";
    std::unique_ptr<mapped_input> mapped;
    if (const auto error = mapped_input::open(fd, offset, mapped))
        return "it cannot be mapped (" + reopening_failure(error) + ")";
    result = std::move(mapped);
    return {};
}

} // namespace

std::error_code open_source(int fd, input_mode mode, opened_source& result) {
    result = {};
    struct stat status {};
    if (const auto error = get_status(fd, status))
        return error;
    if (mode != input_mode::read)
        result.reason = try_to_map(fd, status, result.input);
    if (result.input)
        return {};
    if (mode == input_mode::mapped)
        return make_error_code(io_errc::input_not_mappable);
    result.input = std::make_unique<stream_input>(fd);
    return {};
}

} // namespace mgunzip::io
