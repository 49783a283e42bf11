// SPDX-License-Identifier: BSL-1.0
// What one thread tells another of its work, and what that one answers.
#ifndef MGUNZIP_FILE_PROGRESS_METER_HPP
#define MGUNZIP_FILE_PROGRESS_METER_HPP

#include "io/transfer_observer.hpp"

#include <mgunzip/file.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace mgunzip::file {

/// The work goes on in one thread, the worker, and another one, the watcher,
/// calls the function that `options` has for that. They may be one thread.
class progress_meter final : public io::transfer_observer {
  public:
    /// `is_alone`: the worker is the watcher, too.
    progress_meter(const file_options& options, bool is_alone);
    ~progress_meter() = default;

    // For the worker:

    void set_input_size(std::uint64_t size) noexcept { input_size_ = size; }
    void enter(io::transfer_stage stage,
               const io::transfer_position& position) noexcept override;
    /// The work is done, well or not.
    void end() noexcept;

    /// True from the time on when the work shall end. Any thread may ask.
    const std::atomic<bool>& is_stopped() const noexcept { return is_stopped_; }

    // For the watcher:

    /// Waits until the end of the work, and reports meanwhile.
    void watch() noexcept;
    /// Reports all that there was, at the end of a success.
    void report_end(const io::transfer_position& end) noexcept;

  private:
    using clock = std::chrono::steady_clock;

    void note(const io::transfer_position& position) noexcept;
    void report(bool is_last = false) noexcept;
    void report_if_due() noexcept;

    const file_options& options_;
    const bool is_alone_;
    const std::chrono::milliseconds interval_;
    std::atomic<bool> is_stopped_{false};

    static constexpr std::uint64_t not_known = ~std::uint64_t{0};
    std::atomic<std::uint64_t> input_size_{not_known};
    std::atomic<std::uint64_t> consumed_{0};
    std::atomic<std::uint64_t> produced_{0};

    // Of the watcher:
    file_progress reported_{};
    clock::time_point last_report_ = clock::now();

    std::mutex mutex_;
    std::condition_variable ended_;
    bool has_ended_ = false; ///< guarded by the mutex

    /// Last, as a stop that was requested before calls it at once.
    struct stop_setter {
        std::atomic<bool>* flag;
        void operator()() const noexcept { *flag = true; }
    };
    std::stop_callback<stop_setter> on_stop_;
};

} // namespace mgunzip::file

#endif
