// SPDX-License-Identifier: BSL-1.0
// Chooses how an open input is read.
#ifndef MGUNZIP_IO_OPEN_SOURCE_HPP
#define MGUNZIP_IO_OPEN_SOURCE_HPP

#include "io/source.hpp"

#include <memory>
#include <string>
#include <system_error>

#include <sys/stat.h>

namespace mgunzip::io {

enum class input_mode : std::uint8_t {
    automatic, ///< mapped where that can be had, else read
    mapped,
    read,
};

struct opened_source {
    std::unique_ptr<source> input;
    /// Why the input is not mapped: "it is a pipe", "it is empty", "it cannot
    /// be mapped (Permission denied)". Empty when it is, or when reading was
    /// asked for.
    std::string reason;
};

/// Makes a source for the open descriptor `fd`, which the caller keeps open,
/// from its current offset on. `automatic` and `read` fail only where fstat
/// does. `mapped` fails with `io_errc::input_not_mappable` where the input
/// cannot be mapped; `result.reason` then says why. May throw std::bad_alloc.
///
/// `fresh` is the status of a file that was opened just now and that nobody
/// else uses: then its offset is not asked for, and not moved either.
[[nodiscard]] std::error_code open_source(int fd, input_mode mode,
                                          opened_source& result,
                                          const struct stat* fresh = nullptr);

} // namespace mgunzip::io

#endif
