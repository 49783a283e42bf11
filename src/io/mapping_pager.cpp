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

constexpr std::size_t mib = 1024 * 1024;

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
                                     const std::uint8_t* position,
                                     const page_provider& provider) noexcept {
    end_ = end;
    dropped_ = begin;
    queue_.assign(position, end, position, provider);
    if (const auto error = advance(position))
        return error;
    ask_for_thread(position);
    return {};
}

std::error_code mapping_pager::advance(const std::uint8_t* position,
                                       std::size_t ahead) noexcept {
    // A thread may be free by now; asking costs nothing at the pace of
    // dropping.
    if (drop_behind(position))
        ask_for_thread(position);
    return as_loss(queue_.advance(position, wanted_from(position, ahead)));
}

void mapping_pager::stop() noexcept {
    queue_.park();
    if (!thread_.is_started())
        return;
    queue_.end_work();
    thread_.join();
    lease_.give_back();
}

void mapping_pager::ask_for_thread(const std::uint8_t* position) noexcept {
    const auto left = static_cast<std::size_t>(end_ - position);
    if (thread_.is_started() || !threads_ || left < min_threaded_)
        return;
    lease_ = threads_->take();
    if (lease_ && !thread_.start([this] { queue_.work_until_end(); }))
        lease_.give_back();
}

const std::uint8_t*
mapping_pager::wanted_from(const std::uint8_t* position,
                           std::size_t ahead) const noexcept {
    const auto left = static_cast<std::size_t>(end_ - position);
    return position + std::min(left, ahead);
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
