// SPDX-License-Identifier: BSL-1.0
// Takes paths apart.
#ifndef MGUNZIP_IO_PATH_TEXT_HPP
#define MGUNZIP_IO_PATH_TEXT_HPP

#include <string>
#include <string_view>

namespace mgunzip::io {

/// What is behind the last slash; empty if nothing is.
inline std::string_view base_name(std::string_view path) noexcept {
    return path.substr(path.rfind('/') + 1);
}

/// The directory that the file lies in.
inline std::string directory_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos)
        return ".";
    return std::string(path.substr(0, slash == 0 ? 1 : slash));
}

/// Another file in the same directory.
inline std::string with_base_name(std::string_view path,
                                  std::string_view name) {
    path.remove_suffix(base_name(path).size());
    return std::string(path).append(name);
}

} // namespace mgunzip::io

#endif
