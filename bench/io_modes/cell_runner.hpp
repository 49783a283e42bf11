// SPDX-License-Identifier: BSL-1.0
// Measures all ways of one cell.
#ifndef MGUNZIP_BENCH_IO_MODES_CELL_RUNNER_HPP
#define MGUNZIP_BENCH_IO_MODES_CELL_RUNNER_HPP

#include "folder.hpp"
#include "results.hpp"
#include "test_files.hpp"
#include "variant.hpp"

#include <functional>
#include <string>
#include <vector>

namespace mgunzip::bench {

class cell_runner {
  public:
    /// All must live as long as the object does. The cell says what is to be
    /// measured, and gets the results.
    /// Who rests does so for `pause` seconds before each timed run.
    cell_runner(cell& where, const folder& place, const workload& files,
                double pause)
        : cell_(where), folder_(place), files_(files), pause_(pause) {}

    /// What is called after each run.
    using listener = std::function<void()>;

    /// Lets each way run once, looks whether its output is right, and leaves
    /// out those that fail. Returns true if none did.
    [[nodiscard]] bool add(const std::vector<variant>& variants,
                           const listener& after_run);

    /// Runs each once more, and counts its system calls.
    void count_calls(const listener& after_run);

    /// Runs all of them in each round; another one begins each of them. Leaves
    /// out those that fail now. Returns true if none did. Runs once.
    [[nodiscard]] bool time(int rounds, const listener& after_run);

  private:
    void prepare() const;
    void make_old_outputs() const;
    bool check_once() const;
    std::vector<content> expected() const;

    cell& cell_;
    const folder& folder_;
    const workload& files_;
    double pause_;
    std::vector<std::function<void()>> works_; ///< one for each way of the cell
};

} // namespace mgunzip::bench

#endif
