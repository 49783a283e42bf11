// SPDX-License-Identifier: BSL-1.0
// A directory that is opened once; all that is done in it is relative to that.
#include "io/directory.hpp"

#include <cerrno>
#include <climits>

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace mgunzip::io {
namespace {

std::error_code open_relative(int base, const char* path, int flags,
                              unique_fd& result) noexcept {
    int fd;
    do {
        fd = ::openat(base, path, flags | O_CLOEXEC);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0)
        return last_error();
    result.reset(fd);
    return {};
}

// True for file systems that write nothing when a file is closed, and keep the
// numbers of files.
bool is_well_known(int fd) noexcept {
    struct statfs status {};
    if (::fstatfs(fd, &status) < 0)
        return false;
    switch (static_cast<std::uint32_t>(status.f_type)) {
    case EXT4_SUPER_MAGIC:
    case XFS_SUPER_MAGIC:
    case BTRFS_SUPER_MAGIC:
    case TMPFS_MAGIC:
        return true;
    default:
        return false;
    }
}

} // namespace

std::error_code get_identity(int fd, file_identity& identity) noexcept {
    struct stat status {};
    if (const auto error = get_status(fd, status))
        return error;
    identity = {status.st_dev, is_well_known(fd) ? status.st_ino : 0};
    return {};
}

std::error_code directory::open_at(int base, const std::string& path,
                                   bool follows_link,
                                   std::shared_ptr<const directory>& result) {
    unique_fd fd;
    const int flags = O_PATH | O_DIRECTORY | (follows_link ? 0 : O_NOFOLLOW);
    if (const auto error = open_relative(base, path.c_str(), flags, fd))
        return error;
    result.reset(new directory(std::move(fd)));
    return {};
}

std::error_code directory::open(const std::string& path, bool follows_link,
                                std::shared_ptr<const directory>& result) {
    return open_at(AT_FDCWD, path, follows_link, result);
}

std::error_code
directory::open_below(const std::string& name,
                      std::shared_ptr<const directory>& result) const {
    return open_at(fd_.get(), name, false, result);
}

std::error_code
directory::open_or_make(const std::string& path,
                        std::shared_ptr<const directory>& result) {
    const std::size_t end = path.find_last_not_of('/');
    if (end == path.npos) // "/", or no path at all
        return open(path, true, result);
    const std::size_t slash = path.rfind('/', end);
    const std::string name =
        path.substr(slash + 1, end - slash); // npos + 1 is 0
    std::shared_ptr<const directory> parent;
    if (const auto error = open(
            slash == path.npos ? "." : path.substr(0, slash + 1), true, parent))
        return error;
    struct stat status {};
    if (parent->look_at(name, status) || !S_ISLNK(status.st_mode))
        return parent->make_below(name, 0777, result);
    if (parent->is_trap(status))
        return std::make_error_code(std::errc::permission_denied);
    return open_at(parent->fd(), name, true, result);
}

std::error_code
directory::make_below(const std::string& name, mode_t mode,
                      std::shared_ptr<const directory>& result) const {
    const auto error = open_below(name, result);
    if (error != std::errc::no_such_file_or_directory)
        return error;
    if (::mkdirat(fd_.get(), name.c_str(), mode) < 0 && errno != EEXIST)
        return last_error();
    return open_below(name, result);
}

std::error_code directory::open_file(const std::string& name, int flags,
                                     unique_fd& result) const noexcept {
    return open_relative(fd_.get(), name.c_str(), flags, result);
}

std::error_code directory::look_at(const std::string& name,
                                   struct stat& status) const noexcept {
    return ::fstatat(fd_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0
               ? last_error()
               : std::error_code{};
}

std::error_code directory::read_link(const std::string& name,
                                     std::string& target) const {
    char text[PATH_MAX];
    const ssize_t length =
        ::readlinkat(fd_.get(), name.c_str(), text, sizeof text);
    if (length < 0)
        return last_error();
    if (length == sizeof text)
        return std::make_error_code(std::errc::filename_too_long);
    target.assign(text, static_cast<std::size_t>(length));
    return {};
}

bool directory::is_trap(const struct stat& link) const noexcept {
    struct stat here {};
    if (get_status(fd_.get(), here))
        return true;
    constexpr mode_t shared = S_ISVTX | S_IWOTH;
    return (here.st_mode & shared) == shared && link.st_uid != ::geteuid() &&
           link.st_uid != here.st_uid;
}

bool directory::may_tell_at_close() const noexcept {
    if (tells_at_close_ == answer::unknown)
        tells_at_close_ = is_well_known(fd_.get()) ? answer::no : answer::yes;
    return tells_at_close_ == answer::yes;
}

bool directory::is_append_only() const noexcept {
    if (is_append_only_ == answer::unknown) {
        struct statx status {};
        const bool is_known =
            ::statx(fd_.get(), "", AT_EMPTY_PATH, 0, &status) == 0;
        is_append_only_ =
            is_known && (status.stx_attributes & STATX_ATTR_APPEND) != 0
                ? answer::yes
                : answer::no;
    }
    return is_append_only_ == answer::yes;
}

} // namespace mgunzip::io
