// SPDX-License-Identifier: BSL-1.0
// Finds and reads the index of one file.
#include "cli/index_file.hpp"

#include "cli/hint.hpp"
#include "cli/index_name.hpp"
#include "cli/path_text.hpp"
#include "io/io_error.hpp"

#include <utility>

#include <fcntl.h>
#include <sys/stat.h>

namespace mgunzip::cli {
namespace {

std::uint64_t size_of(const struct stat& status) noexcept {
    return static_cast<std::uint64_t>(status.st_size);
}

bool is_before(const timespec& a, const timespec& b) noexcept {
    return std::pair(a.tv_sec, a.tv_nsec) < std::pair(b.tv_sec, b.tv_nsec);
}

bool may_have_index(const input_file& input) noexcept {
    return S_ISREG(input.status.st_mode) && input.offset == 0 &&
           input.status.st_size != 0;
}

} // namespace

bool index_file::find(const input_file& input, const options& wanted,
                      reporter& report) {
    if (wanted.used_index) {
        name_ = *wanted.used_index;
        if (may_have_index(input))
            return use(input, wanted, report, nullptr);
        report.error(input.name, "only a file from its beginning on has an "
                                 "index");
        return false;
    }
    if (!may_have_index(input) || !input.directory)
        return true;
    for (const std::string& name : index_names_for(input.name)) {
        struct stat status {};
        if (input.directory->look_at(std::string(base_name(name)), status))
            continue;
        name_ = name;
        return use(input, wanted, report, input.directory.get());
    }
    return true;
}

// Opens it if it is a regular file, and does not wait for a FIFO.
std::error_code index_file::open(const std::string& name,
                                 const io::directory* where,
                                 io::unique_fd& fd) {
    constexpr int flags = O_NONBLOCK | O_NOCTTY;
    return where == nullptr ? io::open_for_reading(name, flags, fd)
                            : where->open_file(std::string(base_name(name)),
                                               O_RDONLY | flags, fd);
}

std::error_code index_file::read(const io::unique_fd& fd,
                                 const input_file& input) {
    struct stat status {};
    if (const auto error = io::get_status(fd.get(), status))
        return error;
    if (!S_ISREG(status.st_mode) || status.st_size == 0)
        return index_errc::not_an_index;
    if (const auto error =
            mapping_.map(fd.get(), io::map_access::read, 0, size_of(status)))
        return error;
    const auto error =
        index_.read({mapping_.begin(), mapping_.size()}, size_of(input.status));
    if (is_lost())
        return io::io_errc::index_lost;
    is_older_ = is_before(status.st_mtim, input.status.st_mtim);
    return error;
}

bool index_file::use(const input_file& input, const options& wanted,
                     reporter& report, const io::directory* where) {
    io::unique_fd fd;
    std::error_code error = open(name_, where, fd);
    if (!error)
        error = read(fd, input);
    has_index_ = !error;
    if (has_index_) {
        if (is_older_)
            report.warn(name_,
                        with_hint("is older than " + printable(input.name),
                                  situation::index_is_older));
        return true;
    }
    index_ = {};
    mapping_.unmap();
    if (wanted.used_index) {
        report.error(name_, with_hint(error.message(), hint_for(error)));
        return false;
    }
    report.warn(name_, with_hint(error.message() + "; not used",
                                 situation::index_unfit));
    return true;
}

void index_file::take(gzip_index index) noexcept {
    index_ = std::move(index);
    has_index_ = true;
}

} // namespace mgunzip::cli
