// SPDX-License-Identifier: BSL-1.0
// A guarded mapping of a part of an open file.
#ifndef MGUNZIP_IO_FILE_MAPPING_HPP
#define MGUNZIP_IO_FILE_MAPPING_HPP

#include "io/sigbus_guard.hpp"

#include <boost/iostreams/device/mapped_file.hpp>

#include <cstddef>
#include <cstdint>
#include <system_error>

namespace mgunzip::io {

enum class map_access : std::uint8_t {
    read,
    read_write,
    /// The same, and the system is asked for huge pages, which take the place
    /// of many faults.
    read_write_huge,
};

/// Maps what lies behind a descriptor, shared with the file, and guards it
/// against SIGBUS. The file is opened anew through /proc, so that its
/// permissions count again; the descriptor is not needed afterwards.
class file_mapping {
  public:
    file_mapping() = default;
    ~file_mapping() { unmap(); }

    /// Maps the bytes [offset, offset + size) of the file; `offset` is a
    /// multiple of the page size, `size` is not 0 and no more than the file
    /// has. What was mapped before is unmapped first. After an error nothing is
    /// mapped. May throw std::bad_alloc.
    [[nodiscard]] std::error_code map(int fd, map_access access,
                                      std::uint64_t offset, std::uint64_t size);

    /// All stores have reached the file's pages afterwards, if not `faulted`.
    void unmap() noexcept;

    bool is_mapped() const noexcept { return size_ != 0; }
    std::uint8_t* begin() const noexcept { return begin_; }
    std::uint8_t* end() const noexcept { return begin_ + size_; }
    std::size_t size() const noexcept { return size_; }
    /// Where in the file `begin` lies.
    std::uint64_t offset() const noexcept { return offset_; }

    /// True if a page could not be had since the last `map`; still valid after
    /// `unmap`.
    bool faulted() const noexcept { return guard_.faulted(); }
    /// The same for the pages in front of `position`, or with it inside.
    bool faulted_before(const std::uint8_t* position) const noexcept {
        return guard_.faulted_before(position);
    }

  private:
    boost::iostreams::mapped_file file_;
    guarded_range guard_;
    std::uint8_t* begin_ = nullptr;
    std::size_t size_ = 0;
    std::uint64_t offset_ = 0;
};

} // namespace mgunzip::io

#endif
