// SPDX-License-Identifier: BSL-1.0
// Copies mode, owner, times and extended attributes to a new file.
#ifndef MGUNZIP_IO_FILE_ATTRIBUTES_HPP
#define MGUNZIP_IO_FILE_ATTRIBUTES_HPP

#include <array>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include <sys/stat.h>
#include <time.h>

namespace mgunzip::io {

/// A pair such as "user.comment", and bytes.
struct extended_attribute {
    std::string name;
    std::string value;

    friend bool operator==(const extended_attribute&,
                           const extended_attribute&) = default;
};

/// Those of a file that belong to its contents (user.*), and its access control
/// list. None where the file system has none, or they cannot be read. May throw
/// std::bad_alloc.
std::vector<extended_attribute> read_extended_attributes(int fd);

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

    std::vector<extended_attribute> extended{};

    /// All that a file with this status has, but for the extended ones.
    static file_attributes of(const struct stat& status);
};

/// Sets them, owner first. An owner that this process may not give is left
/// out quietly; then there are no setuid, setgid or sticky bits, and there is
/// no access control list. With an owner, a list that the file has from its
/// directory goes. Where a file does without the list that is given, its group
/// has the rights that the list leaves to it. Extended attributes that the file
/// system does not have are left out quietly. Returns the first error of
/// setting anything but the owner.
[[nodiscard]] std::error_code
set_attributes(int fd, const file_attributes& attributes) noexcept;

} // namespace mgunzip::io

#endif
