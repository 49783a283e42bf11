// SPDX-License-Identifier: BSL-1.0
// How the pages of a mapped output come to be there before the decoder is.
#include "io/page_provider.hpp"

#include "io/cleanup_signals.hpp"
#include "io/io_error.hpp"
#include "io/page_advice.hpp"
#include "io/posix.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>

namespace mgunzip::io {
namespace {

// Linux makes as large a piece of the page cache (a folio) as one call fills.
// Pieces of up to 32 KiB (order 3) that were freed stay with their processor;
// larger ones go back to the common pool and melt into page blocks, which some
// hosts of virtual machines take back: then each costs some times as much, and
// one of 2 MiB ten times. Smaller pieces cost a call for each.
constexpr std::size_t piece_size = 32 * 1024;

// Never written to, so that all of it is one page that stays in the cache.
alignas(4096) unsigned char zeros[piece_size];

bool is_refused(const std::error_code& error) noexcept {
    return error.value() == EINVAL || error.value() == EOPNOTSUPP;
}

} // namespace

std::error_code page_provider::provide(const std::uint8_t* begin,
                                       const std::uint8_t* end) noexcept {
    while (begin < end) {
        const std::uint64_t offset =
            offset_ + static_cast<std::uint64_t>(begin - mapping_);
        const auto part = trial_.part_at(offset);
        if (!part)
            return provide_part(begin, end);
        const std::uint64_t size = std::min(
            static_cast<std::uint64_t>(end - begin), part->end - offset);
        way_ = part->way;
        const auto error = part->is_measured
                               ? measure_part(begin, begin + size)
                               : provide_part(begin, begin + size);
        if (error)
            return error;
        begin += size;
    }
    return {};
}

// What was written must be populated as well, so that both ways leave the
// decoder as little to do. Populating makes the system read ahead from then on,
// in page blocks that zeros would be written into: measured, that took twice
// the time for all of the output.
std::error_code page_provider::measure_part(const std::uint8_t* begin,
                                            const std::uint8_t* end) noexcept {
    const auto before = trial_.now();
    auto error = provide_part(begin, end);
    if (!error && way_ == page_way::zeros)
        error = populate(begin, end);
    trial_.add(offset_ + static_cast<std::uint64_t>(begin - mapping_),
               static_cast<std::uint64_t>(end - begin), trial_.now() - before);
    if (trial_.settled() == page_way::zeros)
        do_not_read_ahead(end, mapping_ + (file_size_ - offset_));
    return error;
}

std::error_code page_provider::provide_part(const std::uint8_t* begin,
                                            const std::uint8_t* end) noexcept {
    if (way_ == page_way::faults)
        return {};
    if (way_ == page_way::zeros) {
        const auto error = write_zeros(begin, end);
        if (!is_refused(error))
            return error;
        way_ = page_way::unreserved;
        trial_.settle(way_);
    }
    return populate(begin, end);
}

// Where nothing was reserved, a store that meets a SIGBUS tells of a cut file
// or of a full disk.
std::error_code
page_provider::populate(const std::uint8_t* begin,
                        const std::uint8_t* end) const noexcept {
    const auto error = populate_for_writing(begin, end);
    if (error.value() != EFAULT || reserves_space(way_))
        return error;
    const auto cut = check_size();
    return cut ? cut : std::error_code(ENOSPC, std::system_category());
}

// Pieces end at multiples of their size in the file, as pieces of the page
// cache do. A write behind the end of a file that another process has cut would
// hide the loss.
std::error_code
page_provider::write_zeros(const std::uint8_t* begin,
                           const std::uint8_t* end) const noexcept {
    std::uint64_t offset =
        offset_ + static_cast<std::uint64_t>(begin - mapping_);
    auto left = static_cast<std::uint64_t>(end - begin);
    while (left > 0) {
        if (const auto error = check_size())
            return error;
        const std::uint64_t size =
            std::min(left, piece_size - offset % piece_size);
        if (const auto error =
                write_piece(static_cast<std::size_t>(size), offset))
            return error;
        offset += size;
        left -= size;
    }
    return {};
}

// Behind a closed gate the file was cut by a signal handler, which ends the
// process.
std::error_code
page_provider::write_piece(std::size_t size,
                           std::uint64_t offset) const noexcept {
    if (!gate_)
        return write_all_at(fd_, zeros, size, offset);
    if (!gate_->enter()) {
        signal_cleanup::stop_at_the_end();
        return make_error_code(io_errc::output_lost);
    }
    const auto error = write_all_at(fd_, zeros, size, offset);
    gate_->leave();
    return error;
}

// Only another process can have made the file shorter.
std::error_code page_provider::check_size() const noexcept {
    struct stat status {};
    if (const auto error = get_status(fd_, status))
        return error;
    return static_cast<std::uint64_t>(status.st_size) < file_size_
               ? make_error_code(io_errc::output_lost)
               : std::error_code{};
}

} // namespace mgunzip::io
