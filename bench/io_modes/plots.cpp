// SPDX-License-Identifier: BSL-1.0
// What was measured, drawn by gnuplot.
#include "plots.hpp"

#include "folder.hpp"
#include "process.hpp"
#include "tables.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <istream>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace mgunzip::bench {
namespace {

// Told apart with any kind of colour vision (Okabe and Ito).
constexpr const char* colours[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                   "#e69f00", "#56b4e9", "#000000"};

std::string colour(std::size_t index) {
    return std::string("lc rgb '") + colours[index % std::size(colours)] + "'";
}

/// One coordinate system: a cell with all its ways, or several beside each
/// other.
using panel = cell_list;

// From 0 to `top`, with a line every `step`.
struct axis {
    double top = 0;
    double step = 0;
};

// With four to eight steps of 1, 2 or 5 and zeros.
axis axis_up_to(double largest) {
    double step = 1e-6;
    for (std::size_t i = 0; largest / step > 8; ++i)
        step *= i % 3 == 1 ? 2.5 : 2;
    return {std::ceil(largest / step) * step, step};
}

std::ostream& operator<<(std::ostream& script, const axis& y) {
    return script << "set yrange [0:" << y.top << "]\nset ytics " << y.step
                  << '\n';
}

struct layout {
    std::size_t columns = 2;
    int panel_width = 440;
    int panel_height = 370;
    bool has_common_axis = false;
    /// What a way of a cell is drawn as.
    double (*value)(const cell& where, const result& way) = nullptr;
    /// Writes the part of a gnuplot script that draws one panel.
    void (*print)(std::ostream& script, const panel& cells) = nullptr;
};

std::string described(const cell& where) {
    constexpr const char* targets[] = {"to new files", "over old files",
                                       "to a pipe", "to a large pipe"};
    return std::string(where.what == part::move ? "moving " : "decoding ") +
           where.size + ' ' + targets[static_cast<std::size_t>(where.to)];
}

double gigabytes_per_second(const cell& where, const result& way) {
    return static_cast<double>(where.total_bytes()) / wall_of(way).minimum /
           1e9;
}

double microseconds_per_file(const cell& where, const result& way) {
    return wall_of(way).minimum * 1e6 / where.files;
}

// Some are left to the tables, so that lines can be told apart.
bool is_line(const result& way) {
    if (way.buffer > 0 || way.kind == variant_kind::automatic)
        return false;
    for (const char* const word :
         {"hole", "drop", "huge helper", "huge populated", "4K pages"}) {
        if (way.name.find(word) != way.name.npos)
            return false;
    }
    return true;
}

// Throughput by the size of writes, and what does not write as lines across.
void print_throughput(std::ostream& script, const panel& cells) {
    const cell& where = *cells.front();
    script << "$data << EOD\n";
    for (const result& way : where.ways) {
        if (way.buffer > 0)
            script << way.buffer / kib << ' '
                   << gigabytes_per_second(where, way) << '\n';
    }
    script << "EOD\nset title '"
           << (is_pipe(where.to) ? "" : where.file_system + ": ")
           << described(where)
           << "'\nset logscale x 2\nset xrange [3:1500]\n"
              "set xtics ('4K' 4, '8K' 8, '16K' 16, '32K' 32, '64K' 64, "
              "'128K' 128, '256K' 256, '1M' 1024)\n"
              "set ylabel 'GB/s'\nset xlabel 'bytes per write' offset 0,0.5\n"
              "plot $data using 1:2 with linespoints lw 2 pt 7 ps 0.6 "
           << colour(0) << " title 'write'";
    std::size_t line = 0;
    for (const result& way : where.ways) {
        if (is_line(way))
            script << ", " << gigabytes_per_second(where, way)
                   << " with lines lw 2 " << colour(++line) << " title '"
                   << way.name << "'";
    }
    script << '\n';
}

bool is_in_bars(const result& way) {
    return way.kind == variant_kind::forced || way.buffer == 4 * kib ||
           way.buffer == 256 * kib;
}

// The time of one file: a group of bars for each file system.
void print_bars(std::ostream& script, const panel& cells) {
    const std::vector<std::string> names = names_of(cells, is_in_bars);
    script << "$data << EOD";
    for (const cell* each : cells) {
        script << "\n\"" << each->file_system << '"';
        for (const std::string& name : names) {
            const result* const way = find_way(*each, name);
            if (way == nullptr)
                script << " NaN";
            else
                script << ' ' << microseconds_per_file(*each, *way);
        }
    }
    script << "\nEOD\nset title '" << described(*cells.front())
           << "'\nset ylabel 'µs a file'\n"
              "set style data histogram\nset style histogram clustered gap 1\n"
              "set style fill solid\nset boxwidth 0.9\nplot ";
    for (std::size_t i = 0; i < names.size(); ++i)
        script << (i == 0 ? "" : ", ") << "$data using " << i + 2 << ":xtic(1) "
               << colour(i) << " title '" << names[i] << "'";
    script << '\n';
}

bool is_drawn(const result& way, const layout& how) {
    return how.print == print_throughput ? way.buffer > 0 || is_line(way)
                                         : is_in_bars(way);
}

double largest_value(const std::vector<panel>& panels, const layout& how) {
    double largest = 0;
    for (const panel& cells : panels) {
        for (const cell* each : cells) {
            for (const result& way : each->ways) {
                if (is_drawn(way, how))
                    largest = std::max(largest, how.value(*each, way));
            }
        }
    }
    return largest;
}

void print_script(std::ostream& script, const std::string& svg,
                  const std::vector<panel>& panels, const layout& how) {
    const std::size_t columns = std::min(panels.size(), how.columns);
    const std::size_t rows = (panels.size() + columns - 1) / columns;
    script << "set terminal svg size "
           << columns * static_cast<std::size_t>(how.panel_width) << ','
           << rows * static_cast<std::size_t>(how.panel_height)
           << " font 'sans-serif,12' background '#ffffff'\nset output '" << svg
           << "'\nset multiplot layout " << rows << ',' << columns
           << "\nset grid ytics lc rgb '#dddddd'\nset border 3\n"
              "set tics nomirror\nset samples 2\nset key outside bottom center "
              "horizontal\n";
    const axis common = axis_up_to(largest_value(panels, how));
    for (const panel& each : panels) {
        script << (how.has_common_axis
                       ? common
                       : axis_up_to(largest_value({each}, how)));
        how.print(script, each);
    }
    script << "unset multiplot\n";
}

void erase_all(std::string& line, std::string_view what) {
    for (std::size_t at = 0; (at = line.find(what, at)) != line.npos;)
        line.erase(at, what.size());
}

// Copies what gnuplot has drawn without its empty groups, and without what is
// the default of SVG anyway: together more than half of it.
void copy_svg(std::istream& from, std::ostream& to) {
    std::string held;
    for (std::string line; std::getline(from, line);) {
        if (line == "</g>" && !held.empty()) {
            held.clear();
            continue;
        }
        for (const char* const needless :
             {" stroke-linecap=\"butt\"", " stroke-linejoin=\"miter\"",
              "<tspan font-family=\"sans-serif\" >", "</tspan>"})
            erase_all(line, needless);
        if (!held.empty())
            to << held << '\n';
        const bool is_opened =
            line.starts_with("<g ") && line.find('>') == line.size() - 1;
        held = is_opened ? line : "";
        if (!is_opened)
            to << line << '\n';
    }
}

void draw(const std::string& file, const std::string& scratch,
          const std::vector<panel>& panels, const layout& how) {
    if (panels.empty())
        return;
    const std::string name = scratch + "/plot";
    const std::string raw = scratch + "/plot.svg";
    std::ofstream script(name);
    print_script(script, raw, panels, how);
    script.close();
    if (!run_program({.words = {"gnuplot", name}}))
        throw std::runtime_error("gnuplot has failed");
    std::ifstream drawn(raw);
    std::ofstream out(file);
    copy_svg(drawn, out);
    if (!out.flush())
        throw std::runtime_error("cannot write " + file);
}

// The warm cells that count.
template <typename Predicate>
cell_list warm_cells(const std::vector<cell>& cells, Predicate counts) {
    cell_list found;
    for (const cell& each : cells) {
        if (each.in == state::warm && !each.ways.empty() && counts(each))
            found.push_back(&each);
    }
    return found;
}

// Of cells in the order of their sizes, those of the last size, each alone.
std::vector<panel> largest_only(const cell_list& cells) {
    std::vector<panel> panels;
    for (const cell* each : cells) {
        if (each->size == cells.back()->size)
            panels.push_back({each});
    }
    return panels;
}

std::vector<panel> by_size(const cell_list& cells) {
    std::vector<panel> panels;
    for (const cell* each : cells) {
        if (panels.empty() || panels.back().front()->size != each->size)
            panels.emplace_back();
        panels.back().push_back(each);
    }
    return panels;
}

} // namespace

void draw_plots(const std::string& folder, janitor& cleaner,
                const std::vector<cell>& cells) {
    if (!run_program({.words = {"gnuplot", "--version"}})) {
        std::fprintf(stderr, "gnuplot is not installed: no plots\n");
        return;
    }
    std::filesystem::create_directories(folder);
    const std::string scratch =
        make_scratch(std::filesystem::temp_directory_path().string(), cleaner);
    const auto large_files = [&cells](part what) {
        return largest_only(warm_cells(cells, [what](const cell& each) {
            return each.what == what && each.to == target::new_file &&
                   each.files == 1;
        }));
    };
    const std::vector<panel> pipes =
        largest_only(warm_cells(cells, [](const cell& each) {
            return is_pipe(each.to) && each.files == 1;
        }));
    const std::vector<panel> small =
        by_size(warm_cells(cells, [](const cell& each) {
            return each.what == part::decode && each.files > 1 &&
                   each.to == target::new_file;
        }));
    const layout lines{.value = gigabytes_per_second,
                       .print = print_throughput};
    const layout bars{.columns = 1,
                      .panel_width = 880,
                      .value = microseconds_per_file,
                      .print = print_bars};
    layout comparable = lines;
    comparable.has_common_axis = true;
    draw(folder + "/decoding.svg", scratch, large_files(part::decode),
         comparable);
    draw(folder + "/moving.svg", scratch, large_files(part::move), lines);
    draw(folder + "/pipes.svg", scratch, pipes, lines);
    draw(folder + "/small-files.svg", scratch, small, bars);
}

} // namespace mgunzip::bench
