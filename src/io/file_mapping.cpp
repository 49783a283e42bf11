// SPDX-License-Identifier: BSL-1.0
// A guarded mapping of a part of an open file.
#include "io/file_mapping.hpp"

#include "io/posix.hpp"

#include <cerrno>
#include <exception>
#include <limits>
#include <new>

namespace mgunzip::io {

std::error_code file_mapping::map(int fd, map_access access,
                                  std::uint64_t offset, std::uint64_t size) {
    unmap();
    // Half of what pointers can tell apart, so that differences fit too.
    if (size > std::numeric_limits<std::size_t>::max() / 2)
        return std::make_error_code(std::errc::not_enough_memory);
    boost::iostreams::mapped_file_params params(descriptor_path(fd));
    params.flags = access == map_access::read
                       ? boost::iostreams::mapped_file::readonly
                       : boost::iostreams::mapped_file::readwrite;
    params.offset = static_cast<boost::iostreams::stream_offset>(offset);
    params.length = static_cast<std::size_t>(size);
    try {
        errno = 0;
        file_.open(params);
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception&) {
        // The exception always carries the same code; only errno tells the
        // cause.
        return errno != 0 ? last_error()
                          : std::make_error_code(std::errc::io_error);
    }
    // A read-only file has no data(); const_data() is there in both modes, and
    // the pages themselves say whether they may be written to.
    begin_ =
        reinterpret_cast<std::uint8_t*>(const_cast<char*>(file_.const_data()));
    size_ = static_cast<std::size_t>(size);
    offset_ = offset;
    if (!guard_.guard(begin_, size_)) {
        unmap();
        return std::make_error_code(std::errc::too_many_files_open_in_system);
    }
    return {};
}

void file_mapping::unmap() noexcept {
    if (!is_mapped())
        return;
    guard_.release();
    try {
        file_.close();
    } catch (const std::exception&) {
        // Neither munmap nor close of a mapping that exists fails in a way
        // that loses data or could be mended.
    }
    begin_ = nullptr;
    size_ = 0;
}

} // namespace mgunzip::io
