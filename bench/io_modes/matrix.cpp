// SPDX-License-Identifier: BSL-1.0
// Measures cell after cell.
#include "matrix.hpp"

#include "cell_runner.hpp"
#include "dirty_limit.hpp"

#include <cstdio>
#include <exception>
#include <filesystem>
#include <optional>
#include <utility>

namespace mgunzip::bench {
namespace {

// In states that are about something else, one buffer size that mgunzip does
// not have stands for all of them.
constexpr std::size_t representative_buffer = 256 * kib;

bool is_wanted(const variant& way, state in) {
    return in == state::warm || way.kind != variant_kind::compared ||
           way.buffer == representative_buffer || way.buffer == 0;
}

std::vector<variant> variants_of(const cell& where) {
    std::vector<variant> all;
    switch (where.what) {
    case part::decode:
        all = decoding_variants(where.to);
        break;
    case part::move:
        all = moving_variants(where.to, where.bytes);
        break;
    case part::article:
        all = article_variants();
        break;
    }
    std::erase_if(all, [&where](const variant& each) {
        return !is_wanted(each, where.in);
    });
    return all;
}

std::string title(const cell& where) {
    return where.file_system + ' ' + where.size + ' ' +
           std::string(name_of(where.what)) + ' ' +
           std::string(name_of(where.to)) + ' ' +
           std::string(name_of(where.in));
}

using cell_listener = std::function<void(const std::vector<cell>&)>;

class matrix {
  public:
    matrix(const settings& wanted, const std::vector<folder>& folders,
           const cell_listener& after_cell)
        : wanted_(wanted), folders_(folders), after_cell_(after_cell),
          can_count_(call_counter::is_available()),
          can_limit_(dirty_limit::is_allowed()) {
        if (!can_limit_ && wanted_.dirty_bytes > 0)
            std::fprintf(stderr, "vm.dirty_bytes is for root: it stays\n");
        if (!can_count_)
            std::fprintf(stderr, "strace is not installed: system calls are "
                                 "not counted\n");
    }

    bool run() {
        for (const size_choice& size : wanted_.sizes) {
            const std::vector<master_file> masters = make_masters(
                folders_.front().scratch, size.bytes, wanted_.data);
            for (const folder& each : folders_)
                run_folder(each, size, masters);
            for (const master_file& each : masters)
                std::filesystem::remove(each.path);
        }
        return is_complete_;
    }

  private:
    void run_folder(const folder& where, const size_choice& size,
                    const std::vector<master_file>& masters) {
        const unsigned count = wanted_.files_of(size);
        if (!has_room(where, masters.front(), count))
            return;
        const workload files(where.scratch, masters, count);
        for (const part what : wanted_.parts) {
            for (const target to : wanted_.targets) {
                for (const state in : wanted_.states) {
                    cell next{.folder = where.given,
                              .file_system = where.file_system,
                              .what = what,
                              .size = size.label,
                              .bytes = files.size(),
                              .files = count,
                              .to = to,
                              .in = in};
                    if (is_sensible(next, where))
                        try_cell(std::move(next), where, files);
                }
            }
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
        std::fprintf(stderr, "%s: not enough room for %u files of %llu bytes\n",
                     where.given.c_str(), count,
                     static_cast<unsigned long long>(size));
        return false;
    }

    // Where a combination has nothing to say: pipes do not depend on the
    // folder, nor moving on the input, and memory cannot be cold.
    bool is_sensible(const cell& next, const folder& where) const {
        const bool to_pipe = is_pipe(next.to);
        if (to_pipe && &where != &folders_.front())
            return false;
        if (next.what == part::move &&
            (next.to == target::overwritten || next.in != state::warm))
            return false;
        if (next.what == part::article &&
            (next.to != target::new_file || next.in != state::warm ||
             next.files > 1))
            return false;
        switch (next.in) {
        case state::warm:
            return true;
        case state::cold:
            return next.file_system != "tmpfs";
        case state::synced:
            return !to_pipe && next.file_system != "tmpfs";
        case state::limited:
            break;
        }
        return can_limit_ && !to_pipe && next.file_system != "tmpfs" &&
               next.total_bytes() > wanted_.dirty_bytes;
    }

    // Hours of other measurements shall not be lost with one.
    void try_cell(cell next, const folder& where, const workload& files) {
        std::fprintf(stderr, "%s\n", title(next).c_str());
        try {
            run_cell(std::move(next), where, files);
        } catch (const std::exception& error) {
            std::fprintf(stderr, "io_modes: %s\n", error.what());
            is_complete_ = false;
        }
        after_cell_(cells_);
    }

    void run_cell(cell next, const folder& where, const workload& files) {
        std::optional<dirty_limit> limit;
        if (next.in == state::limited)
            limit.emplace(wanted_.dirty_bytes);
        cell_runner runner(next, where, files);
        const bool are_right = runner.add(variants_of(next));
        if (can_count_ && next.in == state::warm && &where == &folders_.front())
            runner.count_calls();
        const bool are_timed = runner.time(wanted_.rounds);
        is_complete_ = is_complete_ && are_right && are_timed;
        cells_.push_back(std::move(next));
    }

    const settings& wanted_;
    const std::vector<folder>& folders_;
    const cell_listener& after_cell_;
    bool can_count_;
    bool can_limit_;
    std::vector<cell> cells_;
    bool is_complete_ = true;
};

} // namespace

bool measure_matrix(const settings& wanted, const std::vector<folder>& folders,
                    const cell_listener& after_cell) {
    return matrix(wanted, folders, after_cell).run();
}

} // namespace mgunzip::bench
