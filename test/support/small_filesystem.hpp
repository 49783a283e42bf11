// SPDX-License-Identifier: BSL-1.0
// A file system of its own for one test, with little room.
#ifndef MGUNZIP_TEST_SMALL_FILESYSTEM_HPP
#define MGUNZIP_TEST_SMALL_FILESYSTEM_HPP

#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <cstdint>
#include <string>

#include <sched.h>
#include <sys/mount.h>

namespace mgunzip::test {

/// From now on mounts of this process are seen by nobody else. False if this
/// user may not have that.
inline bool has_mounts_of_its_own() {
    static const bool is_private =
        ::unshare(CLONE_NEWNS) == 0 &&
        ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
    return is_private;
}

/// Mounts a tmpfs of `size` bytes in a scratch directory, for the threads of
/// this process that are started later and the calling one alone. That takes
/// root; where it cannot be done the test is skipped.
class small_filesystem {
  public:
    explicit small_filesystem(std::uint64_t size) {
        const std::string options = "size=" + std::to_string(size);
        if (!has_mounts_of_its_own() ||
            ::mount("tmpfs", directory_.path().c_str(), "tmpfs", 0,
                    options.c_str()) != 0)
            skip_test("a file system cannot be mounted by this user here");
    }
    small_filesystem(const small_filesystem&) = delete;
    small_filesystem& operator=(const small_filesystem&) = delete;
    ~small_filesystem() { ::umount2(directory_.path().c_str(), MNT_DETACH); }

    const scratch_directory& directory() const { return directory_; }

  private:
    scratch_directory directory_;
};

} // namespace mgunzip::test

#endif
