// SPDX-License-Identifier: BSL-1.0
// Mode, owner and times of a file that takes the place of another.
#include "io/file_attributes.hpp"

#include "io/posix.hpp"

#include <unistd.h>

namespace mgunzip::io {
namespace {

constexpr mode_t permission_bits = S_IRWXU | S_IRWXG | S_IRWXO;
constexpr mode_t all_mode_bits = permission_bits | S_ISUID | S_ISGID | S_ISVTX;

// Gives the file to `owner` as far as possible; returns what is left of
// `mode` after that.
mode_t set_owner(int fd, const file_attributes::ownership& owner,
                 mode_t mode) noexcept {
    struct stat now;
    const bool is_owner = !get_status(fd, now) && now.st_uid == owner.user &&
                          now.st_gid == owner.group;
    // Asking costs less than a change, for which file systems write journals.
    if (is_owner || ::fchown(fd, owner.user, owner.group) == 0)
        return mode;
    mode &= permission_bits;
    constexpr auto same_user = static_cast<uid_t>(-1);
    if (::fchown(fd, same_user, owner.group) == 0)
        return mode;
    const mode_t of_others = mode & S_IRWXO;
    return mode & ~(S_IRWXG & ~(of_others << 3));
}

} // namespace

file_attributes file_attributes::of(const struct stat& status) {
    return {.mode = status.st_mode & all_mode_bits,
            .owner = ownership{status.st_uid, status.st_gid},
            .times = {{status.st_atim, status.st_mtim}}};
}

std::error_code set_attributes(int fd,
                               const file_attributes& attributes) noexcept {
    mode_t mode = attributes.mode & all_mode_bits;
    if (attributes.owner)
        mode = set_owner(fd, *attributes.owner, mode);
    std::error_code error;
    if (::fchmod(fd, mode) < 0)
        error = last_error();
    if (attributes.times && ::futimens(fd, attributes.times->data()) < 0 &&
        !error)
        error = last_error();
    return error;
}

} // namespace mgunzip::io
