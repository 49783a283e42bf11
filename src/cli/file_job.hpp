// SPDX-License-Identifier: BSL-1.0
// Works on one operand, from its name to the verified output.
#ifndef MGUNZIP_CLI_FILE_JOB_HPP
#define MGUNZIP_CLI_FILE_JOB_HPP

#include "cli/destination.hpp"
#include "cli/index_file.hpp"
#include "cli/index_maker.hpp"
#include "cli/input_file.hpp"
#include "cli/listing.hpp"
#include "cli/message.hpp"
#include "cli/open_directories.hpp"
#include "cli/open_sink.hpp"
#include "cli/operand.hpp"
#include "cli/options.hpp"
#include "cli/part_work.hpp"
#include "cli/run_monitor.hpp"
#include "cli/stored_header.hpp"
#include "io/open_source.hpp"
#include "io/thread_budget.hpp"
#include "io/transfer.hpp"

#include <optional>
#include <string>
#include <system_error>

namespace mgunzip::cli {

/// Does what the options say with one operand. The input is removed only after
/// the verified output has its name; whatever goes wrong before, nothing is
/// left of the output and the input stays.
class file_job {
  public:
    /// May use `threads` for a large output, and tells `monitor`, if there is
    /// one, what it does. `list` is needed for --list. All live longer.
    file_job(const options& wanted, reporter& report,
             io::thread_budget* threads = nullptr,
             job_monitor* monitor = nullptr, listing* list = nullptr)
        : wanted_(wanted), report_(report), threads_(threads),
          monitor_(monitor), listing_(list) {}

    /// Runs once. Returns false if there is no point in going on with other
    /// operands: standard output is broken. May throw std::bad_alloc.
    [[nodiscard]] bool run(const operand& input, open_directories& directories);

  private:
    bool open(const operand& input, open_directories& directories);
    bool start();
    bool find_known_index();
    bool start_transfer();
    const io::size_forecast& forecast() const noexcept;
    bool decode();
    io::failure decode_all(std::error_code& error);
    io::failure run_decoder(std::error_code& error);
    std::error_code finish_output();
    bool can_write_instead() const noexcept;
    bool begin_to_write();
    bool publish();
    bool write_index();
    bool remove_replaced_input();
    bool is_output_final() const noexcept;
    io::file_attributes attributes() const;
    std::uint64_t most_output() const noexcept;
    void list(const listed_file& sizes);
    bool is_answered_by_index();
    void print_lines(std::uint64_t newlines) const;

    void report_failure(io::failure cause);
    void report_output_error(const std::error_code& error,
                             const std::string& reason = {});
    std::optional<std::string_view>
    hint_about_output(const std::error_code& error) const;
    void report_success(bool was_removed);
    void report_parts();
    void tell_monitor();
    void tell_of_wrong_index();
    std::string paths_taken() const;
    access_paths access() const;
    void enter(job_stage stage) noexcept {
        if (monitor_)
            monitor_->enter(stage);
    }

    const options& wanted_;
    reporter& report_;
    io::thread_budget* threads_;
    job_monitor* monitor_;
    listing* listing_;
    input_file input_;
    destination destination_;
    io::opened_source source_;
    stored_header stored_{};                ///< of the first member
    std::optional<listed_file> measured_;   ///< instead of all that follows
    std::optional<std::uint64_t> newlines_; ///< the same
    std::optional<index_maker> index_;
    index_file known_index_;         ///< of the input, for the transfer
    std::optional<part_work> parts_; ///< instead of a transfer of all
    std::optional<io::transfer> transfer_;
    opened_sink sink_;
    bool is_output_broken_ = false;
};

/// Runs a job and reports what it may throw. Returns what its `run` does; true
/// after an exception. May throw std::bad_alloc only if `monitor` wants to know
/// about it.
[[nodiscard]] bool run_operand(const operand& input, const options& wanted,
                               reporter& report, open_directories& directories,
                               io::thread_budget& threads,
                               run_monitor* monitor = nullptr,
                               listing* list = nullptr);

} // namespace mgunzip::cli

#endif
