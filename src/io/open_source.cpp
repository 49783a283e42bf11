// SPDX-License-Identifier: BSL-1.0
// Chooses how an open input is read.
#include "io/open_source.hpp"

#include "gzip/gzip_format.hpp"
#include "io/io_error.hpp"
#include "io/mapped_input.hpp"
#include "io/posix.hpp"
#include "io/stream_input.hpp"

#include <mgunzip/decompress.hpp>

#include <algorithm>
#include <cstdint>

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
std::string try_to_map(int fd, const struct stat& status, bool is_fresh,
                       std::unique_ptr<source>& result) {
    std::string kind = special_kind(status.st_mode);
    if (!kind.empty())
        return kind;
    // Files of /proc say that they are empty, and are not.
    if (status.st_size == 0)
        return "it is empty";
    const auto size = static_cast<std::uint64_t>(status.st_size);
    std::uint64_t offset = 0;
    if (!is_fresh) {
        if (const auto error = get_offset(fd, offset))
            return "it has no offset (" + error.message() + ")";
        if (offset >= size)
            return "its offset is at the end";
    }
    std::unique_ptr<mapped_input> mapped;
    if (const auto error = is_fresh ? mapped_input::open_fresh(fd, size, mapped)
                                    : mapped_input::open(fd, offset, mapped))
        return "it cannot be mapped (" + reopening_failure(error) + ")";
    result = std::move(mapped);
    return {};
}

// What the last member of a regular file says of the output; nothing if it says
// nothing, or cannot be read.
input_extent extent_of(int fd, const struct stat& status, bool is_fresh) {
    input_extent extent;
    std::uint64_t offset = 0;
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (!S_ISREG(status.st_mode) || (!is_fresh && get_offset(fd, offset)) ||
        size < offset + mgunzip::detail::min_member_size)
        return extent;
    std::uint8_t isize[mgunzip::detail::isize_size];
    if (read_all_at(fd, isize, sizeof isize, size - sizeof isize))
        return extent;
    extent.input = size - offset;
    extent.output = isize[0] | isize[1] << 8 | isize[2] << 16 |
                    static_cast<std::uint64_t>(isize[3]) << 24;
    extent.output = std::min(extent.output, extent.input * max_expansion);
    return extent;
}

} // namespace

std::error_code open_source(int fd, input_mode mode, opened_source& result,
                            const struct stat* fresh) {
    result = {};
    struct stat status {};
    if (fresh)
        status = *fresh;
    else if (const auto error = get_status(fd, status))
        return error;
    if (mode != input_mode::read)
        result.reason = try_to_map(fd, status, fresh != nullptr, result.input);
    if (result.input)
        return {};
    if (mode == input_mode::mapped)
        return make_error_code(io_errc::input_not_mappable);
    result.input = std::make_unique<stream_input>(
        fd, extent_of(fd, status, fresh != nullptr));
    return {};
}

} // namespace mgunzip::io
