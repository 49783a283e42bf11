// SPDX-License-Identifier: BSL-1.0
// Messages on standard error, and the exit status that they add up to.
#ifndef MGUNZIP_CLI_MESSAGE_HPP
#define MGUNZIP_CLI_MESSAGE_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mgunzip::cli {

class ordered_messages;

/// As GNU gzip's: an error beats a warning.
enum class exit_status : std::uint8_t { ok = 0, error = 1, warning = 2 };

/// `text` fit for a terminal, as file names need not be: control characters
/// and bytes that do not form UTF-8 are replaced by question marks.
std::string printable(std::string_view text);

/// The one place where messages are printed. Each is a line
/// "mgunzip: SUBJECT: text" that is fit for a terminal; without a subject,
/// "mgunzip: text".
class reporter {
  public:
    explicit reporter(std::string_view program_name);

    /// For one of several jobs side by side; the rest is as in `model`.
    /// `messages` lives longer.
    reporter(const reporter& model, ordered_messages& messages,
             std::size_t job);

    /// -q: warnings are not printed; they count all the same.
    void set_quiet(bool is_quiet) noexcept { is_quiet_ = is_quiet; }

    void error(std::string_view subject, std::string_view text);
    void warn(std::string_view subject, std::string_view text);
    /// Says something that is neither, for -v.
    void note(std::string_view subject, std::string_view text);
    /// Asks a question; the line stays open for the answer. Of several jobs
    /// one asks at a time: this waits until all before it are done. To be
    /// followed by `answered`, until when no status line is shown.
    void ask(std::string_view subject, std::string_view text);
    void answered() noexcept;
    /// Waits as `ask` does.
    void wait_for_turn();
    /// Prints lines that are fit for a terminal already, as they are.
    void show(std::string_view lines);

    /// Counts what another one has reported.
    void add_status(exit_status other) noexcept;

    exit_status status() const noexcept { return status_; }
    /// Counts from nothing again; returns the status up to now.
    exit_status restart_status() noexcept;

  private:
    void print(std::string_view subject, std::string_view text,
               std::string_view end = "\n") const;
    void put(std::string_view lines) const;

    std::string program_name_;
    ordered_messages* messages_ = nullptr; ///< null: printed at once
    std::size_t job_ = 0;
    bool is_quiet_ = false;
    exit_status status_ = exit_status::ok;
};

} // namespace mgunzip::cli

#endif
