// SPDX-License-Identifier: BSL-1.0
// What is said of data behind the last member.
#ifndef MGUNZIP_CLI_TRAILING_WARNING_HPP
#define MGUNZIP_CLI_TRAILING_WARNING_HPP

#include "cli/message.hpp"
#include "cli/options.hpp"

#include <mgunzip/gzip.hpp>

#include <string>

namespace mgunzip::cli {

/// Warns of what follows the last member of the input called `name`, as GNU
/// gzip does.
void warn_of_trailing(trailing_data found, const std::string& name,
                      const options& wanted, reporter& report);

} // namespace mgunzip::cli

#endif
