// SPDX-License-Identifier: BSL-1.0
// How far the measurement is, for who waits for it.
#include "progress.hpp"

#include <cmath>
#include <cstdio>

#include <unistd.h>

namespace mgunzip::bench {
namespace {

// Only the ratio of these matters: bytes and files for each second, and what a
// run takes besides.
constexpr double byte_rate = 1e9;
constexpr double file_rate = 5e3;
constexpr double least = 0.02;

double guessed_work(const expected_run& run) {
    return least + static_cast<double>(run.bytes) / byte_rate +
           run.files / file_rate;
}

} // namespace

void progress::expect(const expected_run& each, unsigned runs) {
    runs_ += runs;
    pauses_ += each.pause * runs;
    work_ += guessed_work(each) * runs;
}

void progress::done(const expected_run& one, unsigned runs) {
    done_runs_ += runs;
    done_pauses_ += one.pause * runs;
    done_work_ += guessed_work(one) * runs;
}

double progress::seconds_left() const {
    const std::chrono::duration<double> elapsed = now_() - begin_;
    const double correction = (elapsed.count() - done_pauses_) / done_work_;
    return pauses_ - done_pauses_ + (work_ - done_work_) * correction;
}

std::string progress::text() const {
    std::string text =
        std::to_string(done_runs_) + " of " + std::to_string(runs_) + " runs";
    if (done_runs_ == 0)
        return text;
    constexpr double minute = 60;
    const double left = std::round(std::fmax(seconds_left(), 0));
    const bool in_minutes = left > 2 * minute;
    return text + ", " +
           std::to_string(std::lround(in_minutes ? left / minute : left)) +
           (in_minutes ? " min" : " s") + " left";
}

void show_on_terminal(const std::string& line) {
    static const bool is_terminal = ::isatty(STDERR_FILENO) == 1;
    // Erases the rest of the line (ECMA-48: EL).
    if (is_terminal)
        std::fprintf(stderr, "\r%s\033[K", line.c_str());
}

} // namespace mgunzip::bench
