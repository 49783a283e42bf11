// SPDX-License-Identifier: BSL-1.0
// Shows from time to time how far the work has got.
#ifndef MGUNZIP_CLI_PROGRESS_LINE_HPP
#define MGUNZIP_CLI_PROGRESS_LINE_HPP

#include "cli/operand.hpp"
#include "cli/options.hpp"
#include "cli/progress_text.hpp"
#include "cli/run_progress.hpp"
#include "cli/stopped_time.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace mgunzip::cli {

/// A clock that is read in some nanoseconds, and is right to some milliseconds.
struct coarse_clock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<coarse_clock>;
    static constexpr bool is_steady = true;
    static time_point now() noexcept;
};

/// How progress is shown.
enum class progress_style : std::uint8_t {
    none,
    line,  ///< one on a terminal, over and over
    lines, ///< one below the other
};

/// What the options ask for. Of its own accord the program shows progress on a
/// terminal only, and not where the output goes to a terminal, too.
progress_style progress_style_for(const options& wanted,
                                  const std::vector<operand>& operands);

/// Shows the progress of work that takes long: of all files, and one of them at
/// a time. The threads
/// that do the work draw it when they call `come_by`. The destructor erases the
/// line.
class progress_line {
  public:
    /// One file; used by one thread.
    struct job {
        std::uint64_t counted = 0; ///< bytes of input, of all of the run's
        std::string name{};
        std::uint64_t number = 1;
        std::optional<std::uint64_t> input_size{}; ///< where it is known
        coarse_clock::time_point begin = coarse_clock::now();
        stopped_time stopped{};
    };

    /// `style` is not `none`.
    progress_line(progress_style style, run_progress& run) noexcept;
    progress_line(const progress_line&) = delete;
    progress_line& operator=(const progress_line&) = delete;
    ~progress_line();

    /// To be called as often as one likes, from any thread.
    void come_by(job& file, std::uint64_t consumed,
                 std::uint64_t produced) noexcept {
        const auto now = coarse_clock::now();
        file.stopped.look(now.time_since_epoch(), continuations());
        if (consumed > file.counted) {
            run_.used(consumed - file.counted);
            file.counted = consumed;
        }
        if (now >= next_.load(std::memory_order_relaxed))
            show(file, consumed, produced, now);
    }

    /// The job ends. What is shown of it stays until there is something else.
    void leave(job& file) noexcept;

  private:
    void show(const job& file, std::uint64_t consumed, std::uint64_t produced,
              coarse_clock::time_point now) noexcept;
    std::string text(const progress_state& state, const job& file,
                     coarse_clock::time_point now, std::size_t width);
    bool may_show(const job& file, coarse_clock::time_point now) noexcept;

    const progress_style style_;
    run_progress& run_;
    const coarse_clock::time_point begin_ = coarse_clock::now();
    std::atomic<coarse_clock::time_point> next_; ///< when it is shown next
    std::mutex mutex_;                           ///< guards what follows
    const job* shown_ = nullptr; ///< other jobs wait until it has ended
};

} // namespace mgunzip::cli

#endif
