// SPDX-License-Identifier: BSL-1.0
// Advice to the system about the pages of a mapping.
#ifndef MGUNZIP_IO_PAGE_ADVICE_HPP
#define MGUNZIP_IO_PAGE_ADVICE_HPP

#include <cstddef>
#include <cstdint>
#include <system_error>

namespace mgunzip::io {

/// Bytes in a page; a power of two.
std::size_t page_size() noexcept;

// All ranges are [begin, end) inside of one mapping.

/// Starts reading the pages that hold the range from the disk, and does not
/// wait for them.
void will_need(const std::uint8_t* begin, const std::uint8_t* end) noexcept;

/// Reads the pages that hold the range and makes them accessible without
/// faults. An error is one that a load would have met as SIGBUS or worse.
/// Before Linux 5.14 does nothing.
[[nodiscard]] std::error_code
populate_for_reading(const std::uint8_t* begin,
                     const std::uint8_t* end) noexcept;

/// Makes the pages that hold the range writable without faults; they count as
/// written to. An error is one that a store would have met as SIGBUS or worse:
/// EFAULT, EHWPOISON, ENOMEM. Before Linux 5.14 does nothing.
[[nodiscard]] std::error_code
populate_for_writing(const std::uint8_t* begin,
                     const std::uint8_t* end) noexcept;

/// False before Linux 5.14.
bool can_populate_for_writing() noexcept;

/// Lets the pages that lie wholly in the range go out of the mapping. A shared
/// mapping of a file loses nothing by that: the file still has them.
void drop_pages(const std::uint8_t* begin, const std::uint8_t* end) noexcept;

/// Puts fresh pages, which hold zeros, in place of those that lie wholly in the
/// range, which is anonymous memory. A pipe that has the old pages keeps them
/// unchanged. After an error some or all of the old pages are still there.
[[nodiscard]] std::error_code renew_pages(const std::uint8_t* begin,
                                          const std::uint8_t* end) noexcept;

/// The size of a huge page of x86-64 and, mostly, of other processors, in
/// bytes. Where it is another one, aligning to this does no harm.
constexpr std::size_t huge_page_size = 2 * 1024 * 1024;

/// Asks for huge pages in the range, which has no pages yet. Quietly does
/// nothing where there are none.
void prefer_huge_pages(const std::uint8_t* begin,
                       const std::uint8_t* end) noexcept;

/// A fault in these pages is no reason to read ahead of it.
void do_not_read_ahead(const std::uint8_t* begin,
                       const std::uint8_t* end) noexcept;

} // namespace mgunzip::io

#endif
