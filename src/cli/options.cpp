// SPDX-License-Identifier: BSL-1.0
#include "options.hpp"

#include <boost/program_options.hpp>

#include <sstream>
#include <string_view>

namespace mgunzip::cli {
namespace {

namespace po = boost::program_options;

constexpr const char* operand_key = "operand";

// One option: its names and help for the parser, and what it does.
struct option_entry {
    const char* names;      // "long,s" as Program_options has it
    const char* value_name; // null: the option takes no value
    const char* help;
    void (*apply)(options& result, const std::string& value);
};

std::string_view long_name(const option_entry& entry) {
    const std::string_view names = entry.names;
    return names.substr(0, names.find(','));
}

[[noreturn]] void refuse_value(std::string_view option,
                               const std::string& value,
                               std::string_view known) {
    throw usage_error("--" + std::string(option) + ": '" + value +
                      "' is none of " + std::string(known));
}

void apply_output_mode(options& result, const std::string& value) {
    if (value == "auto")
        result.output_mode = output_mode::automatic;
    else if (value == "mmap")
        result.output_mode = output_mode::mapped;
    else if (value == "write")
        result.output_mode = output_mode::written;
    else
        refuse_value("io", value, "auto, mmap, write");
}

void apply_input_mode(options& result, const std::string& value) {
    if (value == "auto")
        result.input_mode = io::input_mode::automatic;
    else if (value == "mmap")
        result.input_mode = io::input_mode::mapped;
    else if (value == "read")
        result.input_mode = io::input_mode::read;
    else
        refuse_value("input", value, "auto, mmap, read");
}

void apply_suffix(options& result, const std::string& value) {
    if (value.empty() || value.find('/') != std::string::npos)
        throw usage_error("--suffix: '" + value + "' is no file name suffix");
    result.suffix = value;
}

constexpr option_entry entries[] = {
    {"stdout,c", nullptr, "write to standard output, keep the input",
     [](options& o, const std::string&) { o.action = action::to_stdout; }},
    {"decompress,d", nullptr, "decompress (what it does anyway)",
     [](options&, const std::string&) {}},
    {"force,f", nullptr,
     "overwrite existing files; read from a terminal; accept links",
     [](options& o, const std::string&) { o.force = true; }},
    {"help,h", nullptr, "show this help",
     [](options& o, const std::string&) { o.action = action::show_help; }},
    {"keep,k", nullptr, "keep the input files",
     [](options& o, const std::string&) { o.keep_input = true; }},
    {"output,o", "FILE",
     "write to FILE ('-': standard output), keep the input; one operand",
     [](options& o, const std::string& value) { o.output_name = value; }},
    {"quiet,q", nullptr, "do not print warnings",
     [](options& o, const std::string&) {
         o.is_quiet = true;
         o.verbosity = 0;
     }},
    {"suffix,S", "SUF", "input file names end in SUF instead of .gz",
     apply_suffix},
    {"synchronous", nullptr,
     "output is safe on the disk before the input is removed",
     [](options& o, const std::string&) { o.is_synchronous = true; }},
    {"test,t", nullptr, "check the input, write nothing",
     [](options& o, const std::string&) { o.action = action::test; }},
    {"verbose,v", nullptr, "say what was done, and by which path",
     [](options& o, const std::string&) {
         ++o.verbosity;
         o.is_quiet = false;
     }},
    {"version,V", nullptr, "show the version; with -v also the kernels",
     [](options& o, const std::string&) { o.action = action::show_version; }},
    {"io", "WAY", "output by: auto, mmap, write", apply_output_mode},
    {"input", "WAY", "input by: auto, mmap, read", apply_input_mode},
};

// The options alone; Program_options' own value types would not let an option
// be repeated, so all it does here is to tell names from values.
po::options_description described_options() {
    po::options_description description("Options");
    for (const option_entry& entry : entries) {
        po::value_semantic* value =
            entry.value_name == nullptr
                ? static_cast<po::value_semantic*>(new po::untyped_value(true))
                : po::value<std::string>()->value_name(entry.value_name);
        description.add_options()(entry.names, value, entry.help);
    }
    return description;
}

void check_together(const options& result) {
    if (!result.output_name)
        return;
    if (result.action == action::to_stdout)
        throw usage_error("--output and --stdout exclude each other");
    if (result.operands.size() > 1)
        throw usage_error("--output takes one input file only");
}

} // namespace

options parse_options(const std::vector<std::string>& arguments) {
    po::options_description all = described_options();
    all.add_options()(operand_key, po::value<std::vector<std::string>>(), "");
    po::positional_options_description positional;
    positional.add(operand_key, -1);

    options result;
    try {
        const po::parsed_options parsed = po::command_line_parser(arguments)
                                              .options(all)
                                              .positional(positional)
                                              .run();
        for (const po::option& option : parsed.options) {
            if (option.position_key >= 0) {
                result.operands.push_back(option.value.at(0));
                continue;
            }
            for (const option_entry& entry : entries)
                if (long_name(entry) == option.string_key)
                    entry.apply(result, option.value.empty()
                                            ? std::string()
                                            : option.value.front());
        }
    } catch (const po::error& error) {
        throw usage_error(error.what());
    }
    if (result.operands.empty())
        result.operands.emplace_back("-");
    check_together(result);
    return result;
}

std::string help_text() {
    std::ostringstream text;
    text << "Usage: mgunzip [OPTION]... [FILE]...\n"
            "Decompress gzip files: FILE.gz is replaced by FILE. Without FILE, "
            "or when FILE\nis -, standard input is decompressed to standard "
            "output.\n\n"
         << described_options()
         << "\nExit status: 0 if all went well, 1 after an error, 2 after a "
            "warning.\n";
    return text.str();
}

} // namespace mgunzip::cli
