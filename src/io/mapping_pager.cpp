// SPDX-License-Identifier: BSL-1.0
// Brings the pages of a mapped output in and lets them go.
#include "io/mapping_pager.hpp"

#include "io/io_error.hpp"
#include "io/page_advice.hpp"

#include <mgunzip/buffers.hpp>

#include <algorithm>
#include <cerrno>

namespace mgunzip::io {
namespace {

constexpr std::size_t kib = 1024;
constexpr std::size_t mib = 1024 * kib;

// Steps begin small, as what is populated behind the end of a small file is
// wasted, and double up to where a larger one gains nothing.
constexpr std::size_t first_step = 256 * kib;
constexpr std::size_t last_step = 1 * mib;
static_assert(first_step >= mapping_pager::min_ahead);

// Measured for 700 MB: pieces of 256 KiB take half as long again as none at
// all, 2 MiB a tenth, 8 MiB nothing.
constexpr std::size_t drop_step = 8 * mib;

// EFAULT stands for the SIGBUS that a store would have met.
std::error_code as_loss(const std::error_code& error) noexcept {
    return error.value() == EFAULT || error.value() == EHWPOISON
               ? make_error_code(io_errc::output_lost)
               : error;
}

} // namespace

std::error_code mapping_pager::start(const std::uint8_t* begin,
                                     const std::uint8_t* end,
                                     const std::uint8_t* position) noexcept {
    end_ = end;
    populated_ = position;
    dropped_ = begin;
    step_ = first_step;
    // The first step is the decoder's own in any case: it needs that at once.
    if (const auto error = populate_ahead_of(position))
        return error;
    ask_for_thread(position);
    return {};
}

std::error_code mapping_pager::advance(const std::uint8_t* position) noexcept {
    // Whoever had all threads may be done by now; asking costs nothing at the
    // pace of dropping.
    if (drop_behind(position) && !is_threaded_)
        ask_for_thread(position);
    return is_threaded_
               ? as_loss(thread_.advance(position, wanted_from(position)))
               : populate_ahead_of(position);
}

void mapping_pager::stop() noexcept {
    if (!is_threaded_)
        return;
    thread_.park();
    is_threaded_ = false;
    threads_->give_back();
}

void mapping_pager::ask_for_thread(const std::uint8_t* position) noexcept {
    const auto left = static_cast<std::size_t>(end_ - position);
    if (!threads_ || left < min_threaded_ || !threads_->take())
        return;
    if (!thread_.start()) {
        threads_->give_back();
        return;
    }
    is_threaded_ = true;
    populated_ = std::max(populated_, position);
    thread_.assign(populated_, end_, position);
}

std::error_code
mapping_pager::populate_ahead_of(const std::uint8_t* position) noexcept {
    // A decoder may have gone past what was populated for it.
    populated_ = std::max(populated_, position);
    if (populated_ >= wanted_from(position))
        return {};
    const auto unpopulated = static_cast<std::size_t>(end_ - populated_);
    const std::uint8_t* const next = populated_ + std::min(unpopulated, step_);
    if (const auto error = populate_for_writing(populated_, next))
        return as_loss(error);
    populated_ = next;
    step_ = std::min(2 * step_, last_step);
    return {};
}

const std::uint8_t*
mapping_pager::wanted_from(const std::uint8_t* position) const noexcept {
    const auto left = static_cast<std::size_t>(end_ - position);
    return position + std::min(left, min_ahead);
}

// True if there was enough to be dropped.
bool mapping_pager::drop_behind(const std::uint8_t* position) noexcept {
    const std::size_t kept = history_size + page_size();
    const auto behind = static_cast<std::size_t>(position - dropped_);
    if (behind < kept + drop_step)
        return false;
    const std::size_t size = (behind - kept) / drop_step * drop_step;
    drop_pages(dropped_, dropped_ + size);
    dropped_ += size;
    return true;
}

} // namespace mgunzip::io
