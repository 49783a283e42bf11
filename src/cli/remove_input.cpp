// SPDX-License-Identifier: BSL-1.0
// Removes an input whose output has got its name.
#include "cli/remove_input.hpp"

#include "cli/hint.hpp"
#include "io/path_text.hpp"
#include "io/posix.hpp"

#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mgunzip::cli {

bool remove_input(const input_file& input, reporter& report) {
    if (has_changed(input)) {
        report.warn(input.name,
                    with_hint("input changed while reading; it is kept",
                              situation::input_changed));
        return false;
    }
    const int directory = input.directory->fd();
    const std::string name(io::base_name(input.name));
    struct stat named;
    if (::fstatat(directory, name.c_str(), &named, 0) != 0 ||
        !io::is_same_file(named, input.status)) {
        report.warn(input.name, with_hint("was replaced meanwhile; it is kept",
                                          situation::input_replaced));
        return false;
    }
    if (::unlinkat(directory, name.c_str(), 0) != 0) {
        report.warn(input.name, with_hint("cannot be removed: " +
                                              io::last_error().message(),
                                          situation::input_not_removed));
        return false;
    }
    return true;
}

} // namespace mgunzip::cli
