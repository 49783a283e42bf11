// SPDX-License-Identifier: BSL-1.0
// The threads of this process. One that was joined may stay listed for a moment
// while the system takes it apart, so those that are ending do not count.
#ifndef MGUNZIP_TEST_LIVING_THREADS_HPP
#define MGUNZIP_TEST_LIVING_THREADS_HPP

#include "support/sanitizers.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace mgunzip::test {

/// True for a line of /proc/PID/stat with PF_EXITING (proc(5), field 9), which
/// stands before a join returns. An empty line is of a thread that has gone.
inline bool is_ending(const std::string& stat) {
    constexpr unsigned long pf_exiting = 0x4;
    const auto name_end = stat.rfind(')');
    if (name_end == std::string::npos)
        return true;
    std::istringstream fields(stat.substr(name_end + 1));
    std::string skipped;
    for (int field = 3; field < 9; ++field)
        fields >> skipped;
    unsigned long flags = 0;
    fields >> flags;
    return (flags & pf_exiting) != 0;
}

/// How many there are; 0 under a sanitizer, which has some of its own.
inline int living_threads() {
    if (has_sanitizer())
        return 0;
    int count = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator("/proc/self/task")) {
        std::ifstream file(entry.path() / "stat");
        std::string line;
        std::getline(file, line);
        count += is_ending(line) ? 0 : 1;
    }
    return count;
}

} // namespace mgunzip::test

#endif
