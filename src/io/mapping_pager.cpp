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

} // namespace

std::error_code mapping_pager::start(const std::uint8_t* begin,
                                     const std::uint8_t* end,
                                     const std::uint8_t* position) noexcept {
    end_ = end;
    populated_ = position;
    dropped_ = begin;
    step_ = first_step;
    return populate_ahead_of(position);
}

std::error_code mapping_pager::advance(const std::uint8_t* position) noexcept {
    drop_behind(position);
    return populate_ahead_of(position);
}

std::error_code
mapping_pager::populate_ahead_of(const std::uint8_t* position) noexcept {
    // A decoder may have gone past what was populated for it.
    populated_ = std::max(populated_, position);
    const auto left = static_cast<std::size_t>(end_ - position);
    const std::uint8_t* const wanted = position + std::min(left, min_ahead);
    if (populated_ >= wanted)
        return {};
    const auto unpopulated = static_cast<std::size_t>(end_ - populated_);
    const std::uint8_t* const next = populated_ + std::min(unpopulated, step_);
    const auto error = populate_for_writing(populated_, next);
    // EFAULT stands for the SIGBUS that a store would have met.
    if (error.value() == EFAULT || error.value() == EHWPOISON)
        return make_error_code(io_errc::output_lost);
    if (error)
        return error;
    populated_ = next;
    step_ = std::min(2 * step_, last_step);
    return {};
}

void mapping_pager::drop_behind(const std::uint8_t* position) noexcept {
    const std::size_t kept = history_size + page_size();
    const auto behind = static_cast<std::size_t>(position - dropped_);
    if (behind < kept + drop_step)
        return;
    const std::size_t size = (behind - kept) / drop_step * drop_step;
    drop_pages(dropped_, dropped_ + size);
    dropped_ += size;
}

} // namespace mgunzip::io
