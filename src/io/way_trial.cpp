// SPDX-License-Identifier: BSL-1.0
// Finds out which of two ways of providing pages costs less here.
#include "io/way_trial.hpp"

#include <algorithm>

#include <time.h>

namespace mgunzip::io {
namespace {

constexpr std::uint64_t mib = 1024 * 1024;

std::uint64_t first_unit(std::uint64_t begin,
                         const trial_tuning& tuning) noexcept {
    return (begin + tuning.lead + tuning.unit - 1) / tuning.unit * tuning.unit;
}

} // namespace

std::chrono::nanoseconds thread_time() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return std::chrono::seconds(now.tv_sec) +
           std::chrono::nanoseconds(now.tv_nsec);
}

way_trial::way_trial(page_way first, page_way second, std::uint64_t begin,
                     std::uint64_t end, const trial_tuning& tuning) noexcept
    : tuning_(tuning) {
    ways_[0].way = first;
    ways_[1].way = second;
    if (tuning_.clock == nullptr)
        tuning_.clock = thread_time;
    if (is_worthwhile(begin, end, tuning))
        begin_ = first_unit(begin, tuning);
}

bool way_trial::is_worthwhile(std::uint64_t begin, std::uint64_t end,
                              const trial_tuning& tuning) noexcept {
    return first_unit(begin, tuning) + 2 * tuning.units * tuning.unit +
               tuning.min_rest <=
           end;
}

std::optional<way_trial::part>
way_trial::part_at(std::uint64_t offset) const noexcept {
    if (settled_)
        return part{*settled_, ~std::uint64_t{0}, false};
    if (begin_ == 0)
        return std::nullopt;
    if (offset < begin_)
        return part{ways_[0].way, begin_, false};
    const std::uint64_t unit = (offset - begin_) / tuning_.unit;
    if (unit >= 2 * tuning_.units) // the last unit was skipped, or its end
        return part{winner(), ~std::uint64_t{0}, false};
    return part{ways_[unit / tuning_.units].way,
                begin_ + (unit + 1) * tuning_.unit, true};
}

void way_trial::add(std::uint64_t offset, std::uint64_t bytes,
                    std::chrono::nanoseconds cost) noexcept {
    if (settled_)
        return;
    const std::uint64_t unit = (offset - begin_) / tuning_.unit;
    measured_ += bytes;
    cost_ += cost;
    if ((offset + bytes - begin_) % tuning_.unit != 0)
        return;
    end_unit(ways_[unit / tuning_.units]);
    if (unit + 1 == 2 * tuning_.units)
        settled_ = winner();
}

// A unit of which a part was skipped proves nothing.
void way_trial::end_unit(contestant& measured) noexcept {
    if (measured_ == tuning_.unit)
        measured.least = std::min(measured.least, cost_);
    measured_ = 0;
    cost_ = {};
}

std::optional<std::chrono::nanoseconds>
way_trial::cost_of(page_way way) const noexcept {
    for (const contestant& each : ways_)
        if (each.way == way && each.least != std::chrono::nanoseconds::max())
            return each.least * mib / tuning_.unit;
    return std::nullopt;
}

page_way way_trial::winner() const noexcept {
    const bool is_second_better =
        ways_[1].least < ways_[0].least - ways_[0].least / 5 &&
        ways_[0].least != std::chrono::nanoseconds::max();
    return ways_[is_second_better].way;
}

} // namespace mgunzip::io
