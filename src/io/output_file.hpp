// SPDX-License-Identifier: BSL-1.0
// A file that gets its name only when it is complete.
#ifndef MGUNZIP_IO_OUTPUT_FILE_HPP
#define MGUNZIP_IO_OUTPUT_FILE_HPP

#include "io/cleanup_signals.hpp"
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
class output_file {
  public:
    /// Makes an empty file in the directory, whose descriptor (O_PATH will do)
    /// the caller keeps open as long as the object lives.
    [[nodiscard]] static std::error_code
    create(int directory_fd, std::unique_ptr<output_file>& result);

    output_file(const output_file&) = delete;
    output_file& operator=(const output_file&) = delete;
    ~output_file();

    /// Open for reading and writing.
    int fd() const noexcept { return fd_.get(); }
    /// False if the file has a hidden name in the meantime.
    bool is_nameless() const noexcept { return hidden_name_.empty(); }

    /// Gives the finished file its attributes, as far as this process may, and
    /// then the name `name`. Nothing must be mapped for writing any more.
    /// After success the file stays. After an error, EEXIST for example, no
    /// file was replaced, and this can be called again; but `is_published`
    /// tells when only the last step of `synchronous` failed, for the name.
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
    explicit output_file(int directory_fd) : directory_fd_(directory_fd) {}

    std::error_code complete(const file_attributes& attributes,
                             const publish_options& options) noexcept;
    std::error_code give_name(const std::string& name, bool replace);
    std::error_code create_hidden();
    std::error_code link_hidden();
    std::error_code copy_to_hidden();
    std::error_code rename_hidden(const std::string& name, bool replace);

    int directory_fd_;
    unique_fd fd_;
    std::string hidden_name_; ///< empty: none
    signal_cleanup cleanup_;  ///< of the hidden name
    bool is_published_ = false;
    std::error_code attribute_error_;
};

} // namespace mgunzip::io

#endif
