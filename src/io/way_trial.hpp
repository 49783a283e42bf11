// SPDX-License-Identifier: BSL-1.0
// Finds out which of two ways of providing pages costs less here.
#ifndef MGUNZIP_IO_WAY_TRIAL_HPP
#define MGUNZIP_IO_WAY_TRIAL_HPP

#include "io/page_way.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace mgunzip::io {

/// Only tests need others than these.
struct trial_tuning {
    /// So much comes first in the way that was expected to be the best, and is
    /// not measured, in bytes: short outputs are not worth a trial.
    std::uint64_t lead = std::uint64_t{32} << 20;
    /// For so much output the better way must be of use afterwards.
    std::uint64_t min_rest = std::uint64_t{256} << 20;
    /// What is measured at a time, and ends at multiples of its size in the
    /// file: the largest piece that the system makes, as one call may pay for
    /// all of it.
    std::uint64_t unit = std::uint64_t{2} << 20;
    /// How many of them of each way.
    std::size_t units = 2;
    /// Processor time that this thread has used.
    std::chrono::nanoseconds (*clock)() noexcept = nullptr;
};

/// The processor time of this thread, of the program and of the system.
std::chrono::nanoseconds thread_time() noexcept;

/// Some units of one output are provided in the one way, some in the other, and
/// the rest in the way whose cheapest unit took less processor time: there is
/// no rate that holds on all machines, and the minimum is what noise hides
/// least. So the way changes twice at most.
class way_trial {
  public:
    /// Nothing is tried.
    way_trial() = default;

    /// False if too little is to come.
    static bool is_worthwhile(std::uint64_t begin, std::uint64_t end,
                              const trial_tuning& tuning = {}) noexcept;

    /// For the bytes [begin, end) of a file, if that is worthwhile. `second` is
    /// taken when it costs less than four fifths of `first`.
    way_trial(page_way first, page_way second, std::uint64_t begin,
              std::uint64_t end, const trial_tuning& tuning = {}) noexcept;

    bool is_planned() const noexcept { return begin_ != 0; }

    /// How to provide what lies between an offset and `end`.
    struct part {
        page_way way;
        std::uint64_t end;
        bool is_measured;
    };

    /// Offsets never go back. Null: nothing is, or was, to be tried.
    std::optional<part> part_at(std::uint64_t offset) const noexcept;

    /// So many bytes at `offset`, in a part that is measured, have taken `cost`
    /// by `clock`.
    void add(std::uint64_t offset, std::uint64_t bytes,
             std::chrono::nanoseconds cost) noexcept;

    /// From now on there is this way alone.
    void settle(page_way way) noexcept { settled_ = way; }
    std::optional<page_way> settled() const noexcept { return settled_; }

    std::chrono::nanoseconds now() const noexcept { return tuning_.clock(); }

    /// The least that 1 MiB has cost in a unit that was measured as a whole.
    std::optional<std::chrono::nanoseconds>
    cost_of(page_way way) const noexcept;

  private:
    struct contestant {
        page_way way{};
        std::chrono::nanoseconds least = std::chrono::nanoseconds::max();
    };
    void end_unit(contestant& measured) noexcept;
    page_way winner() const noexcept;

    trial_tuning tuning_;
    std::array<contestant, 2> ways_{};
    std::uint64_t begin_ = 0;         ///< of the first unit; 0: no trial
    std::uint64_t measured_ = 0;      ///< of this unit, in bytes
    std::chrono::nanoseconds cost_{}; ///< of that
    std::optional<page_way> settled_;
};

} // namespace mgunzip::io

#endif
