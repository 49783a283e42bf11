// SPDX-License-Identifier: BSL-1.0
// Access control lists of files (POSIX.1e), as extended attributes.
#include "io/access_list.hpp"

#include "io/posix.hpp"

#include <cerrno>
#include <cstddef>

#include <sys/stat.h>
#include <sys/xattr.h>

namespace mgunzip::io {
namespace {

// Little-endian: a version of four bytes, and entries of what they are for (2),
// what they allow (2), and for whom (4).
constexpr std::size_t header_size = 4;
constexpr std::size_t entry_size = 8;
constexpr unsigned known_version = 2;
constexpr unsigned for_owning_group = 0x04;
constexpr unsigned for_mask = 0x10;
constexpr unsigned all_rights = 7;

unsigned load16(std::string_view from, std::size_t at) noexcept {
    return static_cast<unsigned char>(from[at]) |
           static_cast<unsigned>(static_cast<unsigned char>(from[at + 1])) << 8;
}

unsigned rights_of_group(std::string_view list) noexcept {
    if (list.size() < header_size || list.size() % entry_size != header_size ||
        load16(list, 0) != known_version || load16(list, 2) != 0)
        return 0;
    unsigned group = 0;
    unsigned mask = all_rights;
    for (std::size_t at = header_size; at < list.size(); at += entry_size) {
        const unsigned rights = load16(list, at + 2) & all_rights;
        switch (load16(list, at)) {
        case for_owning_group:
            group = rights;
            break;
        case for_mask:
            mask = rights;
            break;
        default:
            break;
        }
    }
    return group & mask;
}

} // namespace

mode_t mode_without_list(mode_t mode, std::string_view list) noexcept {
    constexpr unsigned group_shift = 3;
    const mode_t rights = rights_of_group(list) << group_shift;
    return mode & (rights | ~mode_t{S_IRWXG});
}

std::error_code remove_access_list(int fd) noexcept {
    // Asking costs less than a change, for which file systems write journals.
    if ((::fgetxattr(fd, access_list_name, nullptr, 0) < 0 &&
         (errno == ENODATA || errno == EOPNOTSUPP)) ||
        ::fremovexattr(fd, access_list_name) == 0 || errno == ENODATA)
        return {};
    return last_error();
}

} // namespace mgunzip::io
