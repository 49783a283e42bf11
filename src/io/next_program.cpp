// SPDX-License-Identifier: BSL-1.0
// Hands the process over to another program of the same name.
#include "io/next_program.hpp"

#include "io/posix.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mgunzip::io {
namespace {

// The name by which the system knows the running program; without /proc, that
// by which it was started.
bool find_own_file(struct stat& status) {
    if (::stat("/proc/self/exe", &status) == 0)
        return true;
    // The system's interface has a number for the pointer.
    const auto* const name =
        reinterpret_cast<const char*>( // NOLINT(performance-no-int-to-ptr)
            ::getauxval(AT_EXECFN));
    return name != nullptr && ::stat(name, &status) == 0;
}

// Returns where that is not possible.
void try_to_become(const std::string& path, const struct stat& own,
                   char** argv) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode) ||
        is_same_file(status, own))
        return;
    std::string first = path;
    std::vector<char*> words{first.data()};
    for (char** word = argv; *word != nullptr; ++word)
        if (word != argv)
            words.push_back(*word);
    words.push_back(nullptr);
    ::execv(path.c_str(), words.data());
}

} // namespace

void become_next(const char* name, char** argv, const char* guard) {
    struct stat own {};
    const char* const path = ::secure_getenv("PATH");
    if (path == nullptr || std::getenv(guard) != nullptr ||
        !find_own_file(own) || ::setenv(guard, "1", 1) != 0)
        return;
    std::string_view rest = path;
    while (!rest.empty()) {
        const std::string_view directory = rest.substr(0, rest.find(':'));
        rest.remove_prefix(std::min(directory.size() + 1, rest.size()));
        if (directory.starts_with('/'))
            try_to_become(std::string(directory).append("/").append(name), own,
                          argv);
    }
}

} // namespace mgunzip::io
