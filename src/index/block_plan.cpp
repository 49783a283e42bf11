// SPDX-License-Identifier: BSL-1.0
// Divides the output of a file into segments at the points of an index.
#include "index/block_plan.hpp"

#include <algorithm>
#include <iterator>

namespace mgunzip::detail {

// The nearest that is far enough, or else the farthest that is near enough.
const index_point* block_plan::end_of(const index_point& point) const noexcept {
    const auto behind =
        points_.subspan(static_cast<std::size_t>(&point - points_.data()) + 1);
    const auto in_front = [&](std::uint64_t size) {
        return [=, at = point.output](const index_point& next) {
            return next.output - at < size;
        };
    };
    auto end = std::ranges::partition_point(behind, in_front(tuning_.least));
    if (end == behind.end() || end->output - point.output > tuning_.most) {
        if (end == behind.begin())
            return nullptr;
        --end;
    }
    return end->output == point.output ? nullptr : &*end;
}

const index_point* block_plan::from(std::uint64_t bit) const noexcept {
    auto at = std::ranges::lower_bound(points_, bit, {}, &index_point::bit);
    while (at != points_.end() && end_of(*at) == nullptr)
        ++at;
    return at == points_.end() ? nullptr : &*at;
}

bool block_plan::has(std::size_t count) const noexcept {
    const index_point* at = from(0);
    for (; at != nullptr && count != 0; --count)
        at = from(end_of(*at)->bit);
    return count == 0;
}

} // namespace mgunzip::detail
