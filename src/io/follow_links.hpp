// SPDX-License-Identifier: BSL-1.0
// Where a path leads to, through symbolic links at its end.
#ifndef MGUNZIP_IO_FOLLOW_LINKS_HPP
#define MGUNZIP_IO_FOLLOW_LINKS_HPP

#include "io/directory.hpp"

#include <memory>
#include <string>
#include <system_error>

namespace mgunzip::io {

/// A name in an open directory, where there need not be a file.
struct file_place {
    std::string path; ///< that leads there without a link at its end
    std::shared_ptr<const directory> where{};
    std::string name{}; ///< empty if `path` ends in a slash
};

/// Opens the directory of `place.path` and follows a chain of symbolic links
/// from there to the file that it leads to. Stops where the system would report
/// a loop, too. What somebody else may have put in the way is not followed, but
/// EACCES; `io_errc::replaced_meanwhile` if a link is none any more. After an
/// error `place.path` is what the error is about. May throw std::bad_alloc.
[[nodiscard]] std::error_code follow_links(file_place& place);

} // namespace mgunzip::io

#endif
