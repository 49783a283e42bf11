// SPDX-License-Identifier: BSL-1.0
// Owned descriptors, and the system calls on them with their retries.
#include "io/posix.hpp"

#include "io/call_counts.hpp"
#include "io/process_status.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <string_view>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

namespace mgunzip::io {
namespace {

// A single fallocate of many GiB cannot be interrupted for seconds.
constexpr std::uint64_t max_reservation_piece = std::uint64_t{1} << 30;

// Waits until `fd` is ready. Errors and hang-ups count as ready, as the next
// read or write tells what they are.
std::error_code wait_until_ready(int fd, short events) noexcept {
    pollfd entry{.fd = fd, .events = events, .revents = 0};
    while (::poll(&entry, 1, -1) < 0) {
        if (errno != EINTR)
            return last_error();
    }
    return {};
}

// Calls `write_once(data, size)`, a kind of write, until all is written.
template <typename WriteOnce>
std::error_code write_repeatedly(int fd, const char* data, std::size_t size,
                                 WriteOnce write_once) noexcept {
    while (size > 0) {
        const ssize_t written = write_once(data, size);
        if (written > 0) {
            data += written;
            size -= static_cast<std::size_t>(written);
        } else if (written == 0) {
            // Nothing was written and nothing is said about it: trying again
            // might go on for ever.
            return std::make_error_code(std::errc::io_error);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            if (const auto error = wait_until_ready(fd, POLLOUT))
                return error;
        } else if (errno != EINTR) {
            return last_error();
        }
    }
    return {};
}

std::error_code open_path(const std::string& path, int flags,
                          unique_fd& result) noexcept {
    int opened;
    do {
        opened = ::open(path.c_str(), flags | O_CLOEXEC);
    } while (opened < 0 && errno == EINTR);
    if (opened < 0)
        return last_error();
    result.reset(opened);
    return {};
}

bool is_equal(const timespec& a, const timespec& b) noexcept {
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

} // namespace

void unique_fd::reset(int fd) noexcept {
    if (fd_ >= 0)
        ::close(fd_);
    fd_ = fd;
}

std::error_code unique_fd::close() noexcept {
    // On Linux the descriptor is free again whatever close returns, EINTR
    // included, so that a second try could close one that another thread
    // has opened.
    if (::close(release()) < 0 && errno != EINTR)
        return last_error();
    return {};
}

std::error_code last_error() noexcept {
    return {errno, std::system_category()};
}

std::string descriptor_path(int fd) {
    return "/proc/self/fd/" + std::to_string(fd);
}

std::error_code open_for_reading(const std::string& path, int flags,
                                 unique_fd& result) noexcept {
    return open_path(path, O_RDONLY | flags, result);
}

std::error_code reopen(int fd, int flags, unique_fd& result) {
    return open_path(descriptor_path(fd), flags, result);
}

std::string reopening_failure(const std::error_code& error) {
    return error == std::errc::no_such_file_or_directory &&
                   ::access("/proc/self/fd", F_OK) < 0
               ? "there is no /proc"
               : error.message();
}

std::error_code read_some(int fd, void* buffer, std::size_t size,
                          std::size_t& count) noexcept {
    for (;;) {
        ++calls_of_this_thread.read;
        const ssize_t got = ::read(fd, buffer, size);
        if (got >= 0) {
            count = static_cast<std::size_t>(got);
            return {};
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            if (const auto error = wait_until_ready(fd, POLLIN))
                return error;
        } else if (errno != EINTR) {
            return last_error();
        }
    }
}

std::error_code read_all_at(int fd, void* buffer, std::size_t size,
                            std::uint64_t offset) noexcept {
    auto* to = static_cast<char*>(buffer);
    while (size > 0) {
        ++calls_of_this_thread.read;
        const ssize_t got = ::pread(fd, to, size, static_cast<off_t>(offset));
        if (got > 0) {
            to += got;
            size -= static_cast<std::size_t>(got);
            offset += static_cast<std::uint64_t>(got);
        } else if (got == 0) {
            return std::make_error_code(std::errc::io_error);
        } else if (errno != EINTR) {
            return last_error();
        }
    }
    return {};
}

std::error_code write_all(int fd, const void* data, std::size_t size) noexcept {
    return write_repeatedly(fd, static_cast<const char*>(data), size,
                            [fd](const char* from, std::size_t left) noexcept {
                                ++calls_of_this_thread.write;
                                return ::write(fd, from, left);
                            });
}

std::error_code write_all_at(int fd, const void* data, std::size_t size,
                             std::uint64_t offset) noexcept {
    const char* const begin = static_cast<const char*>(data);
    return write_repeatedly(
        fd, begin, size,
        [fd, begin, offset](const char* from, std::size_t left) noexcept {
            const auto done = static_cast<std::uint64_t>(from - begin);
            ++calls_of_this_thread.write;
            return ::pwrite(fd, from, left, static_cast<off_t>(offset + done));
        });
}

std::error_code splice_all(int fd, const void* data,
                           std::size_t size) noexcept {
    return write_repeatedly(fd, static_cast<const char*>(data), size,
                            [fd](const char* from, std::size_t left) noexcept {
                                const iovec part{.iov_base =
                                                     const_cast<char*>(from),
                                                 .iov_len = left};
                                ++calls_of_this_thread.splice;
                                return ::vmsplice(fd, &part, 1, 0);
                            });
}

std::error_code get_status(int fd, struct stat& status) noexcept {
    return ::fstat(fd, &status) < 0 ? last_error() : std::error_code{};
}

bool is_same_file(const struct stat& a, const struct stat& b) noexcept {
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

bool share_contents(const struct stat& a, const struct stat& b) noexcept {
    if (S_ISBLK(a.st_mode) && S_ISBLK(b.st_mode))
        return a.st_rdev == b.st_rdev;
    return S_ISREG(a.st_mode) && is_same_file(a, b);
}

bool is_unchanged(const struct stat& before,
                  const struct stat& after) noexcept {
    return is_same_file(before, after) && before.st_size == after.st_size &&
           is_equal(before.st_mtim, after.st_mtim) &&
           is_equal(before.st_ctim, after.st_ctim);
}

std::error_code get_offset(int fd, std::uint64_t& offset) noexcept {
    const off_t position = ::lseek(fd, 0, SEEK_CUR);
    if (position < 0)
        return last_error();
    offset = static_cast<std::uint64_t>(position);
    return {};
}

std::error_code set_offset(int fd, std::uint64_t offset) noexcept {
    return ::lseek(fd, static_cast<off_t>(offset), SEEK_SET) < 0
               ? last_error()
               : std::error_code{};
}

std::error_code move_to_end(int fd) noexcept {
    return ::lseek(fd, 0, SEEK_END) < 0 ? last_error() : std::error_code{};
}

std::error_code set_size(int fd, std::uint64_t size) noexcept {
    while (::ftruncate(fd, static_cast<off_t>(size)) < 0) {
        if (errno != EINTR)
            return last_error();
    }
    return {};
}

std::error_code reserve_space(int fd, std::uint64_t begin,
                              std::uint64_t end) noexcept {
    while (begin < end) {
        const std::uint64_t piece =
            std::min(end - begin, max_reservation_piece);
        ++calls_of_this_thread.fallocate;
        if (::fallocate(fd, 0, static_cast<off_t>(begin),
                        static_cast<off_t>(piece)) == 0)
            begin += piece;
        else if (errno != EINTR)
            return last_error();
    }
    return {};
}

std::error_code get_free_space(int fd, std::uint64_t& bytes) noexcept {
    struct statvfs space {};
    while (::fstatvfs(fd, &space) < 0) {
        if (errno != EINTR)
            return last_error();
    }
    bytes = std::uint64_t{space.f_bavail} * space.f_frsize;
    return {};
}

namespace {

constexpr int not_remembered = -1;
std::atomic<int> remembered_mask{not_remembered};

} // namespace

// There is no other way to ask than to set it for a moment. What other threads
// create meanwhile would get all permissions that it asks for.
void remember_umask() noexcept {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    remembered_mask = static_cast<int>(mask);
}

std::optional<mode_t> remembered_umask() noexcept {
    const int known = remembered_mask;
    return known == not_remembered ? std::nullopt
                                   : std::optional(static_cast<mode_t>(known));
}

mode_t process_umask() noexcept {
    if (const auto known = remembered_umask())
        return *known;
    const process_status status;
    const std::string_view text = status.value_of("Umask");
    mode_t mask = S_IRWXG | S_IRWXO;
    std::from_chars(text.data(), text.data() + text.size(), mask, 8);
    return mask;
}

unsigned usable_processors() noexcept {
    cpu_set_t usable;
    // Fails where there are more processors than the set has room for.
    if (::sched_getaffinity(0, sizeof usable, &usable) < 0)
        return std::max(std::thread::hardware_concurrency(), 1U);
    return static_cast<unsigned>(CPU_COUNT(&usable));
}

bool is_out_of_space(const std::error_code& error) noexcept {
    return error.category() == std::system_category() &&
           (error.value() == ENOSPC || error.value() == EDQUOT ||
            error.value() == EFBIG);
}

} // namespace mgunzip::io
