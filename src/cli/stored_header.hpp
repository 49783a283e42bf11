// SPDX-License-Identifier: BSL-1.0
// The name and the time that a file has in its first header (-N).
#ifndef MGUNZIP_CLI_STORED_HEADER_HPP
#define MGUNZIP_CLI_STORED_HEADER_HPP

#include "cli/destination.hpp"
#include "cli/input_file.hpp"
#include "cli/message.hpp"
#include "cli/options.hpp"

#include <mgunzip/gzip.hpp>

#include <cstdint>
#include <string>

namespace mgunzip::cli {

/// What is used of a member's header.
struct stored_header {
    std::uint64_t size = 0; ///< of the header, in bytes
    std::string name{};     ///< without directories; empty if there is none
    std::uint32_t time = 0; ///< seconds since 1970; 0 if there is none

    /// Of the member last begun. May throw std::bad_alloc.
    static stored_header of(const gzip_decoder& decoder);
};

/// With -N, gives the file the name that is stored in it, in the same
/// directory; never that of the input, which then would be lost. Returns false
/// if it cannot be had; the reporter has been told.
[[nodiscard]] bool use_stored_name(const stored_header& stored,
                                   const input_file& input, destination& to,
                                   const options& wanted, reporter& report);

} // namespace mgunzip::cli

#endif
