// SPDX-License-Identifier: BSL-1.0
// Where the output of one operand goes, found out before anything is decoded.
#ifndef MGUNZIP_CLI_DESTINATION_HPP
#define MGUNZIP_CLI_DESTINATION_HPP

#include "cli/input_file.hpp"
#include "cli/message.hpp"
#include "cli/open_directories.hpp"
#include "cli/options.hpp"

#include <cstdint>
#include <optional>
#include <string>

#include <sys/stat.h>

namespace mgunzip::cli {

enum class destination_kind : std::uint8_t {
    nowhere, ///< --test
    standard_output,
    regular_file, ///< to be made in a directory under a name
    special_file, ///< an existing device, FIFO or socket
};

struct destination {
    destination_kind kind = destination_kind::nowhere;
    std::string path{}; ///< as messages call it; links at its end were followed
    std::optional<struct stat> existing{}; ///< what -o leads to, if anything

    bool is_link = false; ///< what `path` leads to has another name

    // Of a regular file, from `claim_name` on; of a special file, at once:
    shared_directory directory{};
    std::string name{};       ///< the file's name in `directory`
    bool may_replace = false; ///< what has that name may be replaced
};

/// Works out where the output of `input` goes: beside the input, in the very
/// directory that this was opened in, or where -o leads to. The reporter has
/// been told when there is no result.
std::optional<destination> find_destination(const input_file& input,
                                            const options& wanted,
                                            reporter& report);

/// Opens the directory of a regular file, unless it is open, and looks whether
/// the name is free. An existing file is in the way unless -f was given or the
/// user at the terminal agrees, and even then if it was made in this run of
/// another input than `input`. Returns false when it cannot be had; the
/// reporter has been told.
[[nodiscard]] bool claim_name(destination& to, const input_file& input,
                              const options& wanted, reporter& report);

/// Whether the name is still free of outputs of other inputs, some of which may
/// be made at the same time. As for `claim_name`.
[[nodiscard]] bool keeps_claim(const destination& to, const input_file& input,
                               reporter& report);

} // namespace mgunzip::cli

#endif
