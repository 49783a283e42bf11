// SPDX-License-Identifier: BSL-1.0
// The ways in which pages of a mapped output can come, and which of them suit a
// file system.
#ifndef MGUNZIP_IO_PAGE_WAY_HPP
#define MGUNZIP_IO_PAGE_WAY_HPP

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mgunzip::io {

/// The ways in which pages can come.
enum class page_way : std::uint8_t {
    /// Zeros are written to the file just ahead of the decoder. The system then
    /// copies zeros into new pages where it would have zeroed them, and no disk
    /// space is reserved: a full disk is an ordinary error of the write.
    zeros,
    /// Space is reserved, and pages are populated just ahead.
    populate,
    /// The same without a reservation.
    unreserved,
    /// Space is reserved, and each page comes by a fault.
    faults,
};

inline constexpr std::size_t page_way_count = 4;

/// How the pages of an output came.
struct page_supply {
    page_way way; ///< the last one
    /// What 1 MiB has cost in processor time, where that was measured.
    std::array<std::optional<std::chrono::nanoseconds>, page_way_count> costs{};
};

/// What --io=mmap: and --stats call it.
std::string_view name_of(page_way way) noexcept;

/// True if space is reserved before there are pages.
constexpr bool reserves_space(page_way way) noexcept {
    return way == page_way::populate || way == page_way::faults;
}

/// The other way that is worth a trial on the file system of `fd`, where `way`
/// is the best known. None where a zero that is written may travel far, nor
/// where populated pages are never compressed, or find no room.
std::optional<page_way> rival_of(page_way way, int fd) noexcept;

/// True for file systems that write data to a new place each time, so that a
/// page that was written out ahead of the decoder needs room once more.
bool copies_on_write(int fd) noexcept;

/// The best way known for the file system of `fd`: zeros where that was
/// measured to be the fastest, ext4 and XFS, and where data are written to a
/// new place each time, btrfs and bcachefs, which neither compress what was
/// reserved or populated nor always find room for it. Elsewhere space is
/// reserved and pages are populated; over a network, zeros would travel to the
/// server first.
page_way best_page_way(int fd) noexcept;

} // namespace mgunzip::io

#endif
