// SPDX-License-Identifier: BSL-1.0
// Access control lists of files (POSIX.1e), as extended attributes.
#ifndef MGUNZIP_IO_ACCESS_LIST_HPP
#define MGUNZIP_IO_ACCESS_LIST_HPP

#include <string_view>
#include <system_error>

#include <sys/types.h>

namespace mgunzip::io {

/// The extended attribute that is a file's list.
inline constexpr const char* access_list_name = "system.posix_acl_access";

/// A mode for a file that shall do without the list: where there is one, the
/// mode's rights of the group are the most that anybody in the list has. These
/// become the rights of the owning group; none if the list is not understood.
mode_t mode_without_list(mode_t mode, std::string_view list) noexcept;

/// Takes a list away that the file has from its directory. Nothing happens if
/// there is none.
[[nodiscard]] std::error_code remove_access_list(int fd) noexcept;

} // namespace mgunzip::io

#endif
