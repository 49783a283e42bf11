// SPDX-License-Identifier: BSL-1.0
// What was measured.
#include "results.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include <sys/utsname.h>

namespace mgunzip::bench {
namespace {

std::string kernel_release() {
    utsname names{};
    return ::uname(&names) == 0 ? names.release : "unknown";
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

// "write 41564 mmap 12", and the sum.
void write_calls(std::ostream& out, const call_counts& calls) {
    unsigned long sum = 0;
    std::string names;
    for (const auto& [name, count] : calls) {
        sum += count;
        names +=
            (names.empty() ? "" : " ") + name + ' ' + std::to_string(count);
    }
    if (calls.empty())
        out << ',';
    else
        out << sum << ',' << names;
}

void write_way(std::ostream& out, const std::string& head, const result& way) {
    for (std::size_t round = 0; round < way.rounds.size(); ++round) {
        const cost& each = way.rounds[round];
        out << head << ',' << quoted(way.name) << ',' << way.buffer << ','
            << round + 1 << ',' << each.wall << ',' << each.user << ','
            << each.system << ',' << each.minor_faults << ','
            << each.major_faults << ',' << each.rss_kib << ','
            << each.voluntary_switches << ',' << each.involuntary_switches
            << ',' << each.reader_cpu << ',';
        write_calls(out, way.calls);
        out << '\n';
    }
}

} // namespace

summary wall_of(const result& way) {
    std::vector<double> values;
    for (const cost& each : way.rounds)
        values.push_back(each.wall);
    return {minimum(values), median(values)};
}

const result* find_way(const cell& where, const std::string& name) {
    const auto found = std::ranges::find(where.ways, name, &result::name);
    return found == where.ways.end() ? nullptr : &*found;
}

void write_csv(const std::string& path, const std::vector<cell>& cells) {
    std::ofstream out(path);
    out.precision(9);
    out << "folder,fs,kernel,part,size,bytes,files,target,state,variant,buffer,"
           "round,wall,user,sys,minor_faults,major_faults,rss_kib,"
           "voluntary_switches,involuntary_switches,reader_cpu,calls,"
           "call_names\n";
    const std::string kernel = quoted(kernel_release());
    for (const cell& each : cells) {
        const std::string head =
            quoted(each.folder) + ',' + each.file_system + ',' + kernel + ',' +
            std::string(name_of(each.what)) + ',' + each.size + ',' +
            std::to_string(each.bytes) + ',' + std::to_string(each.files) +
            ',' + std::string(name_of(each.to)) + ',' +
            std::string(name_of(each.in));
        for (const result& way : each.ways)
            write_way(out, head, way);
    }
    if (!out.flush())
        throw std::runtime_error("cannot write " + path);
}

} // namespace mgunzip::bench
