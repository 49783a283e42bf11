// SPDX-License-Identifier: BSL-1.0
// Input that is decoded right where the file is mapped.
#include "io/mapped_input.hpp"

#include "gzip/gzip_format.hpp"
#include "io/io_error.hpp"
#include "io/page_advice.hpp"
#include "io/posix.hpp"

#include <algorithm>
#include <atomic>
#include <cassert>

namespace mgunzip::io {
namespace {

constexpr std::size_t kib = 1024;
constexpr std::size_t mib = 1024 * kib;

// The disk is asked for what lies up to this far ahead, in steps of the second
// size: enough for some milliseconds of a fast disk at the pace of decoding.
constexpr std::size_t read_ahead = 8 * mib;
constexpr std::size_t read_ahead_step = 2 * mib;
static_assert(read_ahead - read_ahead_step >= 4 * mib);

// Pages are made accessible this far ahead, in steps of the second size. A
// step that has to wait for the disk holds the decoder up, so it is small; a
// fault for each 64 KiB would cost more.
constexpr std::size_t populate_ahead = 512 * kib;
constexpr std::size_t populate_step = 512 * kib;

// What a single fault brings in anyway (fault_around_bytes of Linux): a
// smaller file needs no advice, which would cost more than the fault.
constexpr std::size_t fault_around = 64 * kib;

// Pages leave the mapping in pieces of this size: each piece is a flush of
// address translations on all processors that run the program.
constexpr std::size_t drop_step = 4 * mib;

std::error_code lost() noexcept {
    return make_error_code(io_errc::input_lost);
}

// All that was read before this stays before what is read afterwards.
void keep_loads_in_order() noexcept {
#ifdef __SANITIZE_THREAD__ // GCC's ThreadSanitizer knows no fences.
    std::atomic_signal_fence(std::memory_order_acquire);
#else
    std::atomic_thread_fence(std::memory_order_acquire);
#endif
}

} // namespace

std::error_code mapped_input::open(int fd, std::uint64_t offset,
                                   std::unique_ptr<mapped_input>& result) {
    struct stat status {};
    if (const auto error = get_status(fd, status))
        return error;
    std::unique_ptr<mapped_input> input(new mapped_input(fd, offset));
    if (const auto error =
            input->map_from(offset, static_cast<std::uint64_t>(status.st_size)))
        return error;
    result = std::move(input);
    return {};
}

std::error_code
mapped_input::open_fresh(int fd, std::uint64_t size,
                         std::unique_ptr<mapped_input>& result) {
    std::unique_ptr<mapped_input> input(new mapped_input(fd, 0));
    input->has_own_offset_ = true;
    if (const auto error = input->map_from(0, size))
        return error;
    result = std::move(input);
    return {};
}

std::error_code mapped_input::map_from(std::uint64_t offset,
                                       std::uint64_t file_size) {
    if (offset >= file_size)
        return std::make_error_code(std::errc::invalid_argument);
    const std::uint64_t begin = offset - offset % page_size();
    if (const auto error =
            mapping_.map(fd_, map_access::read, begin, file_size - begin))
        return error;
    piece_ = mapping_.begin() + (offset - begin);
    advised_ = populated_ = dropped_ = mapping_.begin();
    if (mapping_.size() <= fault_around)
        advised_ = populated_ = mapping_.end();
    bring_in(piece_);
    return {};
}

std::error_code mapped_input::next(input_cursor& piece) {
    switch (progress_) {
    case progress::opened:
        progress_ = progress::in_piece;
        piece = {piece_, mapping_.end()};
        return {};
    case progress::in_piece:
        return read_on(piece);
    case progress::at_end:
        break;
    }
    piece = {mapping_.end(), mapping_.end()};
    return {};
}

// At the end of the mapping: what has become of the file?
std::error_code mapped_input::read_on(input_cursor& piece) {
    struct stat status {};
    if (const auto error = get_status(fd_, status))
        return error;
    const auto file_size = static_cast<std::uint64_t>(status.st_size);
    const std::uint64_t mapped_end = mapping_.offset() + mapping_.size();
    if (mapping_.faulted() || file_size < mapped_end)
        return lost();
    if (file_size == mapped_end) {
        progress_ = progress::at_end;
        piece = {mapping_.end(), mapping_.end()};
        return {};
    }
    if (const auto error = map_from(mapped_end, file_size))
        return error;
    piece = {piece_, mapping_.end()};
    return {};
}

std::error_code mapped_input::advance(const std::uint8_t* position) {
    assert(position >= piece_ && position <= mapping_.end());
    bring_in(position);
    let_go(position);
    return mapping_.faulted_before(position) ? lost() : std::error_code{};
}

std::error_code mapped_input::check(const std::uint8_t* position) {
    // Reading on has failed; what was in front of that was looked at then.
    if (!mapping_.is_mapped())
        return {};
    if (mapping_.faulted_before(position))
        return lost();
    if (is_there_behind(position))
        return {};
    struct stat status {};
    if (const auto error = get_status(fd_, status))
        return error;
    const auto used = static_cast<std::uint64_t>(position - mapping_.begin());
    return static_cast<std::uint64_t>(status.st_size) < mapping_.offset() + used
               ? lost()
               : std::error_code{};
}

// Asks without a system call. A cut takes the pages behind it away before the
// rest of its own page is zeros; so what was read in front of a page that is
// still there was not cut.
bool mapped_input::is_there_behind(
    const std::uint8_t* position) const noexcept {
    const std::size_t in_page =
        static_cast<std::size_t>(position - mapping_.begin()) % page_size();
    const std::size_t to_next = in_page == 0 ? 0 : page_size() - in_page;
    if (to_next >= static_cast<std::size_t>(mapping_.end() - position))
        return false;
    keep_loads_in_order();
    static_cast<void>(
        *const_cast<const volatile std::uint8_t*>(position + to_next));
    return !mapping_.faulted();
}

std::error_code mapped_input::finish(const std::uint8_t* position) {
    // Reading on has failed; there is no piece that the offset could refer to.
    if (!mapping_.is_mapped())
        return {};
    if (!position)
        position = piece_;
    if (mapping_.faulted_before(position))
        return lost();
    assert(position >= piece_ && position <= mapping_.end());
    if (has_own_offset_)
        return {};
    const auto used = static_cast<std::uint64_t>(position - mapping_.begin());
    return set_offset(fd_, mapping_.offset() + used);
}

void mapped_input::skip_rest() noexcept {
    if (!has_own_offset_)
        static_cast<void>(move_to_end(fd_));
}

std::optional<input_cursor> mapped_input::whole() const noexcept {
    // After the file has grown, the piece is only what it has gained, even if
    // that lies in the same page as the beginning.
    const auto in_front = static_cast<std::uint64_t>(piece_ - mapping_.begin());
    if (mapping_.offset() + in_front != begin_)
        return std::nullopt;
    return input_cursor{piece_, mapping_.end()};
}

bool mapped_input::is_end_readable() const noexcept {
    const auto size = std::min(mapping_.size(), mgunzip::detail::isize_size);
    return !populate_for_reading(mapping_.end() - size, mapping_.end());
}

void mapped_input::bring_in(const std::uint8_t* position) noexcept {
    while (advised_ < limited(position, read_ahead)) {
        const std::uint8_t* const begin = std::max(advised_, position);
        const std::uint8_t* const end = limited(begin, read_ahead_step);
        will_need(begin, end);
        advised_ = end;
    }
    while (populated_ < limited(position, populate_ahead)) {
        const std::uint8_t* const begin = std::max(populated_, position);
        const std::uint8_t* const end = limited(begin, populate_step);
        // If pages are lost, the access itself tells.
        static_cast<void>(populate_for_reading(begin, end));
        populated_ = end;
    }
}

void mapped_input::let_go(const std::uint8_t* position) noexcept {
    if (position < dropped_)
        return;
    const auto done = static_cast<std::size_t>(position - dropped_);
    const std::size_t size = done - done % drop_step;
    drop_pages(dropped_, dropped_ + size);
    dropped_ += size;
}

const std::uint8_t* mapped_input::limited(const std::uint8_t* from,
                                          std::size_t size) const noexcept {
    const auto left = static_cast<std::size_t>(mapping_.end() - from);
    return from + std::min(left, size);
}

} // namespace mgunzip::io
