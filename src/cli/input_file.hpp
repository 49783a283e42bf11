// SPDX-License-Identifier: BSL-1.0
// Opens an operand of the command line, or says why it is not to be read.
#ifndef MGUNZIP_CLI_INPUT_FILE_HPP
#define MGUNZIP_CLI_INPUT_FILE_HPP

#include "cli/message.hpp"
#include "cli/open_directories.hpp"
#include "cli/operand.hpp"
#include "cli/options.hpp"
#include "io/posix.hpp"

#include <cstdint>
#include <optional>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

namespace mgunzip::cli {

struct input_file {
    std::string name; ///< as messages call it
    bool is_standard_input = false;
    io::unique_fd owned{};    ///< none for standard input
    struct stat status {};    ///< at the time of opening
    std::uint64_t offset = 0; ///< of the first byte that will be read
    /// That in which it was opened; none if it has no name in a directory.
    shared_directory directory{};

    int fd() const noexcept {
        return is_standard_input ? STDIN_FILENO : owned.get();
    }
};

/// True if the input is to be removed once the output has its name.
bool will_replace_input(const input_file& input, const options& wanted);

/// True if the file is no longer what it was when it was opened.
bool has_changed(const input_file& input);

/// Opens an operand in its directory; where there is no such file, one of that
/// name and a suffix (see `compressed_names_for`). Where the output would take
/// the place of the input, what GNU gunzip leaves alone is left alone: with a
/// warning special files, setuid files and, unless -f was given, sticky and
/// hard-linked ones; with an error, unless -f was given, symbolic links.
/// Directories always are, and of what was found in one, links and special
/// files. Terminals are not read from without -f. The reporter has been told
/// when there is no result.
std::optional<input_file> open_input(const operand& from, const options& wanted,
                                     reporter& report,
                                     open_directories& directories);

} // namespace mgunzip::cli

#endif
