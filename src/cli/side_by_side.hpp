// SPDX-License-Identifier: BSL-1.0
// Runs operands on several threads at a time.
#ifndef MGUNZIP_CLI_SIDE_BY_SIDE_HPP
#define MGUNZIP_CLI_SIDE_BY_SIDE_HPP

#include "cli/message.hpp"
#include "cli/open_directories.hpp"
#include "cli/operand.hpp"
#include "cli/options.hpp"
#include "cli/ordered_messages.hpp"
#include "cli/run_monitor.hpp"
#include "io/helper_thread.hpp"
#include "io/thread_budget.hpp"

#include <atomic>
#include <cstddef>
#include <deque>
#include <vector>

namespace mgunzip::cli {

/// Runs all operands, each by a thread that has nothing else to do. Unless a
/// number of threads was asked for, others begin only when an operand is large:
/// threads that make small files are in each other's way in the system, which
/// changes the memory of the process for each. A thread
/// that finds no more of them goes back to the budget, where those with a large
/// output may find it.
class side_by_side {
  public:
    /// All live longer. Outputs go to `outputs`, if --output-dir asks for that.
    /// May throw std::bad_alloc.
    side_by_side(const std::vector<operand>& operands, const options& wanted,
                 const reporter& model, io::thread_budget& threads,
                 run_monitor* monitor = nullptr,
                 shared_directory outputs = nullptr);

    /// Runs once, on this thread and on others as far as the budget goes and
    /// there are operands for them. Returns the worst status.
    exit_status run();

  private:
    void start_workers();
    bool is_large(const operand& input,
                  open_directories& directories) const noexcept;
    bool start_worker(io::thread_lease thread) noexcept;
    void work() noexcept;
    void work_alone() noexcept;
    void finish_job(std::size_t job, open_directories& directories) noexcept;
    exit_status run_job(std::size_t job,
                        open_directories& directories) noexcept;

    const std::vector<operand>& operands_;
    const options& wanted_;
    const reporter& model_;
    io::thread_budget& threads_;
    run_monitor* monitor_;     ///< may be null
    shared_directory outputs_; ///< null: they lie beside the inputs
    ordered_messages messages_;
    std::atomic<std::size_t> next_{0}; ///< operand
    std::atomic<bool> has_errors_{false};
    std::atomic<bool> has_warnings_{false};
    std::deque<io::helper_thread> workers_; ///< end before the rest
};

} // namespace mgunzip::cli

#endif
