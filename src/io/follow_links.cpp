// SPDX-License-Identifier: BSL-1.0
// Where a path leads to, through symbolic links at its end.
#include "io/follow_links.hpp"

#include "io/io_error.hpp"
#include "io/path_text.hpp"

#include <sys/stat.h>

namespace mgunzip::io {

std::error_code follow_links(file_place& place) {
    constexpr int most_links = 40;
    for (int links = 0;; ++links) {
        place.name = base_name(place.path);
        if (const auto error =
                directory::open(directory_of(place.path), true, place.where))
            return error;
        struct stat status {};
        if (place.name.empty() || links == most_links ||
            place.where->look_at(place.name, status) ||
            !S_ISLNK(status.st_mode))
            return {};
        if (place.where->is_trap(status))
            return std::make_error_code(std::errc::permission_denied);
        std::string next;
        if (const auto error = place.where->read_link(place.name, next))
            return error == std::errc::invalid_argument
                       ? io_errc::replaced_meanwhile
                       : error;
        place.path = next.starts_with('/')
                         ? next
                         : directory_of(place.path).append("/").append(next);
    }
}

} // namespace mgunzip::io
