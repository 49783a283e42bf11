// SPDX-License-Identifier: BSL-1.0
// Brings the pages of a mapped output in and lets them go.
#ifndef MGUNZIP_IO_MAPPING_PAGER_HPP
#define MGUNZIP_IO_MAPPING_PAGER_HPP

#include "io/helper_thread.hpp"
#include "io/populating_queue.hpp"
#include "io/thread_budget.hpp"

#include <cstdint>
#include <system_error>

namespace mgunzip::io {

/// Makes the pages just ahead of the decoder writable, which is cheaper than
/// a fault for each and finds a disk without room while that is still an
/// ordinary error, and lets go those that are behind the history, so that the
/// memory in use does not depend on the size of the file. Other threads bring
/// in pages further ahead: one of the budget, if that has one, and each that
/// calls `work_ahead`.
class mapping_pager {
  public:
    /// A thread is used for mappings with at least so many bytes to write: it
    /// takes that long until it has paid for its start.
    static constexpr std::size_t min_threaded = 4 * 1024 * 1024;

    /// Takes threads from `threads`, which lives longer; null: never.
    explicit mapping_pager(thread_budget* threads = nullptr,
                           std::size_t min_size = min_threaded) noexcept
        : threads_(threads), min_threaded_(min_size) {}
    mapping_pager(const mapping_pager&) = delete;
    mapping_pager& operator=(const mapping_pager&) = delete;
    ~mapping_pager() { stop(); }

    /// Begins with a mapping [begin, end) of which bytes from `position` on
    /// are to be written. The one before has been left by `park`.
    [[nodiscard]] std::error_code
    start(const std::uint8_t* begin, const std::uint8_t* end,
          const std::uint8_t* position,
          const page_provider& provider = {}) noexcept;

    /// The decoder has arrived at `position`. At least `ahead` bytes behind
    /// it are populated afterwards, as far as the mapping goes. The error is
    /// `io_errc::output_lost` or what the provider says.
    [[nodiscard]] std::error_code
    advance(const std::uint8_t* position,
            std::size_t ahead = min_ahead) noexcept;

    /// Up to here pages are there; nothing may be stored behind it where zeros
    /// are written ahead.
    const std::uint8_t* provided_end() const noexcept {
        return queue_.known_populated();
    }

    /// To be called before the mapping is replaced: nothing uses it afterwards.
    void park() noexcept { queue_.park(); }

    /// Afterwards: see populating_queue.
    const page_provider& provider() const noexcept { return queue_.provider(); }

    /// The same before it is undone for good: the thread goes back.
    void stop() noexcept;

    /// For any other thread, at any time: brings in some pages. False if there
    /// is nothing to be done.
    bool work_ahead() noexcept { return queue_.work(); }

    /// In bytes; a decoder that writes no more than this between two calls
    /// meets no faults.
    static constexpr std::size_t min_ahead = 256 * 1024;

  private:
    const std::uint8_t* wanted_from(const std::uint8_t* position,
                                    std::size_t ahead) const noexcept;
    [[nodiscard]] bool drop_behind(const std::uint8_t* position) noexcept;
    void ask_for_thread(const std::uint8_t* position) noexcept;

    const std::uint8_t* end_ = nullptr;
    const std::uint8_t* dropped_ = nullptr; ///< up to here
    populating_queue queue_;

    thread_budget* threads_;
    std::size_t min_threaded_;
    thread_lease lease_;
    helper_thread thread_; ///< that one; works for the queue
};

} // namespace mgunzip::io

#endif
