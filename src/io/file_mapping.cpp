// SPDX-License-Identifier: BSL-1.0
// A guarded mapping of a part of an open file.
#include "io/file_mapping.hpp"

#include "io/call_counts.hpp"
#include "io/page_advice.hpp"
#include "io/posix.hpp"

#include <algorithm>
#include <cerrno>
#include <exception>
#include <limits>
#include <new>

#include <sys/mman.h>

namespace mgunzip::io {

namespace {

// Below that a file has not enough pages for large ones to pay.
constexpr std::uint64_t min_huge = 128 * 1024;

// So much of a mapping asks for huge pages. By then a file that is written in
// order gets folios that are large enough by itself; and whole huge pages may
// be dear, as the system moves other pages out of the way for them, and a
// virtual machine gets them from its host.
constexpr std::size_t most_huge = std::size_t{64} << 20;

// An address that is free now, and as far from a border of huge pages as
// `offset` is in the file: only then can parts of the file that are whole in
// memory be mapped as a whole. The system sees to that by itself only in newer
// versions and for larger mappings. Null if there is none.
const char* address_for(std::uint64_t offset, std::size_t size) noexcept {
    const std::size_t with_room = size + huge_page_size;
    ++calls_of_this_thread.mmap;
    void* const free =
        ::mmap(nullptr, with_room, PROT_NONE,
               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (free == MAP_FAILED)
        return nullptr;
    ++calls_of_this_thread.munmap;
    ::munmap(free, with_room);
    const auto address = reinterpret_cast<std::uintptr_t>(free);
    return static_cast<const char*>(free) + (offset - address) % huge_page_size;
}

} // namespace

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
    const bool is_huge = access != map_access::read && size >= min_huge;
    if (is_huge)
        params.hint = address_for(offset, params.length);
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
    ++calls_of_this_thread.mmap;
    // A read-only file has no data(); const_data() is there in both modes, and
    // the pages themselves say whether they may be written to.
    begin_ =
        reinterpret_cast<std::uint8_t*>(const_cast<char*>(file_.const_data()));
    size_ = static_cast<std::size_t>(size);
    offset_ = offset;
    if (is_huge && access == map_access::read_write_huge)
        prefer_huge_pages(begin_, begin_ + std::min(size_, most_huge));
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
    ++calls_of_this_thread.munmap;
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
