// SPDX-License-Identifier: BSL-1.0
// A file system of FUSE for one test: bindfs, which shows another directory.
#ifndef MGUNZIP_TEST_BINDFS_MOUNT_HPP
#define MGUNZIP_TEST_BINDFS_MOUNT_HPP

#include "support/program_runner.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"
#include "support/small_filesystem.hpp"

#include <sys/mount.h>

namespace mgunzip::test {

/// Such file systems have no nameless files, and mostly no rename that replaces
/// nothing. Where there can be none the test is skipped.
class bindfs_mount {
  public:
    bindfs_mount() {
        require_root();
        require_program("bindfs");
        if (!has_mounts_of_its_own() ||
            run({.words = {"bindfs", source_.path().string(),
                           directory_.path().string()}})
                    .exit_status() != 0)
            skip_test("bindfs cannot be mounted here");
    }
    bindfs_mount(const bindfs_mount&) = delete;
    bindfs_mount& operator=(const bindfs_mount&) = delete;
    ~bindfs_mount() { ::umount2(directory_.path().c_str(), MNT_DETACH); }

    const scratch_directory& directory() const { return directory_; }

  private:
    scratch_directory source_;
    scratch_directory directory_;
};

} // namespace mgunzip::test

#endif
