// SPDX-License-Identifier: BSL-1.0
// A folder to measure in.
#include "folder.hpp"

#include "process.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <stdlib.h>

namespace mgunzip::bench {
namespace {

bool is_below(const std::string& path, const std::string& mount_point) {
    return mount_point == "/" || path == mount_point ||
           path.starts_with(mount_point + '/');
}

// From /proc/self/mountinfo (see proc(5)): the mount point is the fifth word,
// the type is the one behind " - ". Of several the longest is the innermost,
// and the last one hides those before.
std::string file_system_type(const std::string& path) {
    std::ifstream mounts("/proc/self/mountinfo");
    std::string best_point;
    std::string best_type = "unknown";
    for (std::string line; std::getline(mounts, line);) {
        std::istringstream words(line);
        std::string point;
        for (int i = 0; i < 5; ++i)
            words >> point;
        const std::size_t dash = line.find(" - ");
        if (dash == line.npos || !is_below(path, point) ||
            point.size() < best_point.size())
            continue;
        best_point = point;
        std::istringstream(line.substr(dash + 3)) >> best_type;
    }
    return best_type;
}

std::string make_scratch(const std::string& place, exit_cleaner& cleaner) {
    std::string scratch = place + "/mgunzip-bench-XXXXXX";
    if (::mkdtemp(scratch.data()) == nullptr)
        throw_last_error(place);
    cleaner.remove_later(scratch);
    return scratch;
}

} // namespace

folder open_folder(const std::string& wanted, exit_cleaner& cleaner) {
    const std::size_t sign = wanted.find('=');
    const bool has_label = sign != wanted.npos;
    const std::string path = has_label ? wanted.substr(sign + 1) : wanted;
    const std::string real = std::filesystem::canonical(path);
    const std::string type = file_system_type(real);
    return {.given = path,
            .label = has_label ? wanted.substr(0, sign) : type,
            .scratch = make_scratch(real, cleaner),
            .file_system = type};
}

std::uint64_t free_space(const folder& where) {
    return std::filesystem::space(where.scratch).available;
}

} // namespace mgunzip::bench
