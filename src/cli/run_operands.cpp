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
#include "io/directory.hpp"
#include "io/path_text.hpp"
#include "io/posix.hpp"
#include "io/sigbus_guard.hpp"
#include "io/thread_budget.hpp"
#include "io/thread_limit.hpp"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mgunzip::cli {
namespace {

// Names of directories, some of which may lead to one directory.
class directory_names {
  public:
    // The same for all names of one directory.
    std::string one_name(const std::string& name) {
        const auto [known, is_new] = names_.try_emplace(name);
        shared_directory opened;
        struct stat status {};
        if (is_new && !io::directory::open(name, true, opened) &&
            !io::get_status(opened->fd(), status))
            known->second = std::to_string(status.st_dev) + ':' +
                            std::to_string(status.st_ino);
        return known->second;
    }

  private:
    std::unordered_map<std::string, std::string> names_;
};

// True if no name is that of two files: inputs, or outputs beside them. An
// input that is found under its name and a suffix has its own name as output.
// Hashes will do, as they are never different for one name.
bool are_names_different(const std::vector<operand>& operands,
                         const options& wanted) {
    std::vector<std::size_t> hashes;
    hashes.reserve(2 * operands.size());
    directory_names directories;
    for (const operand& input : operands) {
        const std::string name = io::with_base_name(
            directories.one_name(io::directory_of(input.name)) + '/',
            io::base_name(input.name));
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
