// SPDX-License-Identifier: BSL-1.0
// A file system for disks, made in a file, for one test.
#ifndef MGUNZIP_TEST_DISK_FILESYSTEM_HPP
#define MGUNZIP_TEST_DISK_FILESYSTEM_HPP

#include "support/program_runner.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"
#include "support/small_filesystem.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace mgunzip::test {

/// Makes a file system with `mkfs.TYPE` and mounts it for this process alone.
/// Where that cannot be done, or there is no such program, the test is skipped.
class disk_filesystem {
  public:
    disk_filesystem(const std::string& type, std::uint64_t size,
                    const std::string& mount_options = "loop") {
        if (!has_mounts_of_its_own())
            skip_test("a file system cannot be mounted by this user here");
        const std::string image = directory_ / "image";
        write_file(image, {});
        std::filesystem::resize_file(image, size);
        if (run({.words = {"mkfs." + type, image}}).exit_status() != 0)
            skip_test("mkfs." + type + " is not here, or fails");
        std::filesystem::create_directory(root());
        if (run({.words = {"mount", "-o", mount_options, image, root()}})
                .exit_status() != 0)
            skip_test("this system does not mount " + type);
    }
    disk_filesystem(const disk_filesystem&) = delete;
    disk_filesystem& operator=(const disk_filesystem&) = delete;
    ~disk_filesystem() { ::umount2(root().c_str(), MNT_DETACH); }

    std::string root() const { return directory_ / "root"; }

    /// When all is on the disk, in bytes.
    std::uint64_t free_space() const { return space(&statvfs::f_bavail); }
    /// The same with what is reserved for root.
    std::uint64_t free_for_root() const { return space(&statvfs::f_bfree); }

  private:
    std::uint64_t space(fsblkcnt_t statvfs::*blocks) const {
        ::sync();
        struct statvfs now {};
        if (::statvfs(root().c_str(), &now) != 0)
            return 0;
        return std::uint64_t{now.*blocks} * now.f_frsize;
    }

    scratch_directory directory_;
};

} // namespace mgunzip::test

#endif
