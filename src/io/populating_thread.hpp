// SPDX-License-Identifier: BSL-1.0
// A thread that makes pages writable ahead of the decoder.
#ifndef MGUNZIP_IO_POPULATING_THREAD_HPP
#define MGUNZIP_IO_POPULATING_THREAD_HPP

#include "io/thread_usage.hpp"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <system_error>
#include <thread>

namespace mgunzip::io {

/// Populates the pages of a mapping from a thread of its own, some MiB ahead
/// of the thread that owns the mapping and calls all functions here.
///
/// The thread owns no memory and stores nothing: all that it does between
/// `assign` and `park` is to populate pages of the range it was given. It
/// blocks all signals but those that a fault of its own would raise.
class populating_thread {
  public:
    /// How far ahead it works, in bytes: enough for a decoder that is held up
    /// by nothing else to find its pages there, and the most that stays in
    /// memory without having been written to.
    static constexpr std::size_t max_ahead = 8 * 1024 * 1024;

    populating_thread() = default;
    populating_thread(const populating_thread&) = delete;
    populating_thread& operator=(const populating_thread&) = delete;
    /// What the thread has used, the owner has used (`add_usage_of_helper`).
    ~populating_thread();

    /// Starts the thread if there is none yet. Returns false if the system
    /// does not give one.
    [[nodiscard]] bool start() noexcept;

    /// Gives the thread, which is parked, the range [begin, end) of a mapping
    /// to be populated; `position` is where the decoder is.
    void assign(const std::uint8_t* begin, const std::uint8_t* end,
                const std::uint8_t* position) noexcept;

    /// Tells that the decoder has arrived at `position`, and waits until the
    /// pages up to `wanted`, which is no further ahead than half of
    /// `max_ahead`, are populated. The error is that of `populate_for_writing`;
    /// it is not told while what is wanted lies in front of it.
    [[nodiscard]] std::error_code advance(const std::uint8_t* position,
                                          const std::uint8_t* wanted) noexcept;

    /// Takes the range away: when this has returned the thread uses it no
    /// more, so that it can be unmapped or mapped over.
    void park() noexcept;

  private:
    void run() noexcept;
    bool has_work() const noexcept;

    // Of the owner alone: what it knows without asking.
    const std::uint8_t* end_ = nullptr; ///< of the range
    const std::uint8_t* known_populated_ = nullptr;
    const std::uint8_t* given_limit_ = nullptr;

    std::mutex mutex_; ///< guards all that follows
    std::condition_variable work_;
    std::condition_variable progress_;
    const std::uint8_t* populated_ = nullptr; ///< up to here
    const std::uint8_t* limit_ = nullptr;     ///< may be populated up to here
    std::error_code error_;
    bool is_populating_ = false; ///< a call is under way
    bool is_ending_ = false;
    thread_usage usage_; ///< of the thread, when it has ended

    std::thread thread_;
};

} // namespace mgunzip::io

#endif
