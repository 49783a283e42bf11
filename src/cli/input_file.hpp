// SPDX-License-Identifier: BSL-1.0
// Opens an operand of the command line, or says why it is not to be read.
#ifndef MGUNZIP_CLI_INPUT_FILE_HPP
#define MGUNZIP_CLI_INPUT_FILE_HPP

#include "cli/message.hpp"
#include "cli/options.hpp"
#include "io/posix.hpp"

#include <optional>
#include <string>

namespace mgunzip::cli {

struct input_file {
    std::string name; ///< as messages call it
    bool is_standard_input = false;
    io::unique_fd owned{}; ///< none for standard input
    struct stat status {}; ///< at the time of opening

    int fd() const noexcept { return is_standard_input ? 0 : owned.get(); }
};

/// Opens `operand` ("-" is standard input). Where the input is to be replaced
/// by the output, what GNU gunzip leaves alone is left alone with a warning:
/// links, special files, setuid and sticky files. Directories always are. The
/// reporter has been told when there is no result.
std::optional<input_file> open_input(const std::string& operand,
                                     const options& wanted, reporter& report);

} // namespace mgunzip::cli

#endif
