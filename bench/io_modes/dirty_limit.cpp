// SPDX-License-Identifier: BSL-1.0
// Lowers the system's limit of pages that wait to be written to the disk.
#include "dirty_limit.hpp"

#include "process.hpp"

#include <fstream>

#include <fcntl.h>
#include <unistd.h>

namespace mgunzip::bench {
namespace {

const std::string folder = "/proc/sys/vm/";
const std::string limit = folder + "dirty_bytes";

std::string setting(const std::string& name) {
    std::ifstream file(folder + name);
    std::string value;
    file >> value;
    return value;
}

} // namespace

bool dirty_limit::is_allowed() {
    return ::access(limit.c_str(), W_OK) == 0;
}

dirty_limit::dirty_limit(std::uint64_t bytes) {
    const io::unique_fd fd = open_or_throw(limit, O_WRONLY);
    // Bytes and ratio are two faces of one setting: whichever was written last
    // counts, and the other one reads as 0.
    keep(setting("dirty_bytes") == "0" ? "dirty_ratio" : "dirty_bytes");
    const std::string value = std::to_string(bytes);
    check(io::write_all(fd.get(), value.data(), value.size()), limit);
}

void dirty_limit::keep(const std::string& name) {
    cleaner_.write_later(folder + name, setting(name));
}

} // namespace mgunzip::bench
