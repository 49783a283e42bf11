// SPDX-License-Identifier: BSL-1.0
// Measurements as a file of comma-separated values.
#include "csv.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <initializer_list>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include <sys/utsname.h>

namespace mgunzip::bench {
namespace {

// The order of the columns.
enum column : std::size_t {
    folder_column,
    fs_column,
    kernel_column,
    part_column,
    size_column,
    bytes_column,
    files_column,
    target_column,
    state_column,
    variant_column,
    kind_column,
    buffer_column,
    round_column,
    wall_column,
    user_column,
    sys_column,
    minor_faults_column,
    major_faults_column,
    rss_column,
    voluntary_column,
    involuntary_column,
    reader_column,
    calls_column,
    call_names_column,
    column_count,
};

constexpr std::array<std::string_view, column_count> names = {
    "folder",
    "fs",
    "kernel",
    "part",
    "size",
    "bytes",
    "files",
    "target",
    "state",
    "variant",
    "kind",
    "buffer",
    "round",
    "wall",
    "user",
    "sys",
    "minor_faults",
    "major_faults",
    "rss_kib",
    "voluntary_switches",
    "involuntary_switches",
    "reader_cpu",
    "calls",
    "call_names"};

using fields = std::vector<std::string>;

template <typename Value>
std::string text_of(Value value) {
    std::ostringstream text;
    text.precision(9);
    text << value;
    return text.str();
}

std::string kernel_release() {
    utsname found{};
    return ::uname(&found) == 0 ? found.release : "unknown";
}

// Fields are quoted where they have to be (RFC 4180).
std::string quoted(const std::string& text) {
    if (text.find_first_of(",\"\n") == text.npos)
        return text;
    std::string result = "\"";
    for (const char each : text)
        result += each == '"' ? "\"\"" : std::string(1, each);
    return result + '"';
}

fields split(const std::string& line) {
    fields result(1);
    bool is_quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == ',' && !is_quoted) {
            result.emplace_back();
        } else if (line[i] != '"') {
            result.back() += line[i];
        } else if (is_quoted && i + 1 < line.size() && line[i + 1] == '"') {
            result.back() += line[i++];
        } else {
            is_quoted = !is_quoted;
        }
    }
    return result;
}

// "write 41564 mmap 12".
std::string text_of(const call_counts& calls) {
    std::string text;
    for (const auto& [name, count] : calls)
        text += (text.empty() ? "" : " ") + name + ' ' + std::to_string(count);
    return text;
}

call_counts calls_of(const std::string& text) {
    call_counts calls;
    std::istringstream words(text);
    std::string name;
    for (unsigned long count = 0; words >> name >> count;)
        calls[name] = count;
    return calls;
}

fields line_of(const cell& where, const result& way, std::size_t round) {
    const cost& taken = way.rounds[round];
    return {where.folder,
            where.file_system,
            kernel_release(),
            std::string(name_of(where.what)),
            where.size,
            text_of(where.bytes),
            text_of(where.files),
            std::string(name_of(where.to)),
            std::string(name_of(where.in)),
            way.name,
            std::string(name_of(way.kind)),
            text_of(way.buffer),
            text_of(round + 1),
            text_of(taken.wall),
            text_of(taken.user),
            text_of(taken.system),
            text_of(taken.minor_faults),
            text_of(taken.major_faults),
            text_of(taken.rss_kib),
            text_of(taken.voluntary_switches),
            text_of(taken.involuntary_switches),
            text_of(taken.reader_cpu),
            way.calls.empty() ? "" : text_of(count_of(way.calls)),
            text_of(way.calls)};
}

template <typename Value>
Value parse_name(const std::string& text, std::initializer_list<Value> all) {
    for (const Value each : all) {
        if (text == name_of(each))
            return each;
    }
    throw std::runtime_error("'" + text + "' is not known");
}

cell cell_of(const fields& line) {
    return {
        .folder = line[folder_column],
        .file_system = line[fs_column],
        .what = parse_name(line[part_column],
                           {part::decode, part::move, part::article}),
        .size = line[size_column],
        .bytes = std::stoull(line[bytes_column]),
        .files = static_cast<unsigned>(std::stoul(line[files_column])),
        .to = parse_name(line[target_column],
                         {target::new_file, target::overwritten, target::pipe,
                          target::large_pipe}),
        .in = parse_name(line[state_column], {state::warm, state::cold,
                                              state::synced, state::limited})};
}

result way_of(const fields& line) {
    return {.name = line[variant_column],
            .kind = parse_name(line[kind_column],
                               {variant_kind::automatic, variant_kind::forced,
                                variant_kind::compared}),
            .buffer = std::stoul(line[buffer_column]),
            .calls = calls_of(line[call_names_column])};
}

cost cost_of(const fields& line) {
    return {.wall = std::stod(line[wall_column]),
            .user = std::stod(line[user_column]),
            .system = std::stod(line[sys_column]),
            .minor_faults = std::stol(line[minor_faults_column]),
            .major_faults = std::stol(line[major_faults_column]),
            .rss_kib = std::stol(line[rss_column]),
            .voluntary_switches = std::stol(line[voluntary_column]),
            .involuntary_switches = std::stol(line[involuntary_column]),
            .reader_cpu = std::stod(line[reader_column])};
}

void add_line(const fields& line, std::vector<cell>& cells) {
    if (line.size() != column_count)
        throw std::runtime_error("a line has too many or too few fields");
    cell where = cell_of(line);
    auto found = std::ranges::find_if(
        cells, [&](const cell& each) { return is_same(each, where); });
    if (found == cells.end())
        found = cells.insert(cells.end(), std::move(where));
    auto way =
        std::ranges::find(found->ways, line[variant_column], &result::name);
    if (way == found->ways.end())
        way = found->ways.insert(way, way_of(line));
    way->rounds.push_back(cost_of(line));
}

} // namespace

void write_csv(const std::string& path, const std::vector<cell>& cells) {
    std::ofstream out(path);
    const auto write_line = [&out](const auto& line) {
        for (std::size_t i = 0; i < column_count; ++i)
            out << (i > 0 ? "," : "") << quoted(std::string(line[i]));
        out << '\n';
    };
    write_line(names);
    for (const cell& each : cells) {
        for (const result& way : each.ways) {
            for (std::size_t i = 0; i < way.rounds.size(); ++i)
                write_line(line_of(each, way, i));
        }
    }
    if (!out.flush())
        throw std::runtime_error("cannot write " + path);
}

void read_csv(const std::string& path, std::vector<cell>& cells) {
    std::ifstream in(path);
    std::string line;
    std::getline(in, line);
    if (!std::ranges::equal(split(line), names))
        throw std::runtime_error(path + " has not been written by io_modes");
    try {
        while (std::getline(in, line))
            add_line(split(line), cells);
    } catch (const std::exception& error) {
        throw std::runtime_error(path + ": " + error.what());
    }
}

} // namespace mgunzip::bench
