// SPDX-License-Identifier: BSL-1.0
// Runs operands on several threads at a time.
#include "cli/side_by_side.hpp"

#include "cli/file_job.hpp"
#include "io/path_text.hpp"

#include <exception>
#include <new>
#include <utility>

#include <sys/stat.h>

namespace mgunzip::cli {
namespace {

// From that size of an input on, in bytes, other threads are worth it.
constexpr off_t least_shared = 32 * 1024;

} // namespace

side_by_side::side_by_side(const std::vector<operand>& operands,
                           const options& wanted, const reporter& model,
                           io::thread_budget& threads, run_monitor* monitor,
                           shared_directory outputs)
    : operands_(operands), wanted_(wanted), model_(model), threads_(threads),
      monitor_(monitor), outputs_(std::move(outputs)),
      messages_(operands.size()) {}

exit_status side_by_side::run() {
    if (wanted_.thread_count == 0)
        work_alone();
    start_workers();
    work();
    workers_.clear();
    if (has_errors_)
        return exit_status::error;
    return has_warnings_ ? exit_status::warning : exit_status::ok;
}

// Does what is small, until there is an operand that is not.
void side_by_side::work_alone() noexcept {
    open_directories directories(outputs_);
    while (next_ < operands_.size() && !is_large(operands_[next_], directories))
        finish_job(next_++, directories);
}

// What is no plain file may lead to a large one, and so may a name to which a
// suffix is added.
bool side_by_side::is_large(const operand& input,
                            open_directories& directories) const noexcept {
    try {
        shared_directory directory;
        const std::error_code error =
            input.directory
                ? directories.open(input.directory, directory)
                : directories.open(io::directory_of(input.name), directory);
        struct stat status {};
        return error ||
               directory->look_at(std::string(io::base_name(input.name)),
                                  status) ||
               !S_ISREG(status.st_mode) || status.st_size >= least_shared;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

// One operand is left for this thread. All threads are taken before the first
// starts: a large file would take them for itself.
void side_by_side::start_workers() {
    const std::size_t most = operands_.size() - 1;
    std::vector<io::thread_lease> threads;
    try {
        while (next_ + threads.size() < most) {
            io::thread_lease thread = threads_.take();
            if (!thread)
                break;
            threads.push_back(std::move(thread));
        }
    } catch (const std::bad_alloc&) {
        // There are fewer threads then.
    }
    for (io::thread_lease& thread : threads)
        if (!start_worker(std::move(thread)))
            return;
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
    open_directories directories(outputs_);
    for (;;) {
        const std::size_t job = next_++;
        if (job >= operands_.size())
            return;
        finish_job(job, directories);
    }
}

void side_by_side::finish_job(std::size_t job,
                              open_directories& directories) noexcept {
    const exit_status status = run_job(job, directories);
    if (status == exit_status::error)
        has_errors_ = true;
    else if (status == exit_status::warning)
        has_warnings_ = true;
    messages_.finish(job);
}

exit_status side_by_side::run_job(std::size_t job,
                                  open_directories& directories) noexcept {
    try {
        reporter report(model_, messages_, job);
        // Nothing goes to standard output, so there is no reason to stop.
        static_cast<void>(run_operand(operands_[job], wanted_, report,
                                      directories, threads_, monitor_));
        return report.status();
    } catch (const std::exception&) {
        // There was no memory even for the message.
        return exit_status::error;
    }
}

} // namespace mgunzip::cli
