// SPDX-License-Identifier: BSL-1.0
// Finds and reads the index of one file.
#include "cli/index_file.hpp"

#include "cli/hint.hpp"
#include "cli/index_name.hpp"
#include "io/io_error.hpp"
#include "io/path_text.hpp"

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

// In bytes of input: decoding takes some milliseconds, and an index divides it
// into some segments.
constexpr std::uint64_t least_worth_it = std::uint64_t{4} << 20;

bool may_have_index(const input_file& input) noexcept {
    return S_ISREG(input.status.st_mode) && input.offset == 0 &&
           input.status.st_size != 0;
}

} // namespace

// Points take memory, and what is no file of this directory is not looked at.
const index_file::limits index_file::unasked{
    .most_size = std::uint64_t{64} << 20, .takes_files_alone = true};
const index_file::limits index_file::asked_for{};

bool index_file::find(const input_file& input, const options& wanted,
                      reporter& report) {
    if (wanted.used_index) {
        if (!may_have_index(input)) {
            report.error(input.name, "only a file from its beginning on has an "
                                     "index");
            return false;
        }
        if (const auto error =
                use(*wanted.used_index, input, nullptr, asked_for)) {
            report.error(*wanted.used_index,
                         with_hint(error.message(), hint_for(error)));
            return false;
        }
    } else if (may_have_index(input) && input.directory) {
        const unfit_index unfit = look_beside(input, asked_for);
        if (!unfit.name.empty())
            report.warn(unfit.name,
                        with_hint(unfit.why.message() + "; not used",
                                  situation::index_unfit));
    }
    if (has_index_ && is_older_)
        report.warn(name_, with_hint("is older than " + printable(input.name),
                                     situation::index_is_older));
    return true;
}

void index_file::look_for(const input_file& input) {
    if (may_have_index(input) && input.directory &&
        size_of(input.status) >= least_worth_it)
        static_cast<void>(look_beside(input, unasked));
}

// x.gz.gzi may be the index of x.gz.gz, too, if it is not of bgzip's format.
index_file::unfit_index index_file::look_beside(const input_file& input,
                                                const limits& limit) {
    unfit_index unfit;
    for (const std::string& name : index_names_for(input.name)) {
        struct stat status {};
        if (input.directory->look_at(std::string(io::base_name(name)),
                                     status) ||
            (limit.takes_files_alone && !S_ISREG(status.st_mode)))
            continue;
        std::error_code error = use(name, input, input.directory.get(), limit);
        if (!error &&
            index_name_for(input.name, index_.facts().format) != name) {
            forget();
            error = index_errc::other_data;
        }
        if (!error)
            return {};
        if (unfit.name.empty())
            unfit = {name, error};
    }
    return unfit;
}

// Opens it if it is a regular file, and does not wait for a FIFO.
std::error_code index_file::open(const std::string& name,
                                 const io::directory* where, int more_flags,
                                 io::unique_fd& fd) {
    const int flags = O_NONBLOCK | O_NOCTTY | more_flags;
    return where == nullptr ? io::open_for_reading(name, flags, fd)
                            : where->open_file(std::string(io::base_name(name)),
                                               O_RDONLY | flags, fd);
}

std::error_code index_file::read(const input_file& input,
                                 std::uint64_t most_size) {
    struct stat status {};
    if (const auto error = io::get_status(fd_.get(), status))
        return error;
    if (!S_ISREG(status.st_mode) || status.st_size == 0 ||
        size_of(status) > most_size)
        return index_errc::not_an_index;
    if (const auto error =
            mapping_.map(fd_.get(), io::map_access::read, 0, size_of(status)))
        return error;
    const auto error =
        index_.read({mapping_.begin(), mapping_.size()}, size_of(input.status));
    if (is_lost())
        return io::io_errc::index_lost;
    is_older_ = is_before(status.st_mtim, input.status.st_mtim);
    return error;
}

std::error_code index_file::use(const std::string& name,
                                const input_file& input,
                                const io::directory* where,
                                const limits& limit) {
    std::error_code error =
        open(name, where, limit.takes_files_alone ? O_NOFOLLOW : 0, fd_);
    if (!error)
        error = read(input, limit.most_size);
    if (error) {
        forget();
        return error;
    }
    name_ = name;
    has_index_ = true;
    return {};
}

void index_file::forget() noexcept {
    index_ = {};
    has_index_ = false;
    name_.clear();
    mapping_.unmap();
    fd_ = {};
}

// The rest of the last page of a file that was cut reads as zeros.
bool index_file::is_lost() const noexcept {
    if (!mapping_.is_mapped())
        return false;
    struct stat status {};
    return mapping_.faulted() || io::get_status(fd_.get(), status) ||
           size_of(status) < mapping_.size();
}

std::string index_file::misfit() {
    return with_hint(make_error_code(index_errc::other_data).message() +
                         "; not used",
                     situation::index_unfit);
}

void index_file::take(gzip_index index) noexcept {
    forget();
    index_ = std::move(index);
    has_index_ = true;
}

} // namespace mgunzip::cli
