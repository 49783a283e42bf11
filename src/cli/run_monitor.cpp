// SPDX-License-Identifier: BSL-1.0
// Watches the work on all files, for --stats and the progress.
#include "cli/run_monitor.hpp"

#include "cli/run_operands.hpp"

#include <algorithm>

namespace mgunzip::cli {
namespace {

job_stage as_job_stage(io::transfer_stage stage) noexcept {
    switch (stage) {
    case io::transfer_stage::input:
        return job_stage::input;
    case io::transfer_stage::output:
        return job_stage::output;
    case io::transfer_stage::decoding:
        break;
    }
    return job_stage::decoding;
}

template <typename Statistics>
void print(const Statistics& statistics, statistics_format format,
           reporter& report) {
    report.show(format == statistics_format::json
                    ? statistics_json(statistics)
                    : statistics_table(statistics));
}

} // namespace

run_monitor::run_monitor(const options& wanted,
                         const std::vector<operand>& operands)
    : wanted_(wanted), file_count_(operands.size()), all_(wanted, operands) {
    const progress_style style = progress_style_for(wanted, operands);
    if (style != progress_style::none)
        progress_.emplace(style, all_);
}

void run_monitor::end(reporter& report, std::uint64_t threads) {
    progress_.reset();
    const bool is_table = wanted_.statistics == statistics_format::table;
    if (wanted_.statistics == statistics_format::none ||
        (is_table && file_count_ < 2))
        return;
    const std::lock_guard lock(mutex_);
    total_.status = report.status();
    work_statistics& work = total_.work;
    const io::call_counts calls = work.used.calls;
    work.used = io::usage_of_process();
    work.used.calls = calls;
    work.wall = std::chrono::steady_clock::now() - begin_;
    work.threads = threads;
    work.peak_memory = std::max(work.peak_memory, io::peak_memory());
    print(total_, wanted_.statistics, report);
}

job_monitor::job_monitor(run_monitor& run, std::string_view name,
                         reporter& report)
    : run_(run), report_(report), status_before_(report.restart_status()) {
    if (has_statistics())
        used_before_ = io::usage_of_this_thread();
    file_.name = name;
    progress_.name = file_.name;
    progress_.number = run.all_.begin();
}

job_monitor::~job_monitor() {
    if (run_.progress_)
        run_.progress_->leave(progress_);
    report_.add_status(status_before_);
}

void job_monitor::input_opened(std::string_view name,
                               std::optional<std::uint64_t> input_size) {
    file_.name = name;
    progress_.name = name;
    progress_.input_size = input_size;
    run_.all_.opened(progress_.number, input_size);
}

void job_monitor::enter(io::transfer_stage stage,
                        const io::transfer_position& position) noexcept {
    if (run_.progress_ && stage == io::transfer_stage::decoding)
        run_.progress_->come_by(progress_, position.consumed,
                                position.produced);
    enter(as_job_stage(stage));
}

void job_monitor::enter(job_stage stage) noexcept {
    if (!has_statistics())
        return;
    const clock::time_point now = clock::now();
    file_.work.stages[static_cast<std::size_t>(stage_)] += now - stage_begin_;
    stage_begin_ = now;
    stage_ = stage;
}

void job_monitor::decoded(const io::transfer& transfer,
                          const access_paths& paths) {
    file_.paths = paths;
    file_.work.bytes_in = transfer.consumed();
    file_.work.bytes_out = transfer.produced();
    file_.work.members = transfer.decoder().members();
    file_.work.blocks = transfer.decoder().blocks();
}

void job_monitor::decoded(std::uint64_t consumed, const part_facts& parts,
                          const access_paths& paths) {
    file_.paths = paths;
    file_.parts = parts;
    file_.work.bytes_in = consumed;
    file_.work.bytes_out = parts.bytes;
    file_.work.is_measured = true;
}

void job_monitor::measured(std::uint64_t bytes_in,
                           std::uint64_t bytes_out) noexcept {
    file_.paths.input = "mapped";
    file_.work.bytes_in = bytes_in;
    file_.work.bytes_out = bytes_out;
    file_.work.is_measured = true;
}

void job_monitor::end() {
    if (!has_statistics())
        return;
    enter(job_stage::finishing);
    work_statistics& work = file_.work;
    // The stages follow one another without gaps.
    for (const auto time : work.stages)
        work.wall += time;
    work.used = io::usage_of_this_thread();
    work.used -= used_before_;
    // Helpers may have come one after the other.
    work.threads = std::min<std::uint64_t>(1 + work.used.helpers,
                                           thread_limit(run_.wanted_));
    work.peak_memory = io::peak_memory();
    file_.status = report_.status();
    print(file_, run_.wanted_.statistics, report_);
    const std::lock_guard lock(run_.mutex_);
    run_.total_.add(file_);
}

} // namespace mgunzip::cli
