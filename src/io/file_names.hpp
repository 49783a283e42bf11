// SPDX-License-Identifier: BSL-1.0
// Gives names to files, all relative to the descriptor of a directory.
#ifndef MGUNZIP_IO_FILE_NAMES_HPP
#define MGUNZIP_IO_FILE_NAMES_HPP

#include "io/posix.hpp"

#include <string>
#include <system_error>

namespace mgunzip::io {

// `directory_fd` may be an O_PATH descriptor everywhere.

/// Opens a directory for use as the base of names (O_PATH).
[[nodiscard]] std::error_code open_directory(const std::string& path,
                                             unique_fd& result);

/// Makes a file without a name in the directory (O_TMPFILE), readable and
/// writable by its owner whatever the umask.
[[nodiscard]] std::error_code create_nameless(int directory_fd,
                                              unique_fd& result);

/// A name that no file has in all likelihood: hidden, and random.
std::string random_hidden_name();

// The next two allocate nothing and take no locks (see cleanup_signals.hpp).

/// Makes a file of that name, which must not exist, with the same permissions
/// or, where the umask takes them, fewer: see `make_private`.
[[nodiscard]] std::error_code create_named(int directory_fd,
                                           const std::string& name,
                                           unique_fd& result) noexcept;

/// Gives a nameless file its name. EEXIST if there is such a name already.
[[nodiscard]] std::error_code link_nameless(int fd, int directory_fd,
                                            const std::string& name) noexcept;

/// Makes a new file readable and writable by its owner whatever the umask.
[[nodiscard]] std::error_code make_private(int fd) noexcept;

/// Renames within the directory, over what has the name `to`.
[[nodiscard]] std::error_code rename_over(int directory_fd,
                                          const std::string& from,
                                          const std::string& to) noexcept;

/// Renames within the directory. EEXIST if there is a file `to` already, which
/// then stays as it is.
[[nodiscard]] std::error_code
rename_to_new(int directory_fd, const std::string& from, const std::string& to);

/// Unlinks a file; errors are of no interest.
void unlink_quietly(int directory_fd, const std::string& name) noexcept;

/// Makes the names in the directory survive a power cut. Where the directory
/// may not be read, the whole file system of `fd` is written instead.
[[nodiscard]] std::error_code sync_directory(int directory_fd, int fd) noexcept;

} // namespace mgunzip::io

#endif
