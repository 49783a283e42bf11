// SPDX-License-Identifier: BSL-1.0
// A file that gets its name only when it is complete.
#include "io/output_file.hpp"

#include "io/file_names.hpp"

#include <cassert>
#include <cerrno>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace mgunzip::io {
namespace {

constexpr std::size_t copy_size = 1024 * 1024;

// The errors of linkat that speak of the way rather than of the place: no
// /proc, or a system or file system that does not let a nameless file be
// linked. A copy under a hidden name does not need that.
bool is_worth_a_copy(const std::error_code& error) noexcept {
    return error.value() == EPERM || error.value() == EACCES ||
           error.value() == EOPNOTSUPP || error.value() == ENOENT;
}

std::error_code copy_contents(int from, int to) {
    if (const auto error = set_offset(from, 0))
        return error;
    std::vector<std::uint8_t> buffer(copy_size);
    for (;;) {
        std::size_t count = 0;
        if (const auto error =
                read_some(from, buffer.data(), buffer.size(), count))
            return error;
        if (count == 0)
            return {};
        if (const auto error = write_all(to, buffer.data(), count))
            return error;
    }
}

// Network file systems tell of lost writes when a descriptor is closed; that
// is to be known before the file has its name.
std::error_code close_a_duplicate(int fd) noexcept {
    unique_fd duplicate(::fcntl(fd, F_DUPFD_CLOEXEC, 0));
    return duplicate ? duplicate.close() : last_error();
}

} // namespace

std::error_code output_file::create(int directory_fd,
                                    std::unique_ptr<output_file>& result) {
    std::unique_ptr<output_file> file(new output_file(directory_fd));
    if (create_nameless(directory_fd, file->fd_)) {
        if (const auto error = file->create_hidden())
            return error;
    }
    result = std::move(file);
    return {};
}

output_file::~output_file() {
    if (!hidden_name_.empty())
        unlink_quietly(directory_fd_, hidden_name_);
}

std::error_code output_file::publish(const std::string& name,
                                     const file_attributes& attributes,
                                     const publish_options& options) {
    assert(!is_published_);
    if (const auto error = complete(attributes, options))
        return error;
    auto error = give_name(name, options.replace);
    if (is_nameless() && is_worth_a_copy(error)) {
        error = copy_to_hidden();
        if (!error)
            error = complete(attributes, options);
        if (!error)
            error = give_name(name, options.replace);
    }
    if (error)
        return error;
    is_published_ = true;
    if (options.synchronous)
        return sync_directory(directory_fd_, fd_.get());
    return {};
}

// Does all that comes before the name.
std::error_code output_file::complete(const file_attributes& attributes,
                                      const publish_options& options) noexcept {
    attribute_error_ = set_attributes(fd_.get(), attributes);
    if (options.synchronous && ::fdatasync(fd_.get()) < 0)
        return last_error();
    return options.may_tell_at_close ? close_a_duplicate(fd_.get())
                                     : std::error_code{};
}

std::error_code output_file::give_name(const std::string& name, bool replace) {
    if (!is_nameless())
        return rename_hidden(name, replace);
    const auto error = link_nameless(fd_.get(), directory_fd_, name);
    // A link never replaces anything, a rename does.
    if (error.value() != EEXIST || !replace)
        return error;
    if (const auto hidden_error = link_hidden())
        return hidden_error;
    return rename_hidden(name, replace);
}

std::error_code output_file::create_hidden() {
    std::string name = random_hidden_name();
    // The signal handler knows the name before there is such a file.
    if (!cleanup_.unlink(directory_fd_, name))
        return std::make_error_code(std::errc::too_many_files_open);
    if (const auto error = create_named(directory_fd_, name, fd_)) {
        cleanup_.dismiss();
        return error;
    }
    cleanup_.confirm();
    hidden_name_ = std::move(name);
    return make_private(fd_.get());
}

std::error_code output_file::link_hidden() {
    std::string name = random_hidden_name();
    if (!cleanup_.unlink(directory_fd_, name))
        return std::make_error_code(std::errc::too_many_files_open);
    if (const auto error = link_nameless(fd_.get(), directory_fd_, name)) {
        cleanup_.dismiss();
        return error;
    }
    cleanup_.confirm();
    hidden_name_ = std::move(name);
    return {};
}

std::error_code output_file::copy_to_hidden() {
    unique_fd nameless = std::move(fd_);
    auto error = create_hidden();
    if (!error)
        error = copy_contents(nameless.get(), fd_.get());
    if (!error)
        return {};
    // Back to where it was.
    if (!is_nameless())
        unlink_quietly(directory_fd_, hidden_name_);
    cleanup_.dismiss();
    hidden_name_.clear();
    fd_ = std::move(nameless);
    return error;
}

std::error_code output_file::rename_hidden(const std::string& name,
                                           bool replace) {
    const auto error = replace
                           ? rename_over(directory_fd_, hidden_name_, name)
                           : rename_to_new(directory_fd_, hidden_name_, name);
    if (error)
        return error;
    hidden_name_.clear();
    cleanup_.dismiss();
    return {};
}

} // namespace mgunzip::io
