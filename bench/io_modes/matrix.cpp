// SPDX-License-Identifier: BSL-1.0
// Measures cell after cell.
#include "matrix.hpp"

#include "cell_runner.hpp"
#include "dirty_limit.hpp"
#include "plan.hpp"
#include "progress.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <optional>
#include <span>
#include <utility>

namespace mgunzip::bench {
namespace {

std::string title(const cell& where) {
    std::string text = where.folder;
    for (const auto word : {std::string_view(where.size), name_of(where.what),
                            name_of(where.to), name_of(where.in)})
        text.append(" ").append(word);
    return text;
}

using cell_listener = std::function<void(const std::vector<cell>&)>;

class matrix {
  public:
    matrix(const settings& wanted, const std::vector<folder>& folders,
           const cell_listener& after_cell)
        : wanted_(wanted), folders_(folders), after_cell_(after_cell),
          can_count_(call_counter::is_available()) {
        if (!dirty_limit::is_allowed() && wanted_.dirty_bytes > 0)
            std::fprintf(stderr, "vm.dirty_bytes is for root: it stays\n");
        if (!can_count_)
            std::fprintf(stderr, "strace is not installed: system calls are "
                                 "not counted\n");
    }

    bool run() {
        std::vector<planned_cell> plan = make_plan(wanted_, folders_);
        for (const planned_cell& each : plan) {
            progress_.expect(work_of(each), runs_of(each));
            progress_.expect(rested_work_of(each), timed_runs_of(each));
        }
        const std::span all = plan;
        for (std::size_t begin = 0; begin < all.size();) {
            std::size_t end = begin;
            while (end < all.size() &&
                   all[end].what.size == all[begin].what.size)
                ++end;
            run_size(all.subspan(begin, end - begin));
            begin = end;
        }
        show_on_terminal("");
        return is_complete_;
    }

  private:
    // All cells of one size.
    void run_size(std::span<planned_cell> cells) {
        const std::vector<master_file> masters = make_masters(
            folders_.front().scratch, cells.front().what.bytes, wanted_.data);
        while (!cells.empty()) {
            std::size_t count = 0;
            while (count < cells.size() &&
                   cells[count].where == cells.front().where)
                ++count;
            run_folder(cells.first(count), masters);
            cells = cells.subspan(count);
        }
        for (const master_file& each : masters)
            std::filesystem::remove(each.path);
    }

    // All of one size in one folder.
    void run_folder(std::span<planned_cell> cells,
                    const std::vector<master_file>& masters) {
        const folder& where = *cells.front().where;
        const unsigned count = cells.front().what.files;
        if (!has_room(where, masters.front(), count)) {
            for (const planned_cell& each : cells)
                skip(each);
            return;
        }
        const workload files(where.scratch, masters, count);
        for (planned_cell& each : cells) {
            each.what.bytes = files.size();
            try_cell(each, files);
        }
    }

    // For inputs, outputs, and twice the output of one file: an old one, and
    // what mgunzip leaves to others.
    bool has_room(const folder& where, const master_file& master,
                  unsigned count) const {
        const std::uint64_t size = master.data.size;
        const std::uint64_t needed =
            (size + std::filesystem::file_size(master.path)) * count + 2 * size;
        if (needed <= free_space(where))
            return true;
        show_on_terminal("");
        std::fprintf(stderr, "%s: not enough room for %u files of %llu bytes\n",
                     where.given.c_str(), count,
                     static_cast<unsigned long long>(size));
        return false;
    }

    bool counts_calls(const planned_cell& next) const {
        return can_count_ && next.what.in == state::at_once &&
               next.where == &folders_.front();
    }

    static expected_run work_of(const planned_cell& next) {
        return {.bytes = next.what.total_bytes(), .files = next.what.files};
    }
    expected_run rested_work_of(const planned_cell& next) const {
        expected_run work = work_of(next);
        if (next.what.in == state::rested)
            work.pause = wanted_.pause;
        return work;
    }
    unsigned timed_runs_of(const planned_cell& next) const {
        return static_cast<unsigned>(next.ways.size()) *
               static_cast<unsigned>(wanted_.rounds);
    }
    // Those that are not timed: each way is checked, and its calls counted.
    unsigned runs_of(const planned_cell& next) const {
        return static_cast<unsigned>(next.ways.size()) *
               (counts_calls(next) ? 2 : 1);
    }

    void skip(const planned_cell& next) {
        progress_.done(work_of(next), runs_of(next));
        progress_.done(rested_work_of(next), timed_runs_of(next));
    }

    // Hours of other measurements shall not be lost with one.
    void try_cell(const planned_cell& next, const workload& files) {
        const progress before = progress_;
        try {
            run_cell(next, files);
        } catch (const std::exception& error) {
            show_on_terminal("");
            std::fprintf(stderr, "io_modes: %s\n", error.what());
            is_complete_ = false;
        }
        // Ways that fail have fewer runs than were announced.
        progress_ = before;
        skip(next);
        after_cell_(cells_);
    }

    void run_cell(const planned_cell& planned, const workload& files) {
        cell next = planned.what;
        std::optional<dirty_limit> limit;
        if (next.in == state::limited)
            limit.emplace(wanted_.dirty_bytes);
        const auto show = [&, name = title(next)](const expected_run& done) {
            progress_.done(done);
            show_on_terminal(progress_.text() + ": " + name);
        };
        show_on_terminal(progress_.text() + ": " + title(next));
        cell_runner runner(next, *planned.where, files, wanted_.pause);
        const bool are_right =
            runner.add(planned.ways, [&] { show(work_of(planned)); });
        if (counts_calls(planned))
            runner.count_calls([&] { show(work_of(planned)); });
        const bool are_timed =
            runner.time(wanted_.rounds, [&] { show(rested_work_of(planned)); });
        is_complete_ = is_complete_ && are_right && are_timed;
        cells_.push_back(std::move(next));
    }

    const settings& wanted_;
    const std::vector<folder>& folders_;
    const cell_listener& after_cell_;
    bool can_count_;
    progress progress_;
    std::vector<cell> cells_;
    bool is_complete_ = true;
};

} // namespace

bool measure_matrix(const settings& wanted, const std::vector<folder>& folders,
                    const cell_listener& after_cell) {
    return matrix(wanted, folders, after_cell).run();
}

} // namespace mgunzip::bench
