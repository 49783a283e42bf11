// SPDX-License-Identifier: BSL-1.0
// Where the output of one operand goes, found out before anything is decoded.
#ifndef MGUNZIP_CLI_DESTINATION_HPP
#define MGUNZIP_CLI_DESTINATION_HPP

#include "cli/input_file.hpp"
#include "cli/message.hpp"
#include "cli/options.hpp"
#include "io/posix.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace mgunzip::cli {

struct destination {
    enum class kind : std::uint8_t {
        nowhere, ///< --test
        standard_output,
        regular_file, ///< to be made in `directory` and then called `name`
        special_file, ///< an existing device, FIFO or socket at `path`
    };

    destination::kind kind = kind::nowhere;
    std::string path{};        ///< as messages call it
    io::unique_fd directory{}; ///< O_PATH
    std::string name{};        ///< the file's name in `directory`
    bool may_replace = false;  ///< what has that name may be replaced
};

/// Works out the destination of `input`. An existing file is in the way unless
/// -f was given or somebody at the terminal agrees. The reporter has been told
/// when there is no result.
std::optional<destination> find_destination(const input_file& input,
                                            const options& wanted,
                                            reporter& report);

} // namespace mgunzip::cli

#endif
