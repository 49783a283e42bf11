// SPDX-License-Identifier: BSL-1.0
// What /proc says of this thread and its process.
#include "io/process_status.hpp"

#include "io/call_counts.hpp"
#include "io/posix.hpp"

#include <algorithm>

#include <fcntl.h>

namespace mgunzip::io {

process_status::process_status() noexcept {
    const uncounted_calls uncounted;
    const unique_fd file(
        ::open("/proc/thread-self/status", O_RDONLY | O_CLOEXEC));
    if (!file || read_some(file.get(), text_.data(), text_.size(), size_))
        size_ = 0;
}

std::string_view process_status::value_of(std::string_view key) const noexcept {
    std::string_view rest(text_.data(), size_);
    while (!rest.empty()) {
        std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (!line.starts_with(key) || line.substr(key.size(), 1) != ":")
            continue;
        line.remove_prefix(key.size() + 1);
        line.remove_prefix(
            std::min(line.find_first_not_of(" \t"), line.size()));
        return line;
    }
    return {};
}

} // namespace mgunzip::io
