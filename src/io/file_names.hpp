// SPDX-License-Identifier: BSL-1.0
// Gives names to files, all relative to the descriptor of a directory.
#ifndef MGUNZIP_IO_FILE_NAMES_HPP
#define MGUNZIP_IO_FILE_NAMES_HPP

#include "io/posix.hpp"

#include <string>
#include <system_error>

namespace mgunzip::io {

// `directory_fd` may be an O_PATH descriptor everywhere.

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

/// Gives a file that is open one more name, or its first one. EEXIST if there
/// is such a name already.
[[nodiscard]] std::error_code link_open_file(int fd, int directory_fd,
                                             const std::string& name) noexcept;

/// The same for a file that has the name `from` there, without /proc.
[[nodiscard]] std::error_code link_named(int directory_fd,
                                         const std::string& from,
                                         const std::string& to) noexcept;

/// True for errors of a link or a rename that speak of the way rather than of
/// the place: the file system, or the system, does not do it like this.
bool is_way_refused(const std::error_code& error) noexcept;

/// Makes a new file readable and writable by its owner whatever the umask.
[[nodiscard]] std::error_code make_private(int fd) noexcept;

/// Renames within the directory, over what has the name `to`.
[[nodiscard]] std::error_code rename_over(int directory_fd,
                                          const std::string& from,
                                          const std::string& to) noexcept;

/// Renames within the directory. EEXIST if there is a file `to` already, which
/// then stays as it is. Not all file systems can.
[[nodiscard]] std::error_code rename_to_new(int directory_fd,
                                            const std::string& from,
                                            const std::string& to) noexcept;

/// True if the name is that of the file behind `fd`. Signal handlers may ask.
bool is_name_of(int fd, int directory_fd, const char* name) noexcept;

[[nodiscard]] std::error_code unlink_name(int directory_fd,
                                          const std::string& name) noexcept;

/// Closes a file and unlinks its name; errors are of no interest.
void discard(unique_fd& fd, int directory_fd, const std::string& name) noexcept;

/// Opens the file behind `fd` for writing, by the name that it has just got
/// from a link, and closes it: who watches the directory (inotify) learns by
/// the close that the file is complete. The mode of a file that its owner may
/// not write to is another one meanwhile. Does nothing where that cannot be
/// had.
void close_by_name(int fd, int directory_fd, const std::string& name);

/// Makes the names in the directory survive a power cut. Where the directory
/// may not be read, the whole file system of `fd` is written instead.
[[nodiscard]] std::error_code sync_directory(int directory_fd, int fd) noexcept;

} // namespace mgunzip::io

#endif
