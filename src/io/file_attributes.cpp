// SPDX-License-Identifier: BSL-1.0
// Copies mode, owner, times and extended attributes to a new file.
#include "io/file_attributes.hpp"

#include "io/access_list.hpp"
#include "io/posix.hpp"

#include <cerrno>

#include <sys/xattr.h>
#include <unistd.h>

namespace mgunzip::io {
namespace {

constexpr mode_t permission_bits = S_IRWXU | S_IRWXG | S_IRWXO;
constexpr mode_t all_mode_bits = permission_bits | S_ISUID | S_ISGID | S_ISVTX;

bool belongs_to(int fd, const file_attributes::ownership& owner) noexcept {
    struct stat now;
    return !get_status(fd, now) && now.st_uid == owner.user &&
           now.st_gid == owner.group;
}

// Gives the file to `owner` as far as possible; returns what is left of
// `mode` after that. As with GNU gzip, another group has the rights of the
// input's: in a setgid directory it is the one that works there.
mode_t set_owner(int fd, const file_attributes::ownership& owner,
                 mode_t mode) noexcept {
    // Asking costs less than a change, for which file systems write journals.
    if (belongs_to(fd, owner) || ::fchown(fd, owner.user, owner.group) == 0)
        return mode;
    constexpr auto same_user = static_cast<uid_t>(-1);
    static_cast<void>(!::fchown(fd, same_user, owner.group));
    return mode & permission_bits;
}

// The mode until the list is there, and for good if it cannot be set.
mode_t mode_without_lists(mode_t mode,
                          const file_attributes& attributes) noexcept {
    for (const extended_attribute& attribute : attributes.extended)
        if (attribute.name == access_list_name)
            mode = mode_without_list(mode, attribute.value);
    return mode;
}

// The names, each with a zero behind it. They may change at any time: what does
// not fit is none.
std::string names_of_extended(int fd) {
    const ssize_t size = ::flistxattr(fd, nullptr, 0);
    std::string names(size > 0 ? static_cast<std::size_t>(size) : 0, '\0');
    const ssize_t got =
        names.empty() ? 0 : ::flistxattr(fd, names.data(), names.size());
    names.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return names;
}

std::error_code set_extended(int fd,
                             const extended_attribute& attribute) noexcept {
    if (::fsetxattr(fd, attribute.name.c_str(), attribute.value.data(),
                    attribute.value.size(), 0) == 0 ||
        errno == EOPNOTSUPP)
        return {};
    return last_error();
}

} // namespace

std::vector<extended_attribute> read_extended_attributes(int fd) {
    std::vector<extended_attribute> attributes;
    const std::string names = names_of_extended(fd);
    for (std::size_t at = 0; at < names.size();) {
        const std::string name = names.c_str() + at;
        at += name.size() + 1;
        if (!name.starts_with("user.") && name != access_list_name)
            continue;
        const ssize_t size = ::fgetxattr(fd, name.c_str(), nullptr, 0);
        if (size < 0)
            continue;
        std::string value(static_cast<std::size_t>(size), '\0');
        if (::fgetxattr(fd, name.c_str(), value.data(), value.size()) == size)
            attributes.push_back({name, std::move(value)});
    }
    return attributes;
}

file_attributes file_attributes::of(const struct stat& status) {
    file_attributes attributes;
    attributes.mode = status.st_mode & all_mode_bits;
    attributes.owner = ownership{status.st_uid, status.st_gid};
    attributes.times = {{status.st_atim, status.st_mtim}};
    return attributes;
}

std::error_code set_attributes(int fd,
                               const file_attributes& attributes) noexcept {
    mode_t mode = attributes.mode & all_mode_bits;
    if (attributes.owner)
        mode = set_owner(fd, *attributes.owner, mode);
    mode = mode_without_lists(mode, attributes);
    std::error_code error;
    if (attributes.owner)
        error = remove_access_list(fd);
    // With a list, these would be rights of others.
    if (error)
        mode &= ~mode_t{S_IRWXG};
    if (::fchmod(fd, mode) < 0 && !error)
        error = last_error();
    if (attributes.times && ::futimens(fd, attributes.times->data()) < 0 &&
        !error)
        error = last_error();
    for (const extended_attribute& attribute : attributes.extended) {
        if (attribute.name == access_list_name && attributes.owner &&
            !belongs_to(fd, *attributes.owner))
            continue;
        const std::error_code missed = set_extended(fd, attribute);
        if (!error)
            error = missed;
    }
    return error;
}

} // namespace mgunzip::io
