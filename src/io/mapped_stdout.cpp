// SPDX-License-Identifier: BSL-1.0
// Mapped output into a file that is open already, such as standard output.
#include "io/mapped_stdout.hpp"

#include "io/io_error.hpp"

#include <fcntl.h>

namespace mgunzip::io {
namespace {

std::error_code check_mappable(int fd, struct stat& status) noexcept {
    if (const auto error = get_status(fd, status))
        return error;
    if (!S_ISREG(status.st_mode))
        return make_error_code(io_errc::output_not_mappable);
    const int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0)
        return last_error();
    if ((flags & O_ACCMODE) == O_RDONLY)
        return std::make_error_code(std::errc::bad_file_descriptor);
    // Its data belong to the end of the file, wherever that is at the time.
    if (flags & O_APPEND)
        return make_error_code(io_errc::output_is_append_only);
    return {};
}

} // namespace

std::error_code mapped_stdout::open(int fd, const size_forecast& forecast,
                                    std::unique_ptr<mapped_stdout>& result,
                                    const mapping_settings& how) {
    struct stat status {};
    if (const auto error = check_mappable(fd, status))
        return error;
    std::uint64_t start = 0;
    if (const auto error = get_offset(fd, start))
        return error;
    const auto file_size = static_cast<std::uint64_t>(status.st_size);
    // The decoder scribbles behind what it has decoded.
    if (file_size > start)
        return make_error_code(io_errc::output_not_at_end);
    // A descriptor that is open for writing alone cannot be mapped.
    unique_fd file;
    if (const auto error = reopen(fd, O_RDWR, file))
        return error;
    const target to{.fd = file.get(),
                    .offset_fd = fd,
                    .start = start,
                    .file_size = file_size};
    mapping_settings settings = how;
    settings.demand = map_demand::required;
    std::unique_ptr<mapped_stdout> output(
        new mapped_stdout(std::move(file), to, forecast, settings));
    if (!output->cleanup_.roll_back(output->rollback()))
        return std::make_error_code(std::errc::too_many_files_open);
    if (const auto error = output->begin())
        return error;
    result = std::move(output);
    return {};
}

mapped_stdout::mapped_stdout(unique_fd file, const target& to,
                             const size_forecast& forecast,
                             const mapping_settings& how)
    : mapped_output(to, forecast, how), file_(std::move(file)) {}

mapped_stdout::~mapped_stdout() {
    if (!is_settled_)
        static_cast<void>(settle());
}

std::error_code mapped_stdout::finish() {
    const auto error = mapped_output::finish();
    is_settled_ = !error;
    return error;
}

} // namespace mgunzip::io
