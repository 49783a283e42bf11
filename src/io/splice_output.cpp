// SPDX-License-Identifier: BSL-1.0
// Output by giving pages to a pipe.
#include "io/splice_output.hpp"

#include "io/fresh_memory.hpp"
#include "io/io_error.hpp"
#include "io/posix.hpp"

#include <utility>

#include <fcntl.h>

namespace mgunzip::io {
namespace {

std::error_code check_spliceable(int fd) noexcept {
    struct stat status {};
    if (const auto error = get_status(fd, status))
        return error;
    if (!S_ISFIFO(status.st_mode))
        return make_error_code(io_errc::output_not_spliceable);
    const int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0)
        return last_error();
    // From a reading end the system would splice the other way round.
    if ((flags & O_ACCMODE) == O_RDONLY)
        return std::make_error_code(std::errc::bad_file_descriptor);
    return {};
}

} // namespace

std::error_code splice_output::open(int fd,
                                    std::unique_ptr<splice_output>& result) {
    if (const auto error = check_spliceable(fd))
        return error;
    std::unique_ptr<fresh_memory> memory;
    if (const auto error = fresh_memory::make(memory))
        return error;
    result.reset(new splice_output(fd, std::move(memory)));
    return {};
}

std::error_code splice_output::take(const std::uint8_t* data,
                                    std::size_t size) {
    return splice_all(fd_, data, size);
}

} // namespace mgunzip::io
