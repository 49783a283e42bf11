// SPDX-License-Identifier: BSL-1.0
// Measurements as a file of comma-separated values.
#include "csv.hpp"

#include <array>
#include <cstddef>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace mgunzip::bench {
namespace {

constexpr std::size_t column_count = 24;

constexpr std::array<std::string_view, column_count> names = {
    "folder",
    "fs",
    "part",
    "size",
    "bytes",
    "files",
    "target",
    "state",
    "variant",
    "kind",
    "threads",
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

using fields = std::array<std::string, column_count>;

template <typename Value>
std::string text_of(Value value) {
    std::ostringstream text;
    text.precision(6);
    text << value;
    return text.str();
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

// "write 41564 mmap 12".
std::string text_of(const call_counts& calls) {
    std::string text;
    for (const auto& [name, count] : calls)
        text += (text.empty() ? "" : " ") + name + ' ' + std::to_string(count);
    return text;
}

std::string sum_of(const call_counts& calls) {
    unsigned long sum = 0;
    for (const auto& [name, count] : calls)
        sum += count;
    return calls.empty() ? "" : text_of(sum);
}

fields line_of(const cell& where, const result& way, std::size_t round) {
    const cost& taken = way.rounds[round];
    return {where.folder,
            where.file_system,
            std::string(name_of(where.what)),
            where.size,
            text_of(where.bytes),
            text_of(where.files),
            std::string(name_of(where.to)),
            std::string(name_of(where.in)),
            way.name,
            std::string(name_of(way.kind)),
            text_of(way.threads),
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
            round == 0 ? sum_of(way.calls) : "",
            round == 0 ? text_of(way.calls) : ""};
}

} // namespace

csv_file::csv_file(std::string path, bool is_appended,
                   const std::vector<std::string>& conditions)
    : path_(std::move(path)) {
    if (std::ifstream old(path_); is_appended && old) {
        std::ostringstream text;
        text << old.rdbuf();
        head_ = text.str();
    }
    const bool is_new = head_.empty();
    for (const std::string& each : conditions)
        head_ += "# " + each + '\n';
    if (is_new)
        for (std::size_t i = 0; i < column_count; ++i)
            head_.append(names[i]).append(i + 1 < column_count ? "," : "\n");
}

void csv_file::write(const std::vector<cell>& cells) const {
    std::ofstream out(path_);
    out << head_;
    for (const cell& each : cells) {
        for (const result& way : each.ways) {
            for (std::size_t i = 0; i < way.rounds.size(); ++i) {
                const fields line = line_of(each, way, i);
                for (std::size_t k = 0; k < column_count; ++k)
                    out << (k > 0 ? "," : "") << quoted(line[k]);
                out << '\n';
            }
        }
    }
    if (!out.flush())
        throw std::runtime_error("cannot write " + path_);
}

} // namespace mgunzip::bench
