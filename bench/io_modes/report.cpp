// SPDX-License-Identifier: BSL-1.0
// What was measured, as Markdown.
#include "report.hpp"

#include "tables.hpp"

#include "measure.hpp"

#include <fstream>
#include <ostream>
#include <sstream>

#include <unistd.h>

namespace mgunzip::bench {
namespace {

std::string first_line(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

void print_conditions(std::ostream& out, const settings& wanted) {
    std::istringstream machine_lines(machine());
    for (std::string line; std::getline(machine_lines, line);)
        out << "- " << line << '\n';
    out << "- processors: " << ::sysconf(_SC_NPROCESSORS_ONLN) << ", pages of "
        << ::sysconf(_SC_PAGESIZE) << " bytes\n"
        << "- transparent huge pages: "
        << first_line("/sys/kernel/mm/transparent_hugepage/enabled") << '\n'
        << "- largest pipe: " << largest_pipe() << " bytes\n"
        << "- data: "
        << (wanted.data ? wanted.data->substr(wanted.data->rfind('/') + 1)
                        : std::string("made-up text"))
        << ", compressed by gzip -6\n"
        << "- rounds: " << wanted.rounds
        << "; files of 1M and less: " << wanted.small_files << " at a time\n\n";
}

template <typename Predicate>
cell_list cells_where(const std::vector<cell>& cells, Predicate is_wanted) {
    cell_list found;
    for (const cell& each : cells) {
        if (is_wanted(each))
            found.push_back(&each);
    }
    return found;
}

bool is_product(const result& way) {
    return way.kind != variant_kind::compared;
}

bool writes(const result& way) {
    return way.buffer > 0;
}

void print_decoding(std::ostream& out, const std::vector<cell>& cells,
                    state in) {
    const cell_list wanted = cells_where(cells, [in](const cell& each) {
        return each.what == part::decode && each.in == in;
    });
    if (wanted.empty())
        return;
    constexpr const char* titles[] = {
        "input in the page cache", "input not in the page cache",
        "until the file system is written out",
        "with the dirty limit below the output's size"};
    out << "### Decoding, " << titles[static_cast<std::size_t>(in)] << "\n\n";
    print_choices(out, wanted);
    print_times(out, wanted, is_product);
    print_times(out, wanted, writes);
}

void print_moving(std::ostream& out, const std::vector<cell>& cells,
                  bool to_pipe) {
    const cell_list wanted = cells_where(cells, [to_pipe](const cell& each) {
        return each.what == part::move && is_pipe(each.to) == to_pipe;
    });
    if (wanted.empty())
        return;
    out << "### Moving without decoding, to " << (to_pipe ? "pipes" : "files")
        << "\n\n";
    print_times(out, wanted, [](const result& way) { return !writes(way); });
    print_times(out, wanted, writes);
}

void print_article(std::ostream& out, const std::vector<cell>& cells) {
    const cell_list wanted = cells_where(
        cells, [](const cell& each) { return each.what == part::article; });
    if (wanted.empty())
        return;
    out << "### Lines, blocks, or a mapping\n\n";
    print_times(out, wanted, [](const result&) { return true; });
    for (const cell* each : wanted) {
        if (each->folder == wanted.front()->folder)
            print_costs(out, *each);
    }
}

// All of them would be too many: those of the last size, and of small files.
bool has_cost_table(const cell& where, const std::string& last_size) {
    return where.size == last_size ||
           (where.what == part::decode && where.to == target::new_file);
}

void print_all_costs(std::ostream& out, const std::vector<cell>& cells) {
    if (cells.empty())
        return;
    const std::string folder = cells.front().folder;
    const std::string last_size = cells.back().size;
    for (const part what : {part::decode, part::move}) {
        const cell_list wanted = cells_where(cells, [&](const cell& each) {
            return each.what == what && each.folder == folder &&
                   each.in == state::warm && has_cost_table(each, last_size);
        });
        if (wanted.empty())
            continue;
        out << "### What else it costs: "
            << (what == part::decode ? "decoding" : "moving") << ", "
            << wanted.front()->file_system << ", medians\n\n";
        for (const cell* each : wanted)
            print_costs(out, *each);
    }
}

} // namespace

void print_report(std::ostream& out, const settings& wanted,
                  const std::vector<cell>& cells) {
    out << "# I/O modes: the tables\n\n"
           "What `"
        << wanted.command
        << "` has printed.\n[io-modes.md](io-modes.md) tells what it "
           "means.\n\n";
    if (wanted.from.empty())
        print_conditions(out, wanted);
    out << "Minimum / median, and in parentheses the minimum over that of the "
           "fastest way\n(bold), which may be in another table. `*`: what "
           "mgunzip has for this.\n\n";
    for (const state in :
         {state::warm, state::cold, state::synced, state::limited})
        print_decoding(out, cells, in);
    print_moving(out, cells, false);
    print_moving(out, cells, true);
    print_article(out, cells);
    print_all_costs(out, cells);
    out.flush();
}

} // namespace mgunzip::bench
