// SPDX-License-Identifier: BSL-1.0
// What was measured.
#ifndef MGUNZIP_BENCH_IO_MODES_RESULTS_HPP
#define MGUNZIP_BENCH_IO_MODES_RESULTS_HPP

#include "call_counter.hpp"
#include "run.hpp"
#include "terms.hpp"
#include "variant.hpp"

#include "measure.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace mgunzip::bench {

/// One way in one cell: the costs of all rounds.
struct result {
    std::string name;
    variant_kind kind = variant_kind::compared;
    std::size_t buffer = 0; ///< bytes per write; 0: none
    std::vector<cost> rounds{};
    call_counts calls{}; ///< empty: not counted
};

/// All ways to do the same under the same conditions.
struct cell {
    std::string folder;
    std::string file_system;
    part what = part::decode;
    std::string size;        ///< as asked for
    std::uint64_t bytes = 0; ///< of one output
    unsigned files = 1;      ///< at a time
    target to = target::new_file;
    state in = state::warm;
    std::vector<result> ways{};

    std::uint64_t total_bytes() const { return bytes * files; }
};

/// The fastest and the middle round.
struct summary {
    double minimum = 0;
    double median = 0;
};
summary wall_of(const result& way);

/// The median of one kind of cost, a member of `cost`.
template <typename Field>
double median_of(const result& way, Field field) {
    std::vector<double> values;
    for (const cost& each : way.rounds)
        values.push_back(static_cast<double>(each.*field));
    return median(std::move(values));
}

/// The way with the smallest minimum of those that count; null if none does.
template <typename Predicate>
const result* best_of(const cell& where, Predicate counts) {
    const result* best = nullptr;
    for (const result& way : where.ways) {
        if (counts(way) &&
            (!best || wall_of(way).minimum < wall_of(*best).minimum))
            best = &way;
    }
    return best;
}

/// Null if there is none of that name.
const result* find_way(const cell& where, const std::string& name);

/// True if both are of the same conditions.
bool is_same(const cell& a, const cell& b);

/// The sum.
unsigned long count_of(const call_counts& calls);

} // namespace mgunzip::bench

#endif
