// SPDX-License-Identifier: BSL-1.0
// The command line of the benchmark.
#include "settings.hpp"

#include <boost/program_options.hpp>

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <stdexcept>

namespace mgunzip::bench {
namespace {

std::vector<std::string> words_of(const std::string& list) {
    std::vector<std::string> words(1);
    for (const char each : list) {
        if (each == ',')
            words.emplace_back();
        else
            words.back() += each;
    }
    return words;
}

// "32K", "1.4G": K, M and G are powers of 1024.
size_choice parse_size(const std::string& text) {
    char* end = nullptr;
    double value = std::strtod(text.c_str(), &end);
    const std::string unit = end;
    if (unit == "K")
        value *= 1024;
    else if (unit == "M")
        value *= 1024 * 1024;
    else if (unit == "G")
        value *= 1024 * 1024 * 1024;
    else if (!unit.empty())
        value = 0;
    if (!(value >= 1 && value < 1e15))
        throw std::runtime_error("'" + text + "' is no size");
    return {text, static_cast<std::uint64_t>(std::llround(value))};
}

// The values of an enumeration whose names are in a list.
template <typename Value>
std::vector<Value> parse_names(const std::string& list,
                               std::initializer_list<Value> all) {
    std::vector<Value> values;
    for (const std::string& word : words_of(list)) {
        bool is_known = false;
        for (const Value each : all) {
            if (word != name_of(each))
                continue;
            values.push_back(each);
            is_known = true;
        }
        if (!is_known)
            throw std::runtime_error("'" + word + "' is not known; see --help");
    }
    return values;
}

struct raw_lists {
    std::string sizes, parts, targets, states, dirty_bytes;
};

void convert(const raw_lists& raw, settings& result) {
    for (const std::string& word : words_of(raw.sizes))
        result.sizes.push_back(parse_size(word));
    result.parts =
        parse_names(raw.parts, {part::decode, part::move, part::article});
    result.targets =
        parse_names(raw.targets, {target::new_file, target::overwritten,
                                  target::pipe, target::large_pipe});
    result.states = parse_names(raw.states, {state::at_once, state::rested,
                                             state::cold, state::synced});
    if (!raw.dirty_bytes.empty()) {
        result.dirty_bytes = parse_size(raw.dirty_bytes).bytes;
        result.states.push_back(state::limited);
    }
    if (result.folders.empty())
        result.folders.emplace_back(".");
    if (!(result.pause >= 0 && result.pause < 3600))
        throw std::runtime_error("a pause is 0 seconds or more; see --help");
    if (result.rounds < 1 || result.small_files < 1)
        throw std::runtime_error("no round, or no file; see --help");
}

} // namespace

std::optional<settings> parse_settings(int argc, char** argv) {
    namespace po = boost::program_options;
    settings result;
    raw_lists raw;
    std::string data;
    po::options_description described(
        "usage: io_modes [OPTION]...\n"
        "Times the ways to write what gzip files hold. Lists are separated by "
        "commas");
    described.add_options()("help", "print this")(
        "folder", po::value(&result.folders),
        "where to measure: a scratch folder is made in it; may be repeated; "
        "default here. LABEL=DIR names it in the results, else its file system "
        "does. Pipes are measured with input from the first one")(
        "sizes", po::value(&raw.sizes)->default_value("1K,32K,1M,256M"),
        "sizes of the decompressed files")(
        "data", po::value(&data),
        "take their content from this file; default: generated text")(
        "rounds", po::value(&result.rounds)->default_value(5),
        "rounds to time")(
        "files", po::value(&result.small_files)->default_value(500),
        "files up to 1M are timed so many at a time, 128M at most")(
        "parts", po::value(&raw.parts)->default_value("decode,move,article"),
        "what to measure")(
        "targets",
        po::value(&raw.targets)
            ->default_value("new,overwritten,pipe,large-pipe"),
        "where the output goes")(
        "states",
        po::value(&raw.states)->default_value("at-once,rested,cold,synced"),
        "one run after the other or after a pause, both with the input in the "
        "page cache; input not there; with the time until the file system is "
        "written out")("pause", po::value(&result.pause)->default_value(6),
                       "seconds before each run in state rested")(
        "dirty-bytes", po::value(&raw.dirty_bytes),
        "measure larger outputs with vm.dirty_bytes lowered "
        "to this, too (needs root)")(
        "csv", po::value(&result.csv)->default_value("io-modes.csv"),
        "write every measurement to this file")(
        "append", po::bool_switch(&result.is_appended),
        "keep what the file has: more rounds, or other cells");
    po::variables_map values;
    po::store(po::parse_command_line(argc, argv, described), values);
    po::notify(values);
    if (values.contains("help")) {
        std::cout << described;
        return std::nullopt;
    }
    result.command = "io_modes";
    for (int i = 1; i < argc; ++i)
        result.command.append(" ").append(argv[i]);
    if (values.contains("data"))
        result.data = data;
    convert(raw, result);
    return result;
}

} // namespace mgunzip::bench
