// SPDX-License-Identifier: BSL-1.0
// --output-dir: outputs in another directory than the inputs.
#include "cli/output_directory.hpp"

#include "cli/hint.hpp"
#include "cli/output_name.hpp"
#include "io/path_text.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace mgunzip::cli {
namespace {

// "e/f/" for what was found in "d/e/f", where "d" is an operand.
std::string way_below(const found_directory* where) {
    std::string way;
    for (; where != nullptr && where->parent != nullptr;
         where = where->parent.get())
        way.insert(0, where->name + '/');
    return way;
}

std::string path_in(const std::string& directory, const std::string& name) {
    return directory.ends_with('/') ? directory + name : directory + '/' + name;
}

// The name of the output without its directory, if there will be one: an input
// that is not there is looked for with a suffix.
std::optional<std::string> output_of(const operand& input,
                                     const options& wanted) {
    if (const auto name = output_name_for(input.name, wanted.suffix))
        return std::string(io::base_name(*name));
    std::error_code ignored;
    if (input.was_found || input.error ||
        std::filesystem::exists(input.name, ignored))
        return std::nullopt;
    return std::string(io::base_name(input.name));
}

} // namespace

bool are_outputs_different(const std::vector<operand>& operands,
                           const options& wanted, reporter& report) {
    std::vector<std::pair<std::string, const operand*>> outputs;
    outputs.reserve(operands.size());
    for (const operand& input : operands) {
        if (input.is_standard_input)
            continue;
        if (const auto name = output_of(input, wanted))
            outputs.emplace_back(way_below(input.directory.get()) + *name,
                                 &input);
    }
    // Where names are the same, operands lie in memory in their order.
    std::sort(outputs.begin(), outputs.end());
    bool is_different = true;
    for (std::size_t i = 1; i < outputs.size(); ++i) {
        if (outputs[i].first != outputs[i - 1].first)
            continue;
        is_different = false;
        report.error(
            outputs[i].second->name,
            with_hint("has the same output as " + outputs[i - 1].second->name +
                          ": " +
                          path_in(*wanted.output_directory, outputs[i].first),
                      situation::same_output));
    }
    return is_different;
}

bool are_outputs_no_inputs(const std::vector<operand>& operands,
                           const options& wanted) {
    std::vector<std::string_view> inputs;
    inputs.reserve(operands.size());
    for (const operand& input : operands)
        inputs.push_back(io::base_name(input.name));
    std::sort(inputs.begin(), inputs.end());
    return std::none_of(
        operands.begin(), operands.end(), [&](const operand& input) {
            const auto name = output_name_for(input.name, wanted.suffix);
            return name && std::binary_search(inputs.begin(), inputs.end(),
                                              io::base_name(*name));
        });
}

bool open_output_directory(const options& wanted, reporter& report,
                           shared_directory& result) {
    const std::string& name = *wanted.output_directory;
    const auto error = io::directory::open_or_make(name, result);
    if (error)
        report.error(name, error.message());
    return !error;
}

void move_to_output_directory(destination& to, const operand& input,
                              const options& wanted) {
    if (wanted.output_place != output_place::directory)
        return;
    to.path = path_in(
        *wanted.output_directory,
        way_below(input.directory.get()).append(io::base_name(to.path)));
    to.directory.reset();
}

bool enter_output_directory(destination& to, const operand& input,
                            const options& wanted,
                            open_directories& directories, reporter& report) {
    if (wanted.output_place != output_place::directory)
        return true;
    const auto error = directories.open_output(input.directory, to.directory);
    if (error)
        report.error(io::directory_of(to.path), error.message());
    return !error;
}

} // namespace mgunzip::cli
