// SPDX-License-Identifier: BSL-1.0
// A directory for one test, and files in it.
#ifndef MGUNZIP_TEST_SCRATCH_DIRECTORY_HPP
#define MGUNZIP_TEST_SCRATCH_DIRECTORY_HPP

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <stdlib.h>

#include "io/posix.hpp"

namespace mgunzip::test {

/// Makes a directory of its own under $TMPDIR, and removes it with all that
/// is in it.
class scratch_directory {
  public:
    scratch_directory() {
        std::string name =
            (std::filesystem::temp_directory_path() / "mgunzip-XXXXXX")
                .string();
        if (!::mkdtemp(name.data()))
            throw std::system_error(errno, std::system_category(), name);
        path_ = name;
    }
    scratch_directory(const scratch_directory&) = delete;
    scratch_directory& operator=(const scratch_directory&) = delete;
    ~scratch_directory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    const std::filesystem::path& path() const { return path_; }
    std::string operator/(const std::string& name) const {
        return (path_ / name).string();
    }

    /// Names of all that is in the directory, sorted.
    std::vector<std::string> entries() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(path_))
            names.push_back(entry.path().filename().string());
        std::sort(names.begin(), names.end());
        return names;
    }

  private:
    std::filesystem::path path_;
};

inline std::vector<std::uint8_t> read_file(const std::string& name) {
    std::ifstream file(name, std::ios::binary);
    if (!file)
        throw std::runtime_error("cannot open " + name);
    // In large pieces, since tests read a lot. Not every file tells its size.
    constexpr std::size_t piece = std::size_t{1} << 16;
    std::vector<std::uint8_t> all;
    std::size_t size = 0;
    do {
        all.resize(size + piece);
        file.read(reinterpret_cast<char*>(all.data() + size), piece);
        size += static_cast<std::size_t>(file.gcount());
    } while (file);
    all.resize(size);
    return all;
}

inline std::string read_text(const std::string& name) {
    const std::vector<std::uint8_t> all = read_file(name);
    return {all.begin(), all.end()};
}

inline void write_file(const std::string& name,
                       const std::vector<std::uint8_t>& bytes) {
    std::ofstream file(name, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    if (!file.flush())
        throw std::runtime_error("cannot write " + name);
}

inline io::unique_fd open_file(const std::string& name, int flags,
                               mode_t mode = 0600) {
    io::unique_fd fd(::open(name.c_str(), flags | O_CLOEXEC, mode));
    if (!fd)
        throw std::system_error(errno, std::system_category(), name);
    return fd;
}

/// The base of names below a directory.
inline io::unique_fd open_base(const scratch_directory& directory) {
    return open_file(directory.path().string(), O_PATH | O_DIRECTORY);
}

} // namespace mgunzip::test

#endif
