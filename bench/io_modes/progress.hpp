// SPDX-License-Identifier: BSL-1.0
// How far the measurement is, for who waits for it.
#ifndef MGUNZIP_BENCH_IO_MODES_PROGRESS_HPP
#define MGUNZIP_BENCH_IO_MODES_PROGRESS_HPP

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace mgunzip::bench {

/// What a run is expected to take.
struct expected_run {
    double pause = 0;        ///< seconds before it
    std::uint64_t bytes = 0; ///< of all its outputs
    unsigned files = 1;
};

/// Counts runs and tells how many there are and about how long the rest takes.
/// The time of a run is guessed from its bytes and files, and the guess is
/// corrected by what the runs so far have taken.
class progress {
  public:
    using clock = std::function<std::chrono::steady_clock::time_point()>;

    explicit progress(clock now = std::chrono::steady_clock::now)
        : now_(std::move(now)), begin_(now_()) {}

    /// Before the first run: all of them are announced.
    void expect(const expected_run& each, unsigned runs);

    /// A run has ended, or will not be.
    void done(const expected_run& one, unsigned runs = 1);

    /// "12 of 480 runs, 7 min left".
    std::string text() const;

  private:
    double seconds_left() const;

    clock now_;
    std::chrono::steady_clock::time_point begin_;
    unsigned runs_ = 0;
    unsigned done_runs_ = 0;
    double pauses_ = 0; // seconds
    double done_pauses_ = 0;
    double work_ = 0; // as guessed
    double done_work_ = 0;
};

/// Shows `line` in place of the last one if standard error is a terminal; an
/// empty one leaves it free for a message.
void show_on_terminal(const std::string& line);

} // namespace mgunzip::bench

#endif
