// SPDX-License-Identifier: BSL-1.0
// The files to be worked on: operands, and with -r the files in directories.
#ifndef MGUNZIP_CLI_OPERAND_HPP
#define MGUNZIP_CLI_OPERAND_HPP

#include "cli/open_directories.hpp"
#include "cli/options.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace mgunzip::cli {

struct operand {
    std::string name; ///< as messages call it; a path, or "stdin"
    bool is_standard_input = false;
    bool was_found = false; ///< in a directory; links are not followed then
    /// Why it is no file to be opened: a directory of which not all was read.
    std::error_code error{};
    /// Where it was found, if it was.
    std::shared_ptr<const found_directory> directory{};
};

/// What the command line means by `argument`: "-" is standard input.
operand operand_for(const std::string& argument);

/// The operands in their order. With -r a directory is replaced by what lies in
/// it and below, sorted by name; only directories are left out. Links to
/// directories are followed where they are operands and links to files would
/// be (see `follows_links`), never below. A directory that cannot be read
/// stays, with its error; what could be read of it comes behind. May throw
/// std::bad_alloc.
std::vector<operand> find_operands(const options& wanted);

/// What there is to be read of an operand, in bytes: nothing of what is no
/// regular file, as it will be left alone; unknown of standard input and where
/// what is no file may be read. A look that nothing rests on. May throw
/// std::bad_alloc.
std::optional<std::uint64_t> input_size_of(const operand& input,
                                           const options& wanted);

/// True if operands may be symbolic links, as for GNU gunzip: nothing takes
/// their place, or -f was given.
bool follows_links(const options& wanted) noexcept;

} // namespace mgunzip::cli

#endif
