// SPDX-License-Identifier: BSL-1.0
// All options: their names, what they do, and what --help says of them.
#include "cli/option_table.hpp"

#include "cli/part_option.hpp"

#include <algorithm>
#include <charconv>
#include <iomanip>
#include <sstream>
#include <system_error>

namespace mgunzip::cli {
namespace {

using enum option_group;
using enum option_origin;
using enum option_value;

constexpr int help_column = 24;

[[noreturn]] void refuse_value(std::string_view option,
                               const std::string& value,
                               std::string_view known) {
    throw usage_error("--" + std::string(option) + ": '" + value +
                      "' is none of " + std::string(known));
}

// What --io=mmap:WAY names.
io::page_way page_way_called(const std::string& name) {
    std::string known;
    for (std::size_t i = 0; i < io::page_way_count; ++i) {
        const auto way = static_cast<io::page_way>(i);
        if (name == io::name_of(way))
            return way;
        known.append(i == 0 ? "" : ", ").append(io::name_of(way));
    }
    refuse_value("io=mmap", name, known);
}

void apply_output_mode(options& result, const std::string& value) {
    constexpr std::string_view mapped_by = "mmap:";
    result.page_way.reset();
    if (value.starts_with(mapped_by))
        result.page_way = page_way_called(value.substr(mapped_by.size()));
    if (value == "auto")
        result.output_mode = output_mode::automatic;
    else if (value == "mmap" || result.page_way)
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

void apply_output_directory(options& result, const std::string& value) {
    if (value.empty())
        throw usage_error("--output-dir: a file name cannot be empty");
    result.output_directory = value;
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

void apply_index(options& result, const std::string& value) {
    result.index.is_wanted = true;
    result.index.name = value;
}

void apply_index_format(options& result, const std::string& value) {
    if (value == "bgzip")
        result.index.format = index_format::bgzip;
    else if (value == "gztool")
        result.index.format = index_format::gztool;
    else if (value == "gzidx")
        result.index.format = index_format::gzidx;
    else
        refuse_value("index-format", value, "bgzip, gztool, gzidx");
}

void apply_index_spacing(options& result, const std::string& value) {
    // There is a window of 32 KiB for each point.
    constexpr std::uint64_t least = 64 * 1024;
    result.index.spacing = parse_size(value);
    if (!result.index.spacing || *result.index.spacing < least)
        throw usage_error("--index-spacing: '" + value +
                          "' is no size of at least 64K");
}

void apply_most_output(options& result, const std::string& value) {
    result.most_output = parse_size(value);
    if (!result.most_output)
        throw usage_error("--max-output: '" + value + "' is no size");
}

void apply_bytes(options& result, const std::string& value) {
    result.parts = parse_parts(value, 0, "--bytes");
    result.parts_are_lines = false;
}

void apply_lines(options& result, const std::string& value) {
    result.parts = parse_parts(value, 1, "--lines");
    result.parts_are_lines = true;
}

void apply_splits(options& result, const std::string& value) {
    result.split_size = parse_size(value);
    if (!result.split_size || *result.split_size == 0)
        throw usage_error("--splits: '" + value + "' is no size");
    ask_for(result, action::show_splits);
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
    {"stdout,c", gnu, output, none, nullptr,
     "write to standard output, keep the input", write_to_stdout},
    {"to-stdout", gnu, output, none, nullptr, "same as --stdout",
     write_to_stdout},
    {"bytes", own, output, required, "PARTS",
     "only these bytes of the output: FROM+N, FROM+\nor -N, and more behind "
     "commas",
     apply_bytes},
    {"force,f", gnu, output, none, nullptr,
     "overwrite files, accept links, read from a terminal;\n"
     "with -c, copy data that is not compressed",
     [](options& o, const std::string&) { o.force = true; }},
    {"keep,k", gnu, output, none, nullptr, "keep the input",
     [](options& o, const std::string&) { o.keep_input = true; }},
    {"lines", own, output, required, "PARTS",
     "the same, in lines; the first is 1", apply_lines},
    {"rm", own, output, none, nullptr,
     "remove the input when its output is complete (default)",
     [](options& o, const std::string&) { o.keep_input = false; }},
    {"max-output", own, output, required, "SIZE",
     "stop at a file with more output than SIZE, such as 10G",
     apply_most_output},
    {"name,N", gnu, output, none, nullptr,
     "restore the name and the time stored in the file",
     [](options& o, const std::string&) {
         o.restores_name = o.restores_time = true;
     }},
    {"no-name,n", gnu, output, none, nullptr,
     "do not restore the stored name and time (default)",
     [](options& o, const std::string&) {
         o.restores_name = o.restores_time = false;
     }},
    {"output,o", own, output, required, "FILE",
     "write to FILE, keep the input; - is standard output", apply_output_name},
    {"index", own, output, optional, "FILE",
     "write an index of the input, too, and keep the input", apply_index},
    {"index-format", own, output, required, "NAME",
     "its format: bgzip, gztool or gzidx", apply_index_format},
    {"index-spacing", own, output, required, "SIZE",
     "output between its points; 4M if not said", apply_index_spacing},
    {"output-dir", own, output, required, "DIR",
     "write to files in DIR, keep the inputs", apply_output_directory},
    {"sparse", own, output, none, nullptr,
     "make holes in new files in place of blocks of zeros",
     [](options& o, const std::string&) { o.makes_holes = true; }},
    {"synchronous", gnu, output, none, nullptr,
     "write the output to the disk before removing the input",
     [](options& o, const std::string&) { o.is_synchronous = true; }},
    {"test,t", gnu, output, none, nullptr, "check the input, write nothing",
     [](options& o, const std::string&) { ask_for(o, action::test); }},
    {"whole-lines", own, output, none, nullptr,
     "with --bytes: the lines that begin there",
     [](options& o, const std::string&) { o.takes_whole_lines = true; }},

    {"recursive,r", gnu, input, none, nullptr,
     "decompress all files in directories",
     [](options& o, const std::string&) { o.is_recursive = true; }},
    {"use-index", own, input, required, "FILE",
     "the index of the input; if not said, one beside it",
     [](options& o, const std::string& value) { o.used_index = value; }},
    {"suffix,S", gnu, input, required, "SUF",
     "accept input names that end in SUF, too", apply_suffix},

    {"count-lines", own, information, none, nullptr,
     "count lines, write no files",
     [](options& o, const std::string&) { ask_for(o, action::count_lines); }},
    {"help,h", gnu, information, none, nullptr, "show this help and exit",
     [](options& o, const std::string&) { ask_for(o, action::show_help); }},
    {"license,L", gnu, information, none, nullptr, "show the license and exit",
     [](options& o, const std::string&) { ask_for(o, action::show_license); }},
    {"list,l", gnu, information, none, nullptr,
     "list sizes and names, write no files",
     [](options& o, const std::string&) { ask_for(o, action::list); }},
    {"progress", own, information, none, nullptr,
     "show progress even without a terminal",
     [](options& o, const std::string&) {
         o.progress = progress_display::always;
     }},
    {"no-progress", own, information, none, nullptr, "never show progress",
     [](options& o, const std::string&) {
         o.progress = progress_display::never;
     }},
    {"quiet,q", gnu, information, none, nullptr, "do not print warnings",
     set_quiet},
    {"silent", gnu, information, none, nullptr, "same as --quiet", set_quiet},
    {"splits", own, information, required, "SIZE",
     "divide the output of an indexed file for workers", apply_splits},
    {"stats", own, information, optional, "json",
     "report times, sizes and system calls at the end", apply_statistics},
    {"verbose,v", gnu, information, none, nullptr,
     "report what was done with each file, and how",
     [](options& o, const std::string&) {
         ++o.verbosity;
         o.is_quiet = false;
     }},
    {"version,V", gnu, information, none, nullptr,
     "show the version and exit; with -v also the kernels",
     [](options& o, const std::string&) { ask_for(o, action::show_version); }},

    {"threads,T", own, performance, required, "N",
     "use at most N threads; 0 (default) chooses a number", apply_thread_count},
    {"input", own, performance, required, "WAY",
     "how to read input: auto (default), mmap, read", apply_input_mode},
    {"io", own, performance, required, "WAY",
     "how to write output: auto (default), mmap, write,\nsplice",
     apply_output_mode},

    {"decompress,d", gnu, compatibility, none, nullptr, "decompress (default)",
     have_no_effect},
    {"uncompress", gnu, compatibility, none, nullptr, "same as --decompress",
     have_no_effect},
    {"ascii,a", gnu, compatibility, none, nullptr,
     "accepted for compatibility, no effect",
     [](options& o, const std::string&) { o.ignores_ascii = true; }},
    {"fast,1", gnu, compatibility, none, nullptr,
     "-1 to -9 are accepted for compatibility, no effect", have_no_effect},
    {",2", gnu, compatibility, none, nullptr, nullptr, have_no_effect},
    {",3", gnu, compatibility, none, nullptr, nullptr, have_no_effect},
    {",4", gnu, compatibility, none, nullptr, nullptr, have_no_effect},
    {",5", gnu, compatibility, none, nullptr, nullptr, have_no_effect},
    {",6", gnu, compatibility, none, nullptr, nullptr, have_no_effect},
    {",7", gnu, compatibility, none, nullptr, nullptr, have_no_effect},
    {",8", gnu, compatibility, none, nullptr, nullptr, have_no_effect},
    {"best,9", gnu, compatibility, none, nullptr, "same as -1", have_no_effect},

    // GNU gzip accepts these without documenting them, or for compressing only.
    {",H", gnu, compatibility, none, nullptr, nullptr,
     [](options& o, const std::string&) { ask_for(o, action::show_help); }},
    {",m", gnu, compatibility, none, nullptr, nullptr,
     [](options& o, const std::string&) { o.restores_time = false; }},
    {",M", gnu, compatibility, none, nullptr, nullptr,
     [](options& o, const std::string&) { o.restores_time = true; }},
    {"bits,b", gnu, compatibility, required, "N", nullptr, check_bits},
    {"rsyncable", gnu, compatibility, none, nullptr, nullptr, have_no_effect},
    {"lzw,Z", gnu, compatibility, none, nullptr, nullptr, refuse_to_compress},
    // Other compressors have this one.
    {"compress,z", own, compatibility, none, nullptr, nullptr,
     refuse_to_compress},
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

void print_group(option_group group, std::ostream& text) {
    text << '\n' << group_title(group) << ":\n";
    for (const option_entry& entry : entries) {
        if (entry.help == nullptr || entry.group != group)
            continue;
        std::string names = help_names(entry);
        std::istringstream help(entry.help);
        for (std::string line; std::getline(help, line); names.clear())
            text << std::left << std::setw(help_column) << names << line
                 << '\n';
    }
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

std::string_view group_title(option_group group) noexcept {
    switch (group) {
    case output:
        return "Output";
    case input:
        return "Input";
    case information:
        return "Information";
    case performance:
        return "Performance";
    case compatibility:
        break;
    }
    return "Compatibility";
}

std::string help_text() {
    std::ostringstream text;
    text << "Usage: mgunzip [OPTION]... [FILE]...\n"
            "Decompress gzip files: each FILE.gz is replaced by FILE. Without "
            "FILE, or when\nFILE is -, mgunzip decompresses standard input to "
            "standard output.\n\n"
            "Examples:\n"
            "  mgunzip file.gz                     replace file.gz by file\n"
            "  mgunzip -k *.gz                     decompress all, keep the "
            "input\n"
            "  mgunzip -c archive.tar.gz | tar x   unpack an archive\n";
    for (const option_group group : option_groups)
        print_group(group, text);
    text << "\nExit status: 0 if all went well, 1 after an error, 2 after "
            "warnings only.\n"
            "The manual page, mgunzip(1), describes all options in full.\n"
            "To report a bug, see doc/CONTRIBUTING.md in the sources of "
            "mgunzip.\n";
    return text.str();
}

} // namespace mgunzip::cli
