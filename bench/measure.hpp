// SPDX-License-Identifier: BSL-1.0
// Timing of several contestants in turn, and what a report must say.
#ifndef MGUNZIP_BENCH_MEASURE_HPP
#define MGUNZIP_BENCH_MEASURE_HPP

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace mgunzip::bench {

/// One of those that do the same work.
struct contestant {
    std::string name;
    std::function<void()> run;
    std::vector<double> seconds{}; ///< one per round: the time of one run
};

/// Runs all contestants in each of `rounds` rounds, so that a slow moment of
/// the machine meets all of them; another one begins each round. Short runs
/// are repeated until they take long enough to be timed. Appends to `seconds`.
void run_interleaved(std::span<contestant> contestants, int rounds);

/// Of at least one value.
double minimum(std::span<const double> values);
double median(std::vector<double> values);

/// Processor, kernel and compiler, one per line.
std::string machine();

} // namespace mgunzip::bench

#endif
