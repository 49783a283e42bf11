// SPDX-License-Identifier: BSL-1.0
// What was measured.
#include "results.hpp"

#include <algorithm>

namespace mgunzip::bench {
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

bool is_same(const cell& a, const cell& b) {
    return a.folder == b.folder && a.what == b.what && a.size == b.size &&
           a.to == b.to && a.in == b.in;
}

unsigned long count_of(const call_counts& calls) {
    unsigned long sum = 0;
    for (const auto& [name, count] : calls)
        sum += count;
    return sum;
}

} // namespace mgunzip::bench
