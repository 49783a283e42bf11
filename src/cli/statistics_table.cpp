// SPDX-License-Identifier: BSL-1.0
// Writes statistics as a table, for people.
#include "cli/statistics.hpp"

#include "cli/number_text.hpp"

#include <initializer_list>

namespace mgunzip::cli {
namespace {

using namespace std::chrono;

constexpr std::size_t number_width = 17; // "9,999,999,999,999": some TB

std::string padded(const std::string& number) {
    const std::size_t size = number.size();
    return std::string(size < number_width ? number_width - size : 0, ' ') +
           number;
}

struct cell {
    std::string number;
    std::string unit;
};

// A line with its name, the first number in a column, and the others after it.
std::string row(std::string_view name, std::initializer_list<cell> cells) {
    constexpr std::size_t name_width = 10;
    std::string text(2, ' ');
    text += name;
    text.resize(2 + name_width, ' ');
    bool is_first = true;
    for (const cell& part : cells) {
        text.append(is_first ? "" : ", ")
            .append(is_first ? padded(part.number) : part.number);
        if (!part.unit.empty())
            text.append(" ").append(part.unit);
        is_first = false;
    }
    return text + '\n';
}

template <typename Duration>
std::string in_seconds(Duration time) {
    return decimal(duration<double>(time).count(), 6);
}

std::string call_rows(const io::call_counts& calls) {
    return row("data calls", {{grouped(calls.read), "read"},
                              {grouped(calls.write), "write"},
                              {grouped(calls.splice), "splice"}}) +
           row("map calls", {{grouped(calls.mmap), "mmap"},
                             {grouped(calls.munmap), "munmap"},
                             {grouped(calls.madvise), "madvise"},
                             {grouped(calls.fallocate), "fallocate"}});
}

std::string stage_row(const work_statistics& work) {
    const auto spent = [&](job_stage stage) {
        const auto at = static_cast<std::size_t>(stage);
        return cell{in_seconds(work.stages[at]),
                    "s " + std::string(job_stage_names[at])};
    };
    return row("spent in", {spent(job_stage::decoding), spent(job_stage::input),
                            spent(job_stage::output), spent(job_stage::opening),
                            spent(job_stage::finishing)});
}

// Of what was decoded.
std::string rate_row(const work_statistics& work) {
    return row("rate", {{decimal(work.bytes_per_second() / 1e6, 1), "MB/s"}});
}

std::string count_rows(const work_statistics& work) {
    return row("members", {{grouped(work.members), ""}}) +
           row("blocks", {{grouped(work.blocks.dynamic), "dynamic"},
                          {grouped(work.blocks.fixed), "fixed"},
                          {grouped(work.blocks.stored), "stored"}});
}

// Input and output come first: paths, if any, are behind the numbers.
std::string work_rows(const work_statistics& work, const access_paths* paths) {
    const std::string in =
        paths ? "bytes, " + std::string(paths->input) : std::string("bytes");
    const std::string out =
        paths ? "bytes, " + std::string(paths->output) : std::string("bytes");
    return row("input", {{grouped(work.bytes_in), in}}) +
           row("output", {{grouped(work.bytes_out), out}}) +
           row("ratio",
               {{decimal(saved_percent(work.bytes_in, work.bytes_out), 1),
                 "% saved, with headers"}}) +
           (work.is_measured ? std::string() : rate_row(work)) +
           row("time", {{in_seconds(work.wall), "s"},
                        {in_seconds(work.used.user), "s user"},
                        {in_seconds(work.used.system), "s system"}}) +
           stage_row(work) +
           (work.is_measured ? std::string() : count_rows(work)) +
           call_rows(work.used.calls) +
           row("faults", {{grouped(work.used.minor_faults), "minor"},
                          {grouped(work.used.major_faults), "major"}}) +
           row("memory", {{grouped(work.peak_memory / 1024), "KiB at most"}}) +
           row("threads", {{grouped(work.threads), "at most"}});
}

// The way that pages came, and what it cost beside others that were tried.
std::string page_row(const io::page_supply& pages) {
    std::string text =
        "  pages     " + padded(std::string(io::name_of(pages.way)));
    for (std::size_t i = 0; i < pages.costs.size(); ++i)
        if (pages.costs[i])
            text +=
                ", " +
                decimal(duration<double, std::milli>(*pages.costs[i]).count(),
                        3) +
                " ms/MiB by " +
                std::string(io::name_of(static_cast<io::page_way>(i)));
    return text + "\n";
}

std::string kernel_row() {
    return "  kernels   " + padded(std::string(inflate_kernel_in_use())) +
           ", " + std::string(crc_kernel_in_use()) + "\n";
}

std::string_view outcome_of(exit_status status) {
    switch (status) {
    case exit_status::ok:
        break;
    case exit_status::error:
        return " (failed)";
    case exit_status::warning:
        return " (with a warning)";
    }
    return "";
}

} // namespace

std::string statistics_table(const file_statistics& file) {
    return printable(file.name) + std::string(outcome_of(file.status)) + ":\n" +
           work_rows(file.work, &file.paths) +
           (file.paths.pages ? page_row(*file.paths.pages) : std::string()) +
           kernel_row();
}

std::string statistics_table(const total_statistics& total) {
    return "total:\n" +
           row("files", {{grouped(total.files), ""},
                         {grouped(total.errors), "failed"},
                         {grouped(total.warnings), "with warnings"}}) +
           work_rows(total.work, nullptr) + kernel_row();
}

} // namespace mgunzip::cli
