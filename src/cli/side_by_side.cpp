// SPDX-License-Identifier: BSL-1.0
// Runs operands on several threads at a time.
#include "cli/side_by_side.hpp"

#include "cli/file_job.hpp"

#include <exception>
#include <new>
#include <utility>

namespace mgunzip::cli {

side_by_side::side_by_side(const std::vector<operand>& operands,
                           const options& wanted, const reporter& model,
                           io::thread_budget& threads, run_monitor* monitor)
    : operands_(operands), wanted_(wanted), model_(model), threads_(threads),
      monitor_(monitor), messages_(operands.size()) {}

exit_status side_by_side::run() {
    start_workers();
    work();
    workers_.clear();
    if (has_errors_)
        return exit_status::error;
    return has_warnings_ ? exit_status::warning : exit_status::ok;
}

// One operand is left for this thread.
void side_by_side::start_workers() {
    const std::size_t most = operands_.size() - 1;
    while (workers_.size() < most && next_ < most) {
        io::thread_lease thread = threads_.take();
        if (!thread || !start_worker(std::move(thread)))
            return;
    }
}

bool side_by_side::start_worker(io::thread_lease thread) noexcept {
    try {
        return workers_.emplace_back().start(
            [this, thread = std::move(thread)]() mutable {
                work();
                thread.give_back();
            });
    } catch (const std::bad_alloc&) {
        return false;
    }
}

void side_by_side::work() noexcept {
    for (;;) {
        const std::size_t job = next_++;
        if (job >= operands_.size())
            return;
        const exit_status status = run_job(job);
        if (status == exit_status::error)
            has_errors_ = true;
        else if (status == exit_status::warning)
            has_warnings_ = true;
        messages_.finish(job);
    }
}

exit_status side_by_side::run_job(std::size_t job) noexcept {
    try {
        reporter report(model_, messages_, job);
        // Nothing goes to standard output, so there is no reason to stop.
        static_cast<void>(
            run_operand(operands_[job], wanted_, report, threads_, monitor_));
        return report.status();
    } catch (const std::exception&) {
        // There was no memory even for the message.
        return exit_status::error;
    }
}

} // namespace mgunzip::cli
