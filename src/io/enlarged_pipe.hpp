// SPDX-License-Identifier: BSL-1.0
// A pipe that holds more than usual for a time.
#ifndef MGUNZIP_IO_ENLARGED_PIPE_HPP
#define MGUNZIP_IO_ENLARGED_PIPE_HPP

#include <utility>

namespace mgunzip::io {

/// With so many bytes reader and writer wait for each other as seldom as with
/// more. All pipes of a user together may hold 64 MiB by default
/// (/proc/sys/fs/pipe-user-pages-soft); beyond that, each new one holds 8 KiB,
/// whichever program makes it.
inline constexpr int pipe_size_wanted = 128 * 1024;

/// Makes a pipe hold `size` bytes, or as many as this user's limits allow, as
/// long as this lives. Quietly does nothing for a pipe that holds as many
/// already, and for what is no pipe.
class enlarged_pipe {
  public:
    enlarged_pipe() = default;
    explicit enlarged_pipe(int fd, int size = pipe_size_wanted) noexcept;
    enlarged_pipe(enlarged_pipe&& other) noexcept
        : fd_(std::exchange(other.fd_, -1)), before_(other.before_),
          size_(other.size_) {}
    enlarged_pipe& operator=(enlarged_pipe&& other) noexcept;
    ~enlarged_pipe() { restore(); }

    /// Makes the pipe as small again as it was, or nearly so: what has not been
    /// read yet needs its room. The descriptor is not used afterwards.
    void restore() noexcept;

  private:
    int fd_ = -1; ///< if it was enlarged
    int before_ = 0;
    int size_ = 0;
};

} // namespace mgunzip::io

#endif
