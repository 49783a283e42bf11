// SPDX-License-Identifier: BSL-1.0
// A directory that is opened once; all that is done in it is relative to that.
#ifndef MGUNZIP_IO_DIRECTORY_HPP
#define MGUNZIP_IO_DIRECTORY_HPP

#include "io/posix.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <system_error>

#include <sys/stat.h>

namespace mgunzip::io {

/// What tells files apart, whatever their names are.
struct file_identity {
    dev_t device = 0;
    /// 0 where the file system may give another number to the same file later,
    /// as FAT and many of FUSE do when memory was short in between.
    ino_t number = 0;

    friend bool operator==(const file_identity&,
                           const file_identity&) = default;
};

[[nodiscard]] std::error_code get_identity(int fd,
                                           file_identity& identity) noexcept;

/// An open directory. Whoever puts another one, or a link, in its place changes
/// nothing for names that are looked up here. Several threads may use it.
class directory {
  public:
    /// Opens what `path` leads to, links included if `follows_link`, else all
    /// but one at its end. May throw std::bad_alloc, as `open_below` may.
    [[nodiscard]] static std::error_code
    open(const std::string& path, bool follows_link,
         std::shared_ptr<const directory>& result);

    /// The same, but through a link at the end only if that is no trap (see
    /// `is_trap`), and a last directory that is not there is made.
    [[nodiscard]] static std::error_code
    open_or_make(const std::string& path,
                 std::shared_ptr<const directory>& result);

    /// Makes a directory in this one, unless there is one, and opens it; not
    /// through a link. `mode` is without the bits of the umask then.
    [[nodiscard]] std::error_code
    make_below(const std::string& name, mode_t mode,
               std::shared_ptr<const directory>& result) const;

    /// Opens a directory in this one; not through a link.
    [[nodiscard]] std::error_code
    open_below(const std::string& name,
               std::shared_ptr<const directory>& result) const;

    /// Opens a file in the directory, with O_CLOEXEC; `name` has no slash.
    [[nodiscard]] std::error_code open_file(const std::string& name, int flags,
                                            unique_fd& result) const noexcept;

    /// The status of a file, or of a link itself.
    [[nodiscard]] std::error_code look_at(const std::string& name,
                                          struct stat& status) const noexcept;

    /// What a link says.
    [[nodiscard]] std::error_code read_link(const std::string& name,
                                            std::string& target) const;

    /// True if following a link of this status, which lies here, is dangerous:
    /// somebody else has put it into a directory where all may do that, and
    /// none may remove what is another's, such as /tmp. The system refuses to
    /// follow such links where `fs.protected_symlinks` is set.
    bool is_trap(const struct stat& link) const noexcept;

    /// False if closing a file here never tells of writes that were lost: so it
    /// is on the file systems that are known to write nothing then. Asked once.
    bool may_tell_at_close() const noexcept;

    /// True if names can only be added here (`chattr +a`). Asked once.
    bool is_append_only() const noexcept;

    /// Whether a file here can get another name than the one that it is made
    /// under, by a rename or a link. Who makes one finds that out.
    std::optional<bool> changes_names() const noexcept {
        const answer known = changes_names_;
        return known == answer::unknown ? std::nullopt
                                        : std::optional(known == answer::yes);
    }
    void remember_changing_names(bool is_possible) const noexcept {
        changes_names_ = is_possible ? answer::yes : answer::no;
    }

    int fd() const noexcept { return fd_.get(); } ///< O_PATH

  private:
    enum class answer : std::uint8_t { unknown, yes, no };

    explicit directory(unique_fd fd) noexcept : fd_(std::move(fd)) {}

    static std::error_code open_at(int base, const std::string& path,
                                   bool follows_link,
                                   std::shared_ptr<const directory>& result);

    unique_fd fd_;
    mutable std::atomic<answer> tells_at_close_{answer::unknown};
    mutable std::atomic<answer> is_append_only_{answer::unknown};
    mutable std::atomic<answer> changes_names_{answer::unknown};
};

} // namespace mgunzip::io

#endif
