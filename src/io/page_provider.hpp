// SPDX-License-Identifier: BSL-1.0
// How the pages of a mapped output come to be there before the decoder is.
#ifndef MGUNZIP_IO_PAGE_PROVIDER_HPP
#define MGUNZIP_IO_PAGE_PROVIDER_HPP

#include "io/page_way.hpp"
#include "io/way_trial.hpp"
#include "io/write_gate.hpp"

#include <cstddef>
#include <cstdint>
#include <system_error>

namespace mgunzip::io {

/// Provides pages of one mapping. Any thread may do so, one at a time.
class page_provider {
  public:
    /// For memory that is no file's, and until there is a mapping.
    page_provider() = default;

    /// `mapping` is where byte `offset` of the file `fd` is mapped. The file
    /// has `file_size` bytes, and nobody else changes that. Zeros go through
    /// `gate`, if there is one, which lives longer.
    page_provider(page_way way, int fd, const std::uint8_t* mapping,
                  std::uint64_t offset, std::uint64_t file_size,
                  const way_trial& trial = {},
                  write_gate* gate = nullptr) noexcept
        : way_(way), fd_(fd), mapping_(mapping), offset_(offset),
          file_size_(file_size), trial_(trial), gate_(gate) {}

    /// Provides [begin, end), a part of the mapping in front of which all pages
    /// are provided, and behind which nothing was stored. Errors: EFAULT and
    /// EHWPOISON where a store would have met a SIGBUS, `io_errc::output_lost`
    /// if the file has become shorter, no space as `is_out_of_space` knows it
    /// (a part is provided then), or what else the system says. Where zeros are
    /// refused (EINVAL, EOPNOTSUPP), pages are populated from now on.
    [[nodiscard]] std::error_code provide(const std::uint8_t* begin,
                                          const std::uint8_t* end) noexcept;

    page_way way() const noexcept { return way_; }
    const way_trial& trial() const noexcept { return trial_; }

  private:
    std::error_code provide_part(const std::uint8_t* begin,
                                 const std::uint8_t* end) noexcept;
    std::error_code measure_part(const std::uint8_t* begin,
                                 const std::uint8_t* end) noexcept;
    std::error_code write_zeros(const std::uint8_t* begin,
                                const std::uint8_t* end) const noexcept;
    std::error_code write_piece(std::size_t size,
                                std::uint64_t offset) const noexcept;
    std::error_code populate(const std::uint8_t* begin,
                             const std::uint8_t* end) const noexcept;
    std::error_code check_size() const noexcept;

    page_way way_ = page_way::populate;
    int fd_ = -1;
    const std::uint8_t* mapping_ = nullptr;
    std::uint64_t offset_ = 0;
    std::uint64_t file_size_ = 0;
    way_trial trial_;
    write_gate* gate_ = nullptr;
};

} // namespace mgunzip::io

#endif
