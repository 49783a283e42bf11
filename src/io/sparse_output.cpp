// SPDX-License-Identifier: BSL-1.0
// Output to a new file, with holes in place of zeros.
#include "io/sparse_output.hpp"

#include "io/posix.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

namespace mgunzip::io {
namespace {

constexpr std::size_t usual_block = 4096;

// What the file system asks for may be no block, as over a network.
std::size_t block_of(const struct stat& status) noexcept {
    const auto size = static_cast<std::size_t>(status.st_blksize);
    return std::has_single_bit(size)
               ? std::clamp(size, usual_block, ring_output::usual_block_size)
               : usual_block;
}

bool is_zero(const std::uint8_t* data, std::size_t size) noexcept {
    return data[0] == 0 && std::memcmp(data, data + 1, size - 1) == 0;
}

// Gives the file a hole for a moment.
std::error_code try_hole(int fd, std::size_t size) noexcept {
    if (const auto error = set_size(fd, size))
        return std::make_error_code(std::errc::operation_not_supported);
    const bool has_hole = ::lseek(fd, 0, SEEK_HOLE) == 0;
    if (const auto error = set_size(fd, 0))
        return error;
    if (const auto error = set_offset(fd, 0))
        return error;
    return has_hole ? std::error_code{}
                    : std::make_error_code(std::errc::operation_not_supported);
}

} // namespace

std::error_code sparse_output::open(int fd,
                                    std::unique_ptr<sparse_output>& result) {
    struct stat status {};
    if (const auto error = get_status(fd, status))
        return error;
    const std::size_t block = block_of(status);
    if (const auto error = try_hole(fd, block))
        return error;
    result.reset(new sparse_output(fd, block));
    return {};
}

std::error_code sparse_output::finish() {
    if (const auto error = ring_output::finish())
        return error;
    if (size_ == offset_)
        return {};
    size_ = offset_;
    return set_size(fd_, size_);
}

// Blocks that follow one another are written at once.
std::error_code sparse_output::take(const std::uint8_t* data,
                                    std::size_t size) {
    std::size_t begin = 0; // of what is to be written
    for (std::size_t at = 0; at < size;) {
        const std::size_t end = std::min(at + block_, size);
        const bool is_hole = is_zero(data + at, end - at);
        const std::size_t write_end = is_hole ? at : end;
        if ((is_hole || end == size) && write_end > begin) {
            if (const auto error = write_all_at(
                    fd_, data + begin, write_end - begin, offset_ + begin))
                return error;
            size_ = offset_ + write_end;
        }
        if (is_hole)
            begin = end;
        at = end;
    }
    offset_ += size;
    return {};
}

} // namespace mgunzip::io
