// SPDX-License-Identifier: BSL-1.0
// What a message says about an input that could not be decoded.
#ifndef MGUNZIP_CLI_FAILURE_TEXT_HPP
#define MGUNZIP_CLI_FAILURE_TEXT_HPP

#include "cli/destination.hpp"
#include "cli/input_file.hpp"
#include "cli/options.hpp"
#include "io/transfer.hpp"

#include <string>

namespace mgunzip::cli {

/// The reason, the member and the byte if it lies in the data, and a hint.
/// `cause` is what `transfer` has returned: the input or the data.
std::string failure_text(const io::transfer& transfer, io::failure cause,
                         const input_file& input, const destination& to,
                         const options& wanted);

/// "TEXT: REASON", or TEXT alone without one.
std::string with_reason(const std::string& text, const std::string& reason);

} // namespace mgunzip::cli

#endif
