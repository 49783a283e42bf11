// SPDX-License-Identifier: BSL-1.0
#include "options.hpp"

#include <boost/program_options.hpp>

#include <algorithm>
#include <charconv>
#include <iomanip>
#include <sstream>
#include <string_view>
#include <system_error>

namespace mgunzip::cli {
namespace {

namespace po = boost::program_options;

// One option: its names and help, and what it does.
struct option_entry {
    const char* names;      // "long,s" as Program_options has it
    const char* value_name; // null: the option takes no value
    const char* help;
    void (*apply)(options& result, const std::string& value);
};

constexpr int help_column = 24;

std::string_view long_name(const option_entry& entry) {
    const std::string_view names = entry.names;
    return names.substr(0, names.find(','));
}

std::string_view short_name(const option_entry& entry) {
    const std::string_view names = entry.names;
    const std::size_t comma = names.find(',');
    return comma == names.npos ? std::string_view() : names.substr(comma + 1);
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
    else if (value == "splice")
        result.output_mode = output_mode::spliced;
    else
        refuse_value("io", value, "auto, mmap, write, splice");
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

void ask_for(options& result, action wanted) {
    result.action = std::max(result.action, wanted);
}

void apply_output_name(options& result, const std::string& value) {
    if (value.empty())
        throw usage_error("--output: a file name cannot be empty");
    result.output_name = value;
}

void apply_suffix(options& result, const std::string& value) {
    if (value.empty() || value.find('/') != std::string::npos)
        throw usage_error("--suffix: '" + value + "' is no file name suffix");
    result.suffix = value;
}

void apply_thread_count(options& result, const std::string& value) {
    const char* const end = value.data() + value.size();
    const auto [stop, error] =
        std::from_chars(value.data(), end, result.thread_count);
    if (error != std::errc{} || stop != end)
        throw usage_error("--threads: '" + value + "' is no number of threads");
}

constexpr option_entry entries[] = {
    {"stdout,c", nullptr, "write to standard output, keep the input",
     [](options& o, const std::string&) { ask_for(o, action::to_stdout); }},
    {"decompress,d", nullptr, "decompress: what is done anyway",
     [](options&, const std::string&) {}},
    {"force,f", nullptr, "overwrite files, accept links, read from a terminal",
     [](options& o, const std::string&) { o.force = true; }},
    {"help,h", nullptr, "show this help",
     [](options& o, const std::string&) { ask_for(o, action::show_help); }},
    {"keep,k", nullptr, "keep the input",
     [](options& o, const std::string&) { o.keep_input = true; }},
    {"output,o", "FILE", "write to FILE, keep the input; - is standard output",
     apply_output_name},
    {"quiet,q", nullptr, "do not print warnings",
     [](options& o, const std::string&) {
         o.is_quiet = true;
         o.verbosity = 0;
     }},
    {"suffix,S", "SUF", "take the suffix SUF off input names, too",
     apply_suffix},
    {"test,t", nullptr, "check the input, write nothing",
     [](options& o, const std::string&) { ask_for(o, action::test); }},
    {"verbose,v", nullptr, "say what was done, and by which path",
     [](options& o, const std::string&) {
         ++o.verbosity;
         o.is_quiet = false;
     }},
    {"version,V", nullptr, "show the version; with -v also the kernels",
     [](options& o, const std::string&) { ask_for(o, action::show_version); }},
    {"synchronous", nullptr,
     "have the output on the disk before the input is removed",
     [](options& o, const std::string&) { o.is_synchronous = true; }},
    {"threads,T", "N", "use at most N threads; 0, the default, is what is best",
     apply_thread_count},
    {"io", "WAY", "how output is written: auto, mmap, write, splice",
     apply_output_mode},
    {"input", "WAY", "how input is read: auto, mmap or read", apply_input_mode},
};

// The options alone; Program_options' own value types would not let an option
// be repeated, so all it does here is to tell names from values.
po::options_description described_options() {
    po::options_description description;
    for (const option_entry& entry : entries) {
        po::value_semantic* value =
            entry.value_name == nullptr
                ? static_cast<po::value_semantic*>(new po::untyped_value(true))
                : po::value<std::string>();
        description.add_options()(entry.names, value);
    }
    return description;
}

void apply(options& result, const po::option& option) {
    const std::string value =
        option.value.empty() ? std::string() : option.value.front();
    // Only operands have a position.
    if (option.position_key >= 0) {
        result.operands.push_back(value);
        return;
    }
    for (const option_entry& entry : entries)
        if (long_name(entry) == option.string_key)
            entry.apply(result, value);
}

void check_together(const options& result) {
    if (!result.output_name)
        return;
    if (result.action == action::to_stdout)
        throw usage_error("--output and --stdout exclude each other");
    if (result.action == action::test)
        throw usage_error("--output and --test exclude each other");
    if (result.operands.size() > 1)
        throw usage_error("--output takes one input file only");
}

// Program_options takes arguments off the front of a vector one by one, which
// takes seconds for many thousand files. This takes all operands up to the next
// option at once; but never a single one, as Program_options asks in this way
// whether what follows an option is its value.
std::vector<po::option> take_operands(std::vector<std::string>& arguments) {
    const auto end = std::find_if(
        arguments.begin(), arguments.end(), [](const std::string& argument) {
            return argument.size() > 1 && argument.front() == '-';
        });
    std::vector<po::option> operands;
    if (end - arguments.begin() < 2)
        return operands;
    for (auto at = arguments.begin(); at != end; ++at) {
        po::option operand(std::string(), {*at});
        operand.original_tokens = {*at};
        operands.push_back(std::move(operand));
    }
    arguments.erase(arguments.begin(), end);
    return operands;
}

} // namespace

options parse_options(const std::vector<std::string>& arguments) {
    const po::options_description known = described_options();
    options result;
    try {
        const po::parsed_options parsed = po::command_line_parser(arguments)
                                              .options(known)
                                              .extra_style_parser(take_operands)
                                              .run();
        for (const po::option& option : parsed.options)
            apply(result, option);
    } catch (const po::error& error) {
        throw usage_error(error.what());
    }
    if (result.operands.empty())
        result.operands.emplace_back("-");
    check_together(result);
    return result;
}

std::vector<std::string> option_names() {
    std::vector<std::string> names;
    for (const option_entry& entry : entries) {
        names.emplace_back("--").append(long_name(entry));
        if (!short_name(entry).empty())
            names.emplace_back("-").append(short_name(entry));
    }
    return names;
}

std::string help_text() {
    std::ostringstream text;
    text << "Usage: mgunzip [OPTION]... [FILE]...\n"
            "Decompress gzip files: FILE.gz is replaced by FILE. Without FILE, "
            "or when FILE\nis -, standard input is decompressed to standard "
            "output.\n\n";
    for (const option_entry& entry : entries) {
        const std::string_view letter = short_name(entry);
        std::ostringstream names;
        names << (letter.empty() ? "      " : "  -") << letter
              << (letter.empty() ? "--" : ", --") << long_name(entry);
        if (entry.value_name != nullptr)
            names << '=' << entry.value_name;
        text << std::left << std::setw(help_column) << names.str() << entry.help
             << '\n';
    }
    text << "\nExit status: 0 if all went well, 1 after an error, 2 after a "
            "warning.\n";
    return text.str();
}

} // namespace mgunzip::cli
