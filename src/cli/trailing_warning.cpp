// SPDX-License-Identifier: BSL-1.0
// What is said of data behind the last member.
#include "cli/trailing_warning.hpp"

#include "cli/hint.hpp"

namespace mgunzip::cli {

void warn_of_trailing(trailing_data found, const std::string& name,
                      const options& wanted, reporter& report) {
    if (found == trailing_data::garbage)
        report.warn(name,
                    with_hint("decompression OK, trailing garbage ignored",
                              situation::trailing_garbage));
    // As with GNU gzip, this counts as a warning only where it is printed.
    if (found == trailing_data::zeros && wanted.verbosity > 0)
        report.warn(name,
                    with_hint("decompression OK, trailing zero bytes ignored",
                              situation::trailing_zeros));
}

} // namespace mgunzip::cli
