// SPDX-License-Identifier: BSL-1.0
// How the pages of a mapped output come to be there before the decoder is.
#include "io/page_provider.hpp"

#include "io/io_error.hpp"
#include "io/page_advice.hpp"
#include "io/posix.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>

#include <linux/magic.h>
#include <sys/vfs.h>

namespace mgunzip::io {
namespace {

// Linux makes as large a piece of the page cache as one call fills. Pieces of
// up to 1 MiB come from memory that is there; 2 MiB and more, a page block,
// come from memory that some hosts of virtual machines have taken back, and may
// cost ten times as much. From 64 KiB on the size makes no other difference.
constexpr std::size_t piece_size = 256 * 1024;

// Never written to, so that all of it is one page that stays in the cache.
alignas(4096) unsigned char zeros[piece_size];

} // namespace

page_way best_page_way(int fd) noexcept {
    struct statfs status {};
    int result;
    do {
        result = ::fstatfs(fd, &status);
    } while (result < 0 && errno == EINTR);
    if (result < 0)
        return page_way::populate;
    switch (static_cast<std::uint32_t>(status.f_type)) {
    case EXT4_SUPER_MAGIC:
    case XFS_SUPER_MAGIC:
        return page_way::zeros;
    default:
        return page_way::populate;
    }
}

std::error_code page_provider::provide(const std::uint8_t* begin,
                                       const std::uint8_t* end) const noexcept {
    switch (way_) {
    case page_way::zeros:
        return write_zeros(
            offset_ + static_cast<std::uint64_t>(begin - mapping_),
            offset_ + static_cast<std::uint64_t>(end - mapping_));
    case page_way::populate:
        return populate_for_writing(begin, end);
    case page_way::faults:
        break;
    }
    return {};
}

// Pieces end at multiples of their size in the file, as pieces of the page
// cache do. A write behind the end of a file that another process has cut would
// hide the loss.
std::error_code page_provider::write_zeros(std::uint64_t begin,
                                           std::uint64_t end) const noexcept {
    while (begin < end) {
        struct stat status {};
        if (const auto error = get_status(fd_, status))
            return error;
        if (static_cast<std::uint64_t>(status.st_size) < file_size_)
            return make_error_code(io_errc::output_lost);
        const std::uint64_t size =
            std::min(end - begin, piece_size - begin % piece_size);
        if (const auto error =
                write_all_at(fd_, zeros, static_cast<std::size_t>(size), begin))
            return error;
        begin += size;
    }
    return {};
}

} // namespace mgunzip::io
