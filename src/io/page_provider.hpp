// SPDX-License-Identifier: BSL-1.0
// How the pages of a mapped output come to be there before the decoder is.
#ifndef MGUNZIP_IO_PAGE_PROVIDER_HPP
#define MGUNZIP_IO_PAGE_PROVIDER_HPP

#include <cstdint>
#include <system_error>

namespace mgunzip::io {

/// The ways in which pages can come.
enum class page_way : std::uint8_t {
    /// Zeros are written to the file just ahead of the decoder. The system then
    /// copies zeros into new pages where it would have zeroed them, and no disk
    /// space is reserved: a full disk is an ordinary error of the write.
    zeros,
    /// Space is reserved, and pages are populated just ahead.
    populate,
    /// Space is reserved, and each page comes by a fault.
    faults,
};

/// The best way known for the file system of `fd`: zeros where that was
/// measured to be the fastest, ext4 and XFS. Elsewhere pages are populated;
/// over a network, zeros would travel to the server first.
page_way best_page_way(int fd) noexcept;

/// Provides pages of one mapping. Any thread may do so, one at a time.
class page_provider {
  public:
    /// For memory that is no file's, and until there is a mapping.
    page_provider() = default;

    /// `mapping` is where byte `offset` of the file `fd` is mapped. The file
    /// has `file_size` bytes, and nobody else changes that.
    page_provider(page_way way, int fd, const std::uint8_t* mapping,
                  std::uint64_t offset, std::uint64_t file_size) noexcept
        : way_(way), fd_(fd), mapping_(mapping), offset_(offset),
          file_size_(file_size) {}

    /// Provides [begin, end), a part of the mapping in front of which all pages
    /// are provided, and behind which nothing was stored. Errors: EFAULT and
    /// EHWPOISON where a store would have met a SIGBUS, `io_errc::output_lost`
    /// if the file has become shorter, no space as `is_out_of_space` knows it
    /// (a part is provided then), or what else the system says.
    [[nodiscard]] std::error_code
    provide(const std::uint8_t* begin, const std::uint8_t* end) const noexcept;

    page_way way() const noexcept { return way_; }

  private:
    std::error_code write_zeros(std::uint64_t begin,
                                std::uint64_t end) const noexcept;

    page_way way_ = page_way::populate;
    int fd_ = -1;
    const std::uint8_t* mapping_ = nullptr;
    std::uint64_t offset_ = 0;
    std::uint64_t file_size_ = 0;
};

} // namespace mgunzip::io

#endif
