// SPDX-License-Identifier: BSL-1.0
// What somebody may have meant by an option that does not exist.
#ifndef MGUNZIP_CLI_OPTION_GUESS_HPP
#define MGUNZIP_CLI_OPTION_GUESS_HPP

#include <string>
#include <string_view>

namespace mgunzip::cli {

/// The option that is written nearly like `unknown`, "--NAME" or "-X", or has
/// that name in another program; empty if there is none.
std::string similar_option(std::string_view unknown);

} // namespace mgunzip::cli

#endif
