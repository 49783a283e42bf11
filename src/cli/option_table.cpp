// SPDX-License-Identifier: BSL-1.0
// All options: their names, what they do, and what --help says of them.
#include "cli/option_table.hpp"

#include <algorithm>
#include <charconv>
#include <iomanip>
#include <sstream>
#include <system_error>

namespace mgunzip::cli {
namespace {

using enum option_origin;
using enum option_value;

constexpr int help_column = 24;

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

void apply_statistics(options& result, const std::string& value) {
    if (value.empty())
        result.statistics = statistics_format::table;
    else if (value == "json")
        result.statistics = statistics_format::json;
    else
        refuse_value("stats", value, "json");
}

void ask_for(options& result, action wanted) {
    result.action = std::max(result.action, wanted);
}

void write_to_stdout(options& result, const std::string&) {
    result.output_place = output_place::standard_output;
}

void apply_output_name(options& result, const std::string& value) {
    if (value.empty())
        throw usage_error("--output: a file name cannot be empty");
    result.output_name = value;
}

void apply_suffix(options& result, const std::string& value) {
    // As GNU gzip has it, and no file name has a slash.
    constexpr std::size_t longest = 30;
    if (value.empty() || value.size() > longest ||
        value.find('/') != std::string::npos)
        throw usage_error("invalid suffix '" + value + "'");
    result.suffix = value;
}

unsigned number_in(const char* option, const std::string& value,
                   const char* expected) {
    unsigned number = 0;
    const char* const end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, number);
    if (error != std::errc{} || stop != end)
        throw usage_error(std::string(option) + ": '" + value + "' is no " +
                          expected);
    return number;
}

void apply_thread_count(options& result, const std::string& value) {
    result.thread_count = number_in("--threads", value, "number of threads");
}

void check_bits(options&, const std::string& value) {
    static_cast<void>(number_in("--bits", value, "number of bits"));
}

void set_quiet(options& result, const std::string&) {
    result.is_quiet = true;
    result.verbosity = 0;
}

void have_no_effect(options&, const std::string&) {}

[[noreturn]] void refuse_to_compress(options&, const std::string&) {
    throw usage_error("mgunzip does not compress",
                      situation::asked_to_compress);
}

constexpr option_entry entries[] = {
    {"ascii,a", gnu, none, nullptr, "ignored, as on all systems of this kind",
     [](options& o, const std::string&) { o.ignores_ascii = true; }},
    {"stdout,c", gnu, none, nullptr, "write to standard output, keep the input",
     write_to_stdout},
    {"to-stdout", gnu, none, nullptr, "the same", write_to_stdout},
    {"decompress,d", gnu, none, nullptr, "decompress: what is done anyway",
     have_no_effect},
    {"uncompress", gnu, none, nullptr, "the same", have_no_effect},
    {"force,f", gnu, none, nullptr,
     "overwrite files, accept links, read from a terminal;\n"
     "with -c, copy what is not compressed",
     [](options& o, const std::string&) { o.force = true; }},
    {"help,h", gnu, none, nullptr, "show this help",
     [](options& o, const std::string&) { ask_for(o, action::show_help); }},
    {"keep,k", gnu, none, nullptr, "keep the input",
     [](options& o, const std::string&) { o.keep_input = true; }},
    {"list,l", gnu, none, nullptr, "list sizes and names, write no files",
     [](options& o, const std::string&) { ask_for(o, action::list); }},
    {"license,L", gnu, none, nullptr, "show the license",
     [](options& o, const std::string&) { ask_for(o, action::show_license); }},
    {"no-name,n", gnu, none, nullptr,
     "do not use the stored name and time: the default",
     [](options& o, const std::string&) {
         o.restores_name = o.restores_time = false;
     }},
    {"name,N", gnu, none, nullptr, "use the name and the time in the file",
     [](options& o, const std::string&) {
         o.restores_name = o.restores_time = true;
     }},
    {"output,o", own, required, "FILE",
     "write to FILE, keep the input; - is standard output", apply_output_name},
    {"quiet,q", gnu, none, nullptr, "do not print warnings", set_quiet},
    {"silent", gnu, none, nullptr, "the same", set_quiet},
    {"recursive,r", gnu, none, nullptr, "take the files in directories, too",
     [](options& o, const std::string&) { o.is_recursive = true; }},
    {"rm", own, none, nullptr,
     "remove the input when its output is complete: the\ndefault",
     [](options& o, const std::string&) { o.keep_input = false; }},
    {"suffix,S", gnu, required, "SUF",
     "take the suffix SUF off input names, too", apply_suffix},
    {"synchronous", gnu, none, nullptr,
     "have the output on the disk before the input is removed",
     [](options& o, const std::string&) { o.is_synchronous = true; }},
    {"test,t", gnu, none, nullptr, "check the input, write nothing",
     [](options& o, const std::string&) { ask_for(o, action::test); }},
    {"threads,T", own, required, "N",
     "use at most N threads; 0, the default, is what is best",
     apply_thread_count},
    {"verbose,v", gnu, none, nullptr, "say what was done, and by which path",
     [](options& o, const std::string&) {
         ++o.verbosity;
         o.is_quiet = false;
     }},
    {"version,V", gnu, none, nullptr,
     "show the version; with -v also the kernels",
     [](options& o, const std::string&) { ask_for(o, action::show_version); }},
    {"fast,1", gnu, none, nullptr,
     "for compressors only, as all of -1 to -9: no effect", have_no_effect},
    {",2", gnu, none, nullptr, nullptr, have_no_effect},
    {",3", gnu, none, nullptr, nullptr, have_no_effect},
    {",4", gnu, none, nullptr, nullptr, have_no_effect},
    {",5", gnu, none, nullptr, nullptr, have_no_effect},
    {",6", gnu, none, nullptr, nullptr, have_no_effect},
    {",7", gnu, none, nullptr, nullptr, have_no_effect},
    {",8", gnu, none, nullptr, nullptr, have_no_effect},
    {"best,9", gnu, none, nullptr, "the same", have_no_effect},
    {"io", own, required, "WAY",
     "how output is written: auto, mmap, write, splice", apply_output_mode},
    {"input", own, required, "WAY", "how input is read: auto, mmap or read",
     apply_input_mode},
    {"stats", own, optional, "json",
     "tell about time, sizes and system calls in the end", apply_statistics},
    {"progress", own, none, nullptr,
     "show the progress also if no terminal is there",
     [](options& o, const std::string&) {
         o.progress = progress_display::always;
     }},
    {"no-progress", own, none, nullptr, "do not show the progress",
     [](options& o, const std::string&) {
         o.progress = progress_display::never;
     }},

    // What GNU gzip knows without telling, or only for compressing.
    {",H", gnu, none, nullptr, nullptr,
     [](options& o, const std::string&) { ask_for(o, action::show_help); }},
    {",m", gnu, none, nullptr, nullptr,
     [](options& o, const std::string&) { o.restores_time = false; }},
    {",M", gnu, none, nullptr, nullptr,
     [](options& o, const std::string&) { o.restores_time = true; }},
    {"bits,b", gnu, required, "N", nullptr, check_bits},
    {"rsyncable", gnu, none, nullptr, nullptr, have_no_effect},
    {"lzw,Z", gnu, none, nullptr, nullptr, refuse_to_compress},
    // As other compressors have it.
    {"compress,z", own, none, nullptr, nullptr, refuse_to_compress},
};

// "  -o, --output=FILE"
std::string help_names(const option_entry& entry) {
    const std::string_view letter = entry.short_name();
    std::ostringstream names;
    names << (letter.empty() ? "      " : "  -") << letter
          << (letter.empty() ? "--" : ", --") << entry.long_name();
    if (entry.takes_value == optional)
        names << "[=" << entry.value_name << ']';
    else if (entry.takes_value == required)
        names << '=' << entry.value_name;
    return names.str();
}

} // namespace

std::string_view option_entry::long_name() const noexcept {
    const std::string_view all = names;
    return all.substr(0, all.find(','));
}

std::string_view option_entry::short_name() const noexcept {
    const std::string_view all = names;
    const std::size_t comma = all.find(',');
    return comma == all.npos ? std::string_view() : all.substr(comma + 1);
}

std::span<const option_entry> option_table() noexcept {
    return entries;
}

std::vector<std::string> option_names() {
    std::vector<std::string> names;
    for (const option_entry& entry : entries) {
        if (entry.help == nullptr)
            continue;
        names.emplace_back("--").append(entry.long_name());
        if (!entry.short_name().empty())
            names.emplace_back("-").append(entry.short_name());
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
        if (entry.help == nullptr)
            continue;
        std::string names = help_names(entry);
        std::istringstream help(entry.help);
        for (std::string line; std::getline(help, line); names.clear())
            text << std::left << std::setw(help_column) << names << line
                 << '\n';
    }
    text << "\nExit status: 0 if all went well, 1 after an error, 2 after a "
            "warning.\n";
    return text.str();
}

} // namespace mgunzip::cli
