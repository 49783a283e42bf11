// SPDX-License-Identifier: BSL-1.0
// A file that gets its name only when it is complete.
#include "io/output_file.hpp"

#include "io/blocked_signals.hpp"
#include "io/file_names.hpp"
#include "io/io_error.hpp"

#include <cassert>
#include <cerrno>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace mgunzip::io {
namespace {

constexpr std::size_t copy_size = 1024 * 1024;

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

std::error_code output_file::create(const directory& where,
                                    const std::string& name, bool may_replace,
                                    std::unique_ptr<output_file>& result,
                                    at_signal policy) {
    std::unique_ptr<output_file> file(new output_file(where, policy));
    if (create_nameless(where.fd(), file->fd_)) {
        if (const auto error = file->create_under_a_name(name, may_replace))
            return error;
    }
    result = std::move(file);
    return {};
}

output_file::~output_file() {
    remove();
}

// That the name cannot be changed has to be known before anything is written:
// where that is so, files may not be read again before they are closed, either.
std::error_code output_file::create_under_a_name(const std::string& name,
                                                 bool may_replace) {
    if (!where_.is_append_only() && where_.changes_names().value_or(true)) {
        if (const auto error = create_hidden())
            return error;
        if (!where_.changes_names())
            where_.remember_changing_names(can_change_its_name());
        if (where_.changes_names().value_or(true))
            return {};
        remove();
    }
    return create_final(name, may_replace);
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
    name_ = std::move(name);
    return make_private(fd_.get());
}

std::error_code output_file::create_final(const std::string& name,
                                          bool may_replace) {
    std::string copy = name;
    // Until it is known whether the file is ours no handler must remove it.
    const blocked_signals blocked;
    if (!cleanup_.unlink(directory_fd_, name))
        return std::make_error_code(std::errc::too_many_files_open);
    if (const auto error = create_named(directory_fd_, name, fd_)) {
        cleanup_.dismiss();
        return error == std::errc::file_exists && may_replace
                   ? io_errc::output_not_replaceable
                   : error;
    }
    cleanup_.confirm(fd_.get());
    name_ = std::move(copy);
    has_final_name_ = true;
    return make_private(fd_.get());
}

// Tries it with the hidden name, which may be another one then.
bool output_file::can_change_its_name() {
    std::string other = random_hidden_name();
    signal_cleanup cleanup(policy_);
    if (!cleanup.unlink(directory_fd_, other))
        return true;
    if (const auto error = rename_over(directory_fd_, name_, other)) {
        if (!is_way_refused(error))
            return true;
        const auto link_error = link_as(other);
        if (!link_error)
            static_cast<void>(unlink_name(directory_fd_, other).value());
        return !is_way_refused(link_error);
    }
    cleanup.confirm();
    if (cleanup_.unlink(directory_fd_, other))
        cleanup_.confirm();
    name_ = std::move(other);
    return true;
}

std::error_code output_file::publish(const std::string& name,
                                     const file_attributes& attributes,
                                     const publish_options& options) {
    assert(!is_published_);
    assert(!has_final_name_ || name == name_);
    auto error = complete(attributes, options);
    if (!error && is_nameless() && where_.is_append_only())
        error = add_name(name, options.replace);
    else if (!error && !has_final_name_) {
        error = hide(attributes, options);
        if (!error)
            error = give_name(name, attributes, options);
    }
    if (error) {
        signal_cleanup::stop_at_the_end();
        return error;
    }
    keep();
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

// Where names can only be added, a hidden one would stay.
std::error_code output_file::add_name(const std::string& name, bool replace) {
    const auto error = link_open_file(fd_.get(), directory_fd_, name);
    if (error == std::errc::file_exists && replace)
        return std::make_error_code(std::errc::operation_not_permitted);
    if (!error)
        close_by_name(fd_.get(), directory_fd_, name);
    return error;
}

// Gives the file a hidden name, unless it has one. A copy under such a name
// needs neither /proc nor a file system that links nameless files.
std::error_code output_file::hide(const file_attributes& attributes,
                                  const publish_options& options) {
    if (!is_nameless())
        return {};
    auto error = link_hidden();
    if (is_way_refused(error) || error.value() == ENOENT) {
        error = copy_to_hidden();
        if (!error)
            error = complete(attributes, options);
    }
    return error;
}

// A name that the system has looked up before, and whose place in the directory
// was written to before, costs less than a new one. Whoever has seen it can
// take it first; then it is a new one.
std::error_code output_file::link_hidden() {
    thread_local std::string name = random_hidden_name();
    std::string copy = name; // once there is a link, nothing may be thrown
    for (bool is_second = false;; is_second = true) {
        if (!cleanup_.unlink(directory_fd_, name))
            return std::make_error_code(std::errc::too_many_files_open);
        const auto error = link_open_file(fd_.get(), directory_fd_, name);
        if (!error)
            break;
        cleanup_.dismiss();
        if (error != std::errc::file_exists || is_second)
            return error;
        name = random_hidden_name();
        copy = name;
    }
    cleanup_.confirm();
    name_ = std::move(copy);
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
    remove();
    fd_ = std::move(nameless);
    return error;
}

// From the hidden name to the final one, in the best way that there is.
std::error_code output_file::give_name(const std::string& name,
                                       const file_attributes& attributes,
                                       const publish_options& options) {
    auto error = options.replace ? rename_over(directory_fd_, name_, name)
                                 : rename_to_new(directory_fd_, name_, name);
    if (!is_way_refused(error))
        return error;
    error = link_as(name);
    // That there is something under the name comes before the question whether
    // there are links.
    if (error == std::errc::file_exists && options.replace)
        return replace_by_link(name);
    if (is_way_refused(error))
        return copy_to_final(name, attributes, options);
    if (!error)
        leave_hidden_name(name);
    return error;
}

std::error_code output_file::link_as(const std::string& name) const noexcept {
    const auto error = link_open_file(fd_.get(), directory_fd_, name);
    return error.value() == ENOENT ? link_named(directory_fd_, name_, name)
                                   : error;
}

// A link replaces nothing, so the other file goes first; ours is complete.
std::error_code output_file::replace_by_link(const std::string& name) {
    if (!can_change_its_name())
        return io_errc::output_not_replaceable;
    if (const auto error = unlink_name(directory_fd_, name))
        return error;
    const auto error = link_as(name);
    if (!error)
        leave_hidden_name(name);
    return error;
}

// The file has its final name in addition. No rename has told of that.
void output_file::leave_hidden_name(const std::string& name) {
    static_cast<void>(unlink_name(directory_fd_, name_).value());
    close_by_name(fd_.get(), directory_fd_, name);
}

// An empty file of our own takes the name, so that a rename replaces no other
// file. Where there is no rename at all, that file becomes the output.
std::error_code output_file::copy_to_final(const std::string& name,
                                           const file_attributes& attributes,
                                           const publish_options& options) {
    output_file final(where_, policy_);
    if (const auto error = final.create_final(name, options.replace))
        return error;
    auto error = rename_over(directory_fd_, name_, name);
    if (!error) {
        final.keep();
        return {};
    }
    if (is_way_refused(error))
        error = copy_contents(fd_.get(), final.fd_.get());
    if (!error)
        error = final.complete(attributes, options);
    if (error)
        return error;
    attribute_error_ = final.attribute_error_;
    final.keep();
    remove();
    fd_ = std::move(final.fd_);
    return {};
}

// From now on the file, or what has its name, stays.
void output_file::keep() {
    name_.clear();
    cleanup_.dismiss();
}

void output_file::remove() noexcept {
    if (!name_.empty() && (!has_final_name_ ||
                           is_name_of(fd_.get(), directory_fd_, name_.c_str())))
        discard(fd_, directory_fd_, name_);
    keep();
}

} // namespace mgunzip::io
