// SPDX-License-Identifier: BSL-1.0
// A pipe that holds more than usual for a time.
#include "io/enlarged_pipe.hpp"

#include <cerrno>

#include <fcntl.h>

namespace mgunzip::io {

enlarged_pipe::enlarged_pipe(int fd, int size) noexcept
    : before_(::fcntl(fd, F_GETPIPE_SZ)) {
    if (before_ < 0)
        return;
    for (; size > before_; size /= 2) {
        size_ = ::fcntl(fd, F_SETPIPE_SZ, size);
        if (size_ > before_) {
            fd_ = fd;
            return;
        }
    }
}

enlarged_pipe& enlarged_pipe::operator=(enlarged_pipe&& other) noexcept {
    restore();
    fd_ = std::exchange(other.fd_, -1);
    before_ = other.before_;
    size_ = other.size_;
    return *this;
}

void enlarged_pipe::restore() noexcept {
    if (fd_ < 0)
        return;
    const int fd = std::exchange(fd_, -1);
    for (int size = before_; size < size_; size *= 2)
        if (::fcntl(fd, F_SETPIPE_SZ, size) >= 0 || errno != EBUSY)
            return;
}

} // namespace mgunzip::io
