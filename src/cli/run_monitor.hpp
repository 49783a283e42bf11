// SPDX-License-Identifier: BSL-1.0
// Watches the work on all files, for --stats and the progress.
#ifndef MGUNZIP_CLI_RUN_MONITOR_HPP
#define MGUNZIP_CLI_RUN_MONITOR_HPP

#include "cli/message.hpp"
#include "cli/operand.hpp"
#include "cli/options.hpp"
#include "cli/part_facts.hpp"
#include "cli/progress_line.hpp"
#include "cli/statistics.hpp"
#include "io/transfer.hpp"
#include "io/transfer_observer.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mgunzip::cli {

class job_monitor;

/// The jobs report to it from any thread.
class run_monitor {
  public:
    /// Both live longer.
    run_monitor(const options& wanted, const std::vector<operand>& operands);

    /// False if neither statistics nor progress are shown: then jobs need no
    /// monitor.
    bool is_watching() const noexcept {
        return progress_ || wanted_.statistics != statistics_format::none;
    }

    /// When all is done: prints the statistics of all files. `threads` is how
    /// many there were at a time, at most.
    void end(reporter& report, std::uint64_t threads);

  private:
    friend job_monitor;

    const options& wanted_;
    std::chrono::steady_clock::time_point begin_ =
        std::chrono::steady_clock::now();
    std::uint64_t file_count_;
    run_progress all_;
    std::optional<progress_line> progress_;
    std::mutex mutex_; ///< guards what follows
    total_statistics total_;
};

/// The work on one file: belongs to the thread that does it, from before it
/// begins until it is over.
class job_monitor final : public io::transfer_observer {
  public:
    /// `name` is what messages call the operand. `run` and `report` live
    /// longer.
    job_monitor(run_monitor& run, std::string_view name, reporter& report);
    ~job_monitor();

    /// The input is open; `input_size` is what can be read of it, where that is
    /// known.
    void input_opened(std::string_view name,
                      std::optional<std::uint64_t> input_size);

    void enter(io::transfer_stage stage,
               const io::transfer_position& position) noexcept override;
    void enter(job_stage stage) noexcept;

    /// What has become of the data, for better or worse.
    void decoded(const io::transfer& transfer, const access_paths& paths);

    /// The same where only parts of the output were decoded.
    void decoded(std::uint64_t consumed, const part_facts& parts,
                 const access_paths& paths);

    /// Instead of that: --list has mapped the input, and taken both sizes from
    /// what the data say.
    void measured(std::uint64_t bytes_in, std::uint64_t bytes_out) noexcept;

    /// All is over, and everything closed. Prints the file's statistics.
    void end();

  private:
    bool has_statistics() const noexcept {
        return run_.wanted_.statistics != statistics_format::none;
    }

    using clock = std::chrono::steady_clock;

    run_monitor& run_;
    reporter& report_;
    progress_line::job progress_;
    file_statistics file_;
    exit_status status_before_ = exit_status::ok; ///< of the reporter
    job_stage stage_ = job_stage::opening;
    clock::time_point stage_begin_ = clock::now();
    io::thread_usage used_before_;
};

} // namespace mgunzip::cli

#endif
