// SPDX-License-Identifier: BSL-1.0
// Mode, owner and times of a file that takes the place of another.
#ifndef MGUNZIP_IO_FILE_ATTRIBUTES_HPP
#define MGUNZIP_IO_FILE_ATTRIBUTES_HPP

#include <array>
#include <optional>
#include <system_error>

#include <sys/stat.h>
#include <time.h>

namespace mgunzip::io {

/// What a new file is given besides its bytes.
struct file_attributes {
    struct ownership {
        uid_t user;
        gid_t group;
    };

    mode_t mode = S_IRUSR | S_IWUSR; ///< permissions and setuid bits
    std::optional<ownership> owner = std::nullopt;
    /// Times of the last access and the last modification.
    std::optional<std::array<timespec, 2>> times = std::nullopt;

    /// All that a file with this status has.
    static file_attributes of(const struct stat& status);
};

/// Sets them, owner first. An owner that this process may not give is left
/// out quietly; then there are no setuid, setgid or sticky bits, and a group
/// that is not the wanted one may do no more than everybody may. Returns the
/// first error of setting the mode or the times.
[[nodiscard]] std::error_code
set_attributes(int fd, const file_attributes& attributes) noexcept;

} // namespace mgunzip::io

#endif
