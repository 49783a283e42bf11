// SPDX-License-Identifier: BSL-1.0
// Which cells are worth their time, and which ways in each.
#include "plan.hpp"

#include "dirty_limit.hpp"

#include <algorithm>

namespace mgunzip::bench {
namespace {

bool is_product(const variant& way) {
    return way.kind != variant_kind::compared;
}

// A buffer that is larger than the file is as large as the file.
bool has_sensible_buffer(const variant& way, std::uint64_t size) {
    return is_product(way) || way.buffer < 2 * size;
}

// After a rest it counts how large the pieces are that memory is taken in;
// those of small writes are always there.
constexpr std::size_t least_rested_buffer = mib;

bool is_wanted(const variant& way, const cell& where) {
    if (!has_sensible_buffer(way, where.bytes))
        return false;
    switch (where.in) {
    case state::at_once:
        return true;
    case state::rested:
        return is_product(way) || way.buffer == 0 ||
               way.buffer >= least_rested_buffer;
    case state::cold:
    case state::synced:
    case state::limited:
        break;
    }
    return is_product(way);
}

std::vector<variant> ways_of(const cell& where) {
    std::vector<variant> all;
    switch (where.what) {
    case part::decode:
        all = decoding_variants(where.to, where.bytes);
        break;
    case part::move:
        all = moving_variants(where.to, where.bytes);
        break;
    case part::article:
        all = article_variants();
        break;
    }
    std::erase_if(
        all, [&where](const variant& each) { return !is_wanted(each, where); });
    return all;
}

// Where only one of the parts, targets and states is about something else than
// new files that are decoded at once.
bool is_one_thing_at_a_time(const cell& next) {
    return (next.what != part::decode) + (next.to != target::new_file) +
               (next.in != state::at_once) <=
           1;
}

class planner {
  public:
    planner(const settings& wanted, const std::vector<folder>& folders)
        : wanted_(wanted), folders_(folders),
          can_limit_(dirty_limit::is_allowed()) {
        for (const size_choice& each : wanted.sizes)
            largest_ = std::max(largest_, each.bytes);
    }

    std::vector<planned_cell> plan() {
        for (const size_choice& size : wanted_.sizes)
            for (const folder& where : folders_)
                plan_folder(where, size);
        return std::move(plan_);
    }

  private:
    void plan_folder(const folder& where, const size_choice& size) {
        for (const part what : wanted_.parts) {
            for (const target to : wanted_.targets) {
                for (const state in : wanted_.states) {
                    cell next{.folder = where.label,
                              .file_system = where.file_system,
                              .what = what,
                              .size = size.label,
                              .bytes = size.bytes,
                              .files = wanted_.files_of(size),
                              .to = to,
                              .in = in};
                    if (!is_sensible(next, where))
                        continue;
                    std::vector<variant> ways = ways_of(next);
                    plan_.push_back({&where, std::move(next), std::move(ways)});
                }
            }
        }
    }

    // Where a combination has nothing to say: pipes do not depend on the
    // folder, moving small files is the cost of their names, and memory cannot
    // be cold.
    bool is_sensible(const cell& next, const folder& where) const {
        const bool is_memory = next.file_system == "tmpfs";
        if (is_pipe(next.to))
            return &where == &folders_.front() && next.what != part::article &&
                   next.in == state::at_once && next.bytes == largest_;
        if (!is_one_thing_at_a_time(next))
            return false;
        if (next.what == part::article)
            return next.files == 1 && next.bytes == largest_;
        if (next.what == part::move && next.bytes < largest_small_size)
            return false;
        switch (next.in) {
        case state::at_once:
            return true;
        case state::rested:
            return next.bytes == largest_;
        case state::cold:
        case state::synced:
            return !is_memory;
        case state::limited:
            break;
        }
        return can_limit_ && !is_memory &&
               next.total_bytes() > wanted_.dirty_bytes;
    }

    const settings& wanted_;
    const std::vector<folder>& folders_;
    bool can_limit_;
    std::uint64_t largest_ = 0;
    std::vector<planned_cell> plan_;
};

} // namespace

std::vector<planned_cell> make_plan(const settings& wanted,
                                    const std::vector<folder>& folders) {
    return planner(wanted, folders).plan();
}

} // namespace mgunzip::bench
