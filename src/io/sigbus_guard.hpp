// SPDX-License-Identifier: BSL-1.0
// Turns a SIGBUS inside registered memory into a flag.
#ifndef MGUNZIP_IO_SIGBUS_GUARD_HPP
#define MGUNZIP_IO_SIGBUS_GUARD_HPP

#include "io/sigbus_handler.hpp"

#include <cstddef>
#include <cstdint>

namespace mgunzip::io {

namespace detail {
struct guarded_slot;
}

/// Guards one mapping of a file, which can lose its pages: the file was cut,
/// the disk is full, the disk fails.
///
/// On the first access to a page that cannot be had, all memory from that page
/// to the end of the range becomes anonymous memory that reads as zeros, the
/// access goes on, and `faulted` is true from then on. What is stored there
/// does not reach the file. A SIGBUS outside of all ranges is passed on to the
/// handler that was there before, as if there were no guard.
///
/// The guard must be released before the memory is unmapped, and no other
/// thread may be using the memory then.
class guarded_range {
  public:
    guarded_range() = default;
    guarded_range(const guarded_range&) = delete;
    guarded_range& operator=(const guarded_range&) = delete;
    ~guarded_range() { release(); }

    /// Guards [begin, begin + size); `begin` is aligned to pages. Sets
    /// the process's handler for SIGBUS, until no range is guarded any more
    /// (`sigbus_handler`). Returns false, and guards nothing, when that cannot
    /// be done or too many ranges are guarded already.
    [[nodiscard]] bool guard(const void* begin, std::size_t size) noexcept;

    /// Ends the guard. `faulted` keeps what it said.
    void release() noexcept;

    /// True if a page of a range could not be had since the last `guard`. Safe
    /// to call while other threads use the memory.
    bool faulted() const noexcept;

    /// The same for what lies in front of `position`, an address in the range
    /// or its end.
    bool faulted_before(const void* position) const noexcept;

  private:
    std::uintptr_t lost_from() const noexcept;

    detail::guarded_slot* slot_ = nullptr;
    std::uintptr_t lost_before_release_ = ~std::uintptr_t{0};
    sigbus_handler handler_;
};

/// Keeps the handler set, as if a range were guarded all the time: who works on
/// many files would set and reset it for each.
class kept_guard {
  public:
    kept_guard() noexcept;

  private:
    sigbus_handler handler_;
};

} // namespace mgunzip::io

#endif
