// SPDX-License-Identifier: BSL-1.0
// The ways in which pages of a mapped output can come, and which of them suit a
// file system.
#include "io/page_way.hpp"

#include <cerrno>

#include <linux/magic.h>
#include <sys/vfs.h>

namespace mgunzip::io {
namespace {

constexpr std::uint32_t bcachefs_magic = 0xca451a4e; // linux/bcachefs_format.h

// 0 if the system does not tell.
std::uint32_t type_of_file_system(int fd) noexcept {
    struct statfs status {};
    while (::fstatfs(fd, &status) < 0) {
        if (errno != EINTR)
            return 0;
    }
    return static_cast<std::uint32_t>(status.f_type);
}

} // namespace

std::string_view name_of(page_way way) noexcept {
    switch (way) {
    case page_way::zeros:
        return "zeros";
    case page_way::populate:
        return "populate";
    case page_way::unreserved:
        return "unreserved";
    case page_way::faults:
        break;
    }
    return "faults";
}

bool copies_on_write(int fd) noexcept {
    const std::uint32_t type = type_of_file_system(fd);
    return type == BTRFS_SUPER_MAGIC || type == bcachefs_magic;
}

page_way best_page_way(int fd) noexcept {
    switch (type_of_file_system(fd)) {
    case EXT4_SUPER_MAGIC:
    case XFS_SUPER_MAGIC:
    case BTRFS_SUPER_MAGIC:
    case bcachefs_magic:
        return page_way::zeros;
    default:
        return page_way::populate;
    }
}

std::optional<page_way> rival_of(page_way way, int fd) noexcept {
    switch (type_of_file_system(fd)) {
    case EXT4_SUPER_MAGIC:
    case XFS_SUPER_MAGIC:
        return way == page_way::zeros ? page_way::unreserved : page_way::zeros;
    case TMPFS_MAGIC:
        return way == page_way::zeros ? page_way::populate : page_way::zeros;
    default:
        return std::nullopt;
    }
}

} // namespace mgunzip::io
