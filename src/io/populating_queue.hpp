// SPDX-License-Identifier: BSL-1.0
// Makes pages writable ahead of the decoder, by any thread that has time.
#ifndef MGUNZIP_IO_POPULATING_QUEUE_HPP
#define MGUNZIP_IO_POPULATING_QUEUE_HPP

#include "io/page_provider.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <system_error>

namespace mgunzip::io {

/// Populates the pages of a mapping in their order, some MiB ahead of the
/// thread that owns the mapping. The owner does what it needs at once, and
/// other threads that have time do the rest: `work` and `work_until_end` are
/// for them, all else is for the owner.
///
/// The queue owns no memory: between `assign` and `park` it has the provider
/// provide pages of the range, ahead of all that is stored there, and does
/// nothing else.
class populating_queue {
  public:
    /// How far ahead other threads work, in bytes: enough for a decoder that is
    /// held up by nothing else to find its pages there, and the most that stays
    /// in memory without having been written to.
    static constexpr std::size_t max_ahead = 8 * 1024 * 1024;

    populating_queue() = default;
    populating_queue(const populating_queue&) = delete;
    populating_queue& operator=(const populating_queue&) = delete;

    /// Begins with the range [begin, end) of a mapping, which `provider`
    /// provides with pages; `position` is where the decoder is. The queue is
    /// new, or parked.
    void assign(const std::uint8_t* begin, const std::uint8_t* end,
                const std::uint8_t* position,
                const page_provider& provider = {}) noexcept;

    /// The decoder has arrived at `position`. When this returns the pages up to
    /// `wanted` are populated, by the caller if no other thread did it; other
    /// threads do not go beyond `max_ahead`. The error is that of the provider;
    /// it is not told while what is wanted lies in front of it.
    [[nodiscard]] std::error_code advance(const std::uint8_t* position,
                                          const std::uint8_t* wanted) noexcept;

    /// Behind this nothing is known to be populated; at least `wanted` of the
    /// last `advance`.
    const std::uint8_t* known_populated() const noexcept {
        return known_populated_;
    }

    /// Takes the range away: when this has returned no thread uses it any more,
    /// so that it can be unmapped or mapped over.
    void park() noexcept;

    /// Once it is parked: as the provider is then, with what it has learned.
    const page_provider& provider() const noexcept { return provider_; }

    /// Populates a piece. False if there is nothing to be done, or another
    /// thread is at it.
    bool work() noexcept;

    /// Works, and waits for more to do, until `end_work`.
    void work_until_end() noexcept;
    void end_work() noexcept;

  private:
    bool has_work() const noexcept;
    void populate(std::unique_lock<std::mutex>& lock, std::size_t size,
                  const std::uint8_t* limit) noexcept;

    // Of the owner alone: what it knows without asking.
    const std::uint8_t* begin_ = nullptr; ///< of the range
    const std::uint8_t* end_ = nullptr;
    const std::uint8_t* known_populated_ = nullptr;
    const std::uint8_t* given_limit_ = nullptr;
    std::size_t own_step_ = 0; ///< for what it populates itself

    page_provider provider_; ///< of whoever populates; else of nobody

    std::mutex mutex_; ///< guards all that follows
    std::condition_variable work_;
    std::condition_variable progress_;
    const std::uint8_t* populated_ = nullptr; ///< up to here
    const std::uint8_t* limit_ = nullptr; ///< other threads populate up to here
    std::error_code error_;
    bool is_populating_ = false; ///< a thread that does not hold the mutex
    bool is_ending_ = false;
};

} // namespace mgunzip::io

#endif
