// SPDX-License-Identifier: BSL-1.0
// A file that gets its name only when it is complete.
#ifndef MGUNZIP_IO_OUTPUT_FILE_HPP
#define MGUNZIP_IO_OUTPUT_FILE_HPP

#include "io/cleanup_signals.hpp"
#include "io/directory.hpp"
#include "io/file_attributes.hpp"
#include "io/posix.hpp"

#include <memory>
#include <string>
#include <system_error>

namespace mgunzip::io {

struct publish_options {
    /// Replace what has the name already.
    bool replace = false;
    /// Wait until the file and its name would survive a power cut.
    bool synchronous = false;
    /// The file system may tell only at a close that writes were lost.
    bool may_tell_at_close = true;
};

/// A file in the making. It has no name, where the file system knows such
/// files, else a hidden one, and the permissions of its owner only. Unless
/// it was published, the destructor or a signal removes it.
///
/// It comes to its name by a rename of the complete file, so that who watches
/// the directory learns when it is complete. Where that cannot be had a link
/// takes its place. Where there are neither renames nor links, and only there,
/// the file is made under its final name.
class output_file {
  public:
    /// Makes an empty file in the directory, which the caller keeps open as
    /// long as the object lives. `name` is the one that it is to get, and
    /// `may_replace` is true if that may belong to another file by now. With
    /// `at_signal::leave` a signal leaves a file that has a name. May throw
    /// std::bad_alloc.
    [[nodiscard]] static std::error_code
    create(const directory& where, const std::string& name, bool may_replace,
           std::unique_ptr<output_file>& result,
           at_signal policy = at_signal::clean_up);

    output_file(const output_file&) = delete;
    output_file& operator=(const output_file&) = delete;
    ~output_file();

    /// Open for reading and writing.
    int fd() const noexcept { return fd_.get(); }
    /// False if the file has a name by now, be it a hidden one.
    bool is_nameless() const noexcept { return name_.empty(); }

    /// True if others see the file under its final name already.
    bool has_final_name() const noexcept { return has_final_name_; }

    /// Gives the finished file its attributes, as far as this process may, and
    /// then the name `name`. Nothing must be mapped for writing any more.
    /// After success the file stays. After an error, EEXIST for example, no
    /// file was replaced, and this can be called again; but `is_published`
    /// tells when only the last step of `synchronous` failed, for the name. A
    /// file that was made under its final name can get no other.
    [[nodiscard]] std::error_code publish(const std::string& name,
                                          const file_attributes& attributes,
                                          const publish_options& options);

    bool is_published() const noexcept { return is_published_; }

    /// What `publish` could not set although it should have been possible:
    /// the mode or the times. The file is published in spite of it, with fewer
    /// permissions rather than more.
    std::error_code attribute_error() const noexcept {
        return attribute_error_;
    }

    /// Closes the published file; the last chance of a file system to report
    /// that something was lost.
    [[nodiscard]] std::error_code close() noexcept { return fd_.close(); }

  private:
    output_file(const directory& where, at_signal policy)
        : where_(where), directory_fd_(where.fd()), policy_(policy),
          cleanup_(policy) {}

    std::error_code create_under_a_name(const std::string& name,
                                        bool may_replace);
    std::error_code create_hidden();
    std::error_code create_final(const std::string& name, bool may_replace);
    bool can_change_its_name();

    std::error_code complete(const file_attributes& attributes,
                             const publish_options& options) noexcept;
    std::error_code add_name(const std::string& name, bool replace);
    std::error_code hide(const file_attributes& attributes,
                         const publish_options& options);
    std::error_code link_hidden();
    std::error_code copy_to_hidden();
    std::error_code give_name(const std::string& name,
                              const file_attributes& attributes,
                              const publish_options& options);
    std::error_code link_as(const std::string& name) const noexcept;
    std::error_code replace_by_link(const std::string& name);
    void leave_hidden_name(const std::string& name);
    std::error_code copy_to_final(const std::string& name,
                                  const file_attributes& attributes,
                                  const publish_options& options);
    void keep();
    void remove() noexcept;

    const directory& where_;
    int directory_fd_;
    unique_fd fd_;
    std::string name_;            ///< empty: none
    bool has_final_name_ = false; ///< else `name_` is a hidden one
    at_signal policy_;
    signal_cleanup cleanup_; ///< of the name
    bool is_published_ = false;
    std::error_code attribute_error_;
};

} // namespace mgunzip::io

#endif
