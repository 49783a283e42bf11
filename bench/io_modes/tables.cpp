// SPDX-License-Identifier: BSL-1.0
// Tables of the report.
#include "tables.hpp"

#include <algorithm>
#include <cstdio>
#include <ostream>

namespace mgunzip::bench {
namespace {

template <typename... Values>
std::string formatted(const char* format, Values... values) {
    char text[128];
    std::snprintf(text, sizeof text, format, values...);
    return text;
}

// Three digits that count.
std::string number(double value) {
    return formatted(value < 9.995   ? "%.2f"
                     : value < 99.95 ? "%.1f"
                                     : "%.0f",
                     value);
}

// Times are told for each file where there are many, in a unit that suits.
struct time_unit {
    const char* name;
    double per_second;
};

time_unit unit_of(const cell& where) {
    if (where.files > 1)
        return {"µs a file", 1e6 / where.files};
    return {"ms", 1e3};
}

void print_row(std::ostream& out, const std::vector<std::string>& entries) {
    out << '|';
    for (const std::string& entry : entries)
        out << ' ' << entry << " |";
    out << '\n';
}

void print_head(std::ostream& out, const std::vector<std::string>& names) {
    print_row(out, names);
    print_row(out, std::vector<std::string>(names.size(), "---"));
}

std::vector<std::string> labels_of(const cell& where) {
    return {where.file_system, where.size, std::string(name_of(where.to))};
}

const std::vector<std::string> label_names = {"", "size", "output"};

// Whatever counts.
bool any_way(const result&) {
    return true;
}

bool is_forced(const result& way) {
    return way.kind == variant_kind::forced;
}

bool is_mapped(const result& way) {
    return is_forced(way) && way.name.starts_with("mmap");
}

double minimum_of(const result& way) {
    return wall_of(way).minimum;
}

std::string times_entry(const cell& where, const result* way, double best) {
    if (way == nullptr)
        return "";
    const double factor = unit_of(where).per_second;
    const summary wall = wall_of(*way);
    const std::string text =
        number(wall.minimum * factor) + " / " + number(wall.median * factor);
    return wall.minimum > best
               ? text + formatted(" (%.2f)", wall.minimum / best)
               : "**" + text + "**";
}

std::string ratio_entry(const result* way, const result& best) {
    if (way == nullptr)
        return "";
    return formatted("%.2f", minimum_of(*way) / minimum_of(best));
}

} // namespace

std::vector<std::string> names_of(const cell_list& cells,
                                  const way_filter& counts) {
    std::vector<std::string> names;
    for (const cell* each : cells) {
        for (const result& way : each->ways) {
            if (counts(way) &&
                std::ranges::find(names, way.name) == names.end())
                names.push_back(way.name);
        }
    }
    return names;
}

void print_times(std::ostream& out, const cell_list& cells,
                 const way_filter& counts) {
    const std::vector<std::string> names = names_of(cells, counts);
    if (names.empty())
        return;
    std::vector<std::string> head = label_names;
    head.emplace_back("unit");
    head.insert(head.end(), names.begin(), names.end());
    print_head(out, head);
    for (const cell* each : cells) {
        const result* const best = best_of(*each, any_way);
        if (best == nullptr)
            continue;
        std::vector<std::string> row = labels_of(*each);
        row.emplace_back(unit_of(*each).name);
        for (const std::string& name : names)
            row.push_back(
                times_entry(*each, find_way(*each, name), minimum_of(*best)));
        print_row(out, row);
    }
    out << '\n';
}

void print_choices(std::ostream& out, const cell_list& cells) {
    std::vector<std::string> head = label_names;
    for (const char* name : {"fastest of all", "fastest to be asked for",
                             "auto / that", "mmap / that"})
        head.emplace_back(name);
    print_head(out, head);
    for (const cell* each : cells) {
        const result* const best = best_of(*each, any_way);
        const result* const forced = best_of(*each, is_forced);
        if (forced == nullptr)
            continue;
        std::vector<std::string> row = labels_of(*each);
        row.push_back(best->name);
        row.push_back(forced->name);
        row.push_back(ratio_entry(find_way(*each, "auto"), *forced));
        row.push_back(ratio_entry(best_of(*each, is_mapped), *forced));
        print_row(out, row);
    }
    out << '\n';
}

void print_costs(std::ostream& out, const cell& where) {
    const double per_file = 1.0 / where.files;
    const time_unit unit = unit_of(where);
    const std::string of_each = where.files > 1 ? " a file" : "";
    std::vector<std::string> head = {
        where.size + ", " + std::string(name_of(where.to)),
        std::string("wall, ") + unit.name, "user", "sys"};
    if (is_pipe(where.to))
        head.emplace_back("reader's user + sys");
    head.insert(head.end(),
                {"minor faults" + of_each, "major faults" + of_each,
                 "most resident, MiB", "switches", "system calls" + of_each});
    print_head(out, head);
    for (const result& way : where.ways) {
        const auto time = [&](auto field) {
            return number(median_of(way, field) * unit.per_second);
        };
        const auto count = [&](auto field) {
            return number(median_of(way, field) * per_file);
        };
        std::vector<std::string> row = {way.name, time(&cost::wall),
                                        time(&cost::user), time(&cost::system)};
        if (is_pipe(where.to))
            row.push_back(time(&cost::reader_cpu));
        row.push_back(count(&cost::minor_faults));
        row.push_back(count(&cost::major_faults));
        row.push_back(number(median_of(way, &cost::rss_kib) / 1024));
        row.push_back(number(median_of(way, &cost::voluntary_switches) +
                             median_of(way, &cost::involuntary_switches)));
        row.push_back(
            way.calls.empty()
                ? "not counted"
                : number(static_cast<double>(count_of(way.calls)) * per_file));
        print_row(out, row);
    }
    out << '\n';
}

} // namespace mgunzip::bench
