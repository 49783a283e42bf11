// SPDX-License-Identifier: BSL-1.0
// Owned descriptors, and the system calls on them with their retries.
#ifndef MGUNZIP_IO_POSIX_HPP
#define MGUNZIP_IO_POSIX_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include <sys/stat.h>

#ifndef __linux__
#error "mgunzip is for Linux"
#endif
static_assert(
    sizeof(off_t) == 8,
    "files may be large: define _FILE_OFFSET_BITS=64, as Jamroot does");

namespace mgunzip::io {

/// Owns a descriptor; -1 is none. The destructor closes it and ignores what
/// close says; where that matters, `close` is to be called.
class unique_fd {
  public:
    unique_fd() = default;
    explicit unique_fd(int fd) noexcept : fd_(fd) {}
    unique_fd(unique_fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    unique_fd& operator=(unique_fd&& other) noexcept {
        reset(std::exchange(other.fd_, -1));
        return *this;
    }
    ~unique_fd() { reset(); }

    int get() const noexcept { return fd_; }
    explicit operator bool() const noexcept { return fd_ >= 0; }

    void reset(int fd = -1) noexcept;
    [[nodiscard]] int release() noexcept { return std::exchange(fd_, -1); }
    /// Closes; the descriptor is gone even after an error.
    [[nodiscard]] std::error_code close() noexcept;

  private:
    int fd_ = -1;
};

/// The error of the system call that has just failed.
std::error_code last_error() noexcept;

/// The name under which this process can open the file behind `fd` anew.
std::string descriptor_path(int fd);

/// Opens what has that name for reading, with further flags and O_CLOEXEC.
[[nodiscard]] std::error_code open_for_reading(const std::string& path,
                                               int flags,
                                               unique_fd& result) noexcept;

/// Opens the file behind `fd` anew, with an offset and flags of its own (and
/// O_CLOEXEC). The permissions of the file are checked again, and there may be
/// no /proc.
[[nodiscard]] std::error_code reopen(int fd, int flags, unique_fd& result);

/// What an error of opening a descriptor anew says: the system's words, or that
/// there is no /proc.
std::string reopening_failure(const std::error_code& error);

/// Reads once, at most `size` bytes, and waits until there is at least one;
/// `count` is 0 at the end of the file. Retries after EINTR, and waits with
/// poll where a non-blocking descriptor has nothing yet.
[[nodiscard]] std::error_code read_some(int fd, void* buffer, std::size_t size,
                                        std::size_t& count) noexcept;

/// Reads `size` bytes at `offset` of a file, whose own offset stays. An early
/// end of the file is EIO.
[[nodiscard]] std::error_code read_all_at(int fd, void* buffer,
                                          std::size_t size,
                                          std::uint64_t offset) noexcept;

/// Writes everything, in a single call unless the system takes less at once.
/// Retries after EINTR, and waits with poll where a non-blocking descriptor is
/// full. After an error an unknown part was written.
[[nodiscard]] std::error_code write_all(int fd, const void* data,
                                        std::size_t size) noexcept;

/// The same at `offset` of a file, whose own offset stays.
[[nodiscard]] std::error_code write_all_at(int fd, const void* data,
                                           std::size_t size,
                                           std::uint64_t offset) noexcept;

/// Gives the pages that hold the bytes to a pipe, without copying them, and
/// retries and waits as `write_all` does. The reader sees any later change of
/// these pages. `fd` must be open for writing: the reading end of a pipe would
/// be read from, into `data`. EBADF for what is no pipe.
[[nodiscard]] std::error_code splice_all(int fd, const void* data,
                                         std::size_t size) noexcept;

[[nodiscard]] std::error_code get_status(int fd, struct stat& status) noexcept;

bool is_same_file(const struct stat& a, const struct stat& b) noexcept;

/// True if what is written to one of them is read from the other, at the same
/// place: one regular file, or one block device by whatever name.
bool share_contents(const struct stat& a, const struct stat& b) noexcept;

/// True if both are of the same file and nothing tells that it was changed in
/// between: size, modification and change times are equal.
bool is_unchanged(const struct stat& before, const struct stat& after) noexcept;

/// The offset of the descriptor. ESPIPE where it has none.
[[nodiscard]] std::error_code get_offset(int fd,
                                         std::uint64_t& offset) noexcept;
[[nodiscard]] std::error_code set_offset(int fd, std::uint64_t offset) noexcept;
[[nodiscard]] std::error_code move_to_end(int fd) noexcept;

/// Sets the size of a file; what is cut off gives its space back.
[[nodiscard]] std::error_code set_size(int fd, std::uint64_t size) noexcept;

/// Gives the bytes [begin, end) of a file a place on the disk, and the file at
/// least the size `end`. After an error, a part of that may have happened.
/// EOPNOTSUPP where the file system cannot; nothing is emulated. Beyond
/// RLIMIT_FSIZE the process gets SIGXFSZ, which has to be ignored to see EFBIG.
[[nodiscard]] std::error_code reserve_space(int fd, std::uint64_t begin,
                                            std::uint64_t end) noexcept;

/// Bytes that this process may still use on the file system of `fd`. They are
/// a hint only: quotas and other writers are not in it.
[[nodiscard]] std::error_code get_free_space(int fd,
                                             std::uint64_t& bytes) noexcept;

/// The permissions that new files do not get: the remembered ones, or what the
/// system says in /proc, which changes nothing; those of all but the owner if
/// it says nothing.
mode_t process_umask() noexcept;

/// For a process with a single thread that does not change them any more: from
/// now on nobody asks.
void remember_umask() noexcept;
std::optional<mode_t> remembered_umask() noexcept;

/// Processors that this process may run on; at least 1.
unsigned usable_processors() noexcept;

/// True for the errors that say that there is not enough room for a file of
/// some size: ENOSPC, EDQUOT, EFBIG.
bool is_out_of_space(const std::error_code& error) noexcept;

} // namespace mgunzip::io

#endif
