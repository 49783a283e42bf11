// SPDX-License-Identifier: BSL-1.0
// Runs all operands of the command line, in order or side by side.
#include "cli/run_operands.hpp"

#include "cli/file_job.hpp"
#include "cli/listing.hpp"
#include "cli/operand.hpp"
#include "cli/output_directory.hpp"
#include "cli/output_name.hpp"
#include "cli/run_monitor.hpp"
#include "cli/side_by_side.hpp"
#include "io/cleanup_signals.hpp"
#include "io/sigbus_guard.hpp"
#include "io/thread_budget.hpp"
#include "io/thread_limit.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mgunzip::cli {
namespace {

// True if no name is that of two files: inputs, or outputs beside them. An
// input that is found under its name and a suffix has its own name as output.
// Hashes will do, as they are never different for one name.
bool are_names_different(const std::vector<operand>& operands,
                         const options& wanted) {
    std::vector<std::size_t> hashes;
    hashes.reserve(2 * operands.size());
    for (const operand& input : operands) {
        const std::string name =
            std::filesystem::path(input.name).lexically_normal().string();
        hashes.push_back(std::hash<std::string_view>{}(name));
        if (const std::optional<std::string> output =
                output_name_for(name, wanted.suffix))
            hashes.push_back(std::hash<std::string_view>{}(*output));
    }
    std::sort(hashes.begin(), hashes.end());
    return std::adjacent_find(hashes.begin(), hashes.end()) == hashes.end();
}

// True if no operand's outcome depends on what was done before it. Names that
// are stored in the files are not known yet.
bool may_run_side_by_side(const std::vector<operand>& operands,
                          const options& wanted) {
    if (operands.size() < 2 ||
        std::any_of(operands.begin(), operands.end(), [](const operand& input) {
            return input.is_standard_input;
        }))
        return false;
    if (wanted.output_place == output_place::directory)
        return !wanted.restores_name && are_outputs_no_inputs(operands, wanted);
    return wanted.action == action::test ||
           (wanted.output_place == output_place::beside_input &&
            !wanted.restores_name && are_names_different(operands, wanted));
}

void run_in_order(const std::vector<operand>& operands, const options& wanted,
                  reporter& report, io::thread_budget& threads,
                  run_monitor& monitor, const shared_directory& outputs) {
    listing list(wanted);
    open_directories directories(outputs);
    for (const operand& input : operands)
        if (!run_operand(input, wanted, report, directories, threads, &monitor,
                         &list))
            return;
    if (wanted.action == action::list)
        std::fputs(list.totals().c_str(), stdout);
}

} // namespace

unsigned thread_limit(const options& wanted) {
    return io::thread_count(wanted.thread_count);
}

void run_operands(const options& wanted, reporter& report) {
    const std::vector<operand> operands = find_operands(wanted);
    const unsigned limit = thread_limit(wanted);
    shared_directory outputs;
    if (wanted.output_place == output_place::directory &&
        (!are_outputs_different(operands, wanted, report) ||
         !open_output_directory(wanted, report, outputs)))
        return;
    // Of one file, handlers are there only while there is something to do.
    std::optional<io::kept_handlers> handlers;
    if ((wanted.output_place == output_place::beside_input ||
         wanted.output_place == output_place::directory) &&
        operands.size() > 1)
        handlers.emplace();
    const io::kept_guard guard;
    io::thread_budget threads(limit - 1);
    run_monitor monitor(wanted, operands);
    if (limit > 1 && may_run_side_by_side(operands, wanted))
        report.add_status(
            side_by_side(operands, wanted, report, threads, &monitor, outputs)
                .run());
    else
        run_in_order(operands, wanted, report, threads, monitor, outputs);
    monitor.end(report, 1 + threads.most_taken());
}

} // namespace mgunzip::cli
