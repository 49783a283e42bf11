// SPDX-License-Identifier: BSL-1.0
// Gives names to files, all relative to the descriptor of a directory.
#include "io/file_names.hpp"

#include <atomic>
#include <cerrno>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <random>

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

namespace mgunzip::io {
namespace {

constexpr mode_t private_mode = S_IRUSR | S_IWUSR;

std::error_code result_of(int status) noexcept {
    return status < 0 ? last_error() : std::error_code{};
}

std::error_code open_in(int directory_fd, const char* name, int flags,
                        unique_fd& result) noexcept {
    int fd;
    do {
        fd = ::openat(directory_fd, name, flags | O_CLOEXEC, private_mode);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0)
        return last_error();
    result.reset(fd);
    return {};
}

// A file without a name can only be mapped and named through /proc. What was
// there once is not asked for again for each file.
std::error_code check_proc(int fd) {
    static std::atomic<bool> is_there{false};
    if (is_there.load(std::memory_order_relaxed))
        return {};
    if (::access(descriptor_path(fd).c_str(), F_OK) < 0)
        return last_error();
    is_there.store(true, std::memory_order_relaxed);
    return {};
}

// The processor's own random numbers, which std::random_device takes, cost many
// times what a system call does.
std::uint64_t random_number() {
    std::uint64_t number = 0;
    if (::getrandom(&number, sizeof number, 0) ==
        static_cast<ssize_t>(sizeof number))
        return number;
    std::random_device random;
    return std::uint64_t{random()} << 32 | random();
}

} // namespace

std::error_code create_nameless(int directory_fd, unique_fd& result) {
    // Not with O_EXCL, which for O_TMPFILE means that it can never be linked.
    unique_fd fd;
    if (const auto error = open_in(directory_fd, ".", O_TMPFILE | O_RDWR, fd))
        return error;
    if (const auto error = make_private(fd.get()))
        return error;
    if (const auto error = check_proc(fd.get()))
        return error;
    result = std::move(fd);
    return {};
}

std::string random_hidden_name() {
    char name[sizeof ".mgunzip-" + 16];
    std::snprintf(name, sizeof name, ".mgunzip-%016" PRIx64, random_number());
    return name;
}

std::error_code create_named(int directory_fd, const std::string& name,
                             unique_fd& result) noexcept {
    return open_in(directory_fd, name.c_str(),
                   O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR, result);
}

std::error_code link_open_file(int fd, int directory_fd,
                               const std::string& name) noexcept {
    // Without the way through /proc this is quicker, but before Linux 6.10 it
    // is for privileged processes only; others get ENOENT.
    static std::atomic<bool> may_link_descriptors{true};
    if (may_link_descriptors.load(std::memory_order_relaxed)) {
        const auto error = result_of(
            ::linkat(fd, "", directory_fd, name.c_str(), AT_EMPTY_PATH));
        if (error.value() != ENOENT)
            return error;
        may_link_descriptors.store(false, std::memory_order_relaxed);
    }
    char path[sizeof "/proc/self/fd/" + std::numeric_limits<int>::digits10 + 1];
    std::snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return result_of(::linkat(AT_FDCWD, path, directory_fd, name.c_str(),
                              AT_SYMLINK_FOLLOW));
}

std::error_code link_named(int directory_fd, const std::string& from,
                           const std::string& to) noexcept {
    return result_of(
        ::linkat(directory_fd, from.c_str(), directory_fd, to.c_str(), 0));
}

bool is_way_refused(const std::error_code& error) noexcept {
    switch (error.value()) {
    case EPERM:
    case EACCES:
    case EINVAL:
    case ENOSYS:
    case EOPNOTSUPP:
    case EXDEV:
        return error.category() == std::system_category();
    default:
        return false;
    }
}

// A umask of 0777 has taken even the owner's permissions away, which opening
// the file through /proc needs.
std::error_code make_private(int fd) noexcept {
    const auto mask = remembered_umask();
    if (mask && (*mask & private_mode) == 0)
        return {};
    return result_of(::fchmod(fd, private_mode));
}

std::error_code rename_over(int directory_fd, const std::string& from,
                            const std::string& to) noexcept {
    return result_of(
        ::renameat(directory_fd, from.c_str(), directory_fd, to.c_str()));
}

std::error_code rename_to_new(int directory_fd, const std::string& from,
                              const std::string& to) noexcept {
    return result_of(::renameat2(directory_fd, from.c_str(), directory_fd,
                                 to.c_str(), RENAME_NOREPLACE));
}

bool is_name_of(int fd, int directory_fd, const char* name) noexcept {
    struct stat file {};
    struct stat named {};
    return ::fstat(fd, &file) == 0 &&
           ::fstatat(directory_fd, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           is_same_file(file, named);
}

std::error_code unlink_name(int directory_fd,
                            const std::string& name) noexcept {
    return result_of(::unlinkat(directory_fd, name.c_str(), 0));
}

// Some file systems remove no file that is open for writing.
void discard(unique_fd& fd, int directory_fd,
             const std::string& name) noexcept {
    const auto error = unlink_name(directory_fd, name);
    fd.reset();
    if (error)
        static_cast<void>(unlink_name(directory_fd, name).value());
}

// Only what is known to be our file is opened for writing, and not through
// whatever else has the name by now: opening alone does something to devices.
void close_by_name(int fd, int directory_fd, const std::string& name) {
    unique_fd found;
    struct stat file {};
    struct stat named {};
    if (open_in(directory_fd, name.c_str(), O_PATH | O_NOFOLLOW, found) ||
        get_status(fd, file) || get_status(found.get(), named) ||
        !is_same_file(file, named))
        return;
    constexpr int flags = O_WRONLY | O_NONBLOCK | O_NOCTTY;
    const mode_t mode = file.st_mode & 07777;
    unique_fd writable;
    const auto error = reopen(found.get(), flags, writable);
    if (error.value() != EACCES || (mode & S_IWUSR) != 0 ||
        ::fchmod(fd, mode | S_IWUSR) < 0)
        return;
    // Whether it helps or not, the mode has to be the right one again.
    static_cast<void>(reopen(found.get(), flags, writable).value());
    static_cast<void>(!::fchmod(fd, mode));
}

std::error_code sync_directory(int directory_fd, int fd) noexcept {
    unique_fd readable;
    if (open_in(directory_fd, ".", O_RDONLY | O_DIRECTORY, readable))
        return result_of(::syncfs(fd));
    return result_of(::fsync(readable.get()));
}

} // namespace mgunzip::io
