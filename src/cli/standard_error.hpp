// SPDX-License-Identifier: BSL-1.0
// Standard error, which messages share with a status line.
#ifndef MGUNZIP_CLI_STANDARD_ERROR_HPP
#define MGUNZIP_CLI_STANDARD_ERROR_HPP

#include <string_view>

namespace mgunzip::cli {

// All functions may be called from any thread.

/// Writes `text` in one call, so that lines of several processes do not mix.
/// Where a status line is shown, it is erased first.
void write_message(std::string_view text) noexcept;

/// The status line is the last one on a terminal; it is shown until it is
/// replaced or erased, or a message comes, or a signal ends the process (see
/// io/cleanup_signals.hpp). This one shows it, and returns false if that cannot
/// be done now or ever: it never waits, never raises SIGPIPE, and draws nothing
/// while another job of the shell or a program that reads single keys uses the
/// terminal. `text` has no line end and fits the width.
bool show_status_line(std::string_view text) noexcept;
void erase_status_line() noexcept;

/// The line is not shown until it is released as often as it was held.
void hold_status_line() noexcept;
void release_status_line() noexcept;

/// Writes a line to what is no terminal, on the same terms.
bool write_status(std::string_view line) noexcept;

/// Columns of the terminal; 80 if it does not tell.
unsigned terminal_width() noexcept;

} // namespace mgunzip::cli

#endif
