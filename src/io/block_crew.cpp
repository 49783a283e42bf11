// SPDX-License-Identifier: BSL-1.0
// Decodes blocks between the points of an index, by several threads.
#include "io/block_crew.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <new>

namespace mgunzip::io {
namespace {

using mgunzip::detail::block_outcome;
using mgunzip::detail::scheduled_blocks;

// One that a thread is in, and one that waits for it.
constexpr std::size_t segments_for_each = 2;

// With fewer the threads wait for each other at the end for too long.
constexpr std::size_t least_segments = 4;

} // namespace

block_crew::block_crew(
    const gzip_index* index,
    const mgunzip::detail::block_plan_tuning& tuning) noexcept
    : index_(index), least_segment_(tuning.least),
      plan_(index == nullptr ? std::span<const index_point>() : index->points(),
            tuning) {}

block_crew::~block_crew() {
    stop();
}

bool block_crew::has_work(std::span<const std::uint8_t> data) const noexcept {
    return index_ != nullptr && !is_over_ &&
           index_->facts().format != index_format::bgzip &&
           index_->facts().compressed_size == data.size() &&
           plan_.has(least_segments);
}

void block_crew::reserve(thread_budget& threads) noexcept {
    threads_.reserve(threads,
                     static_cast<std::size_t>(index_->points().back().output /
                                              least_segment_));
}

std::uint64_t block_crew::next_stop(std::uint64_t bit) noexcept {
    // An entry that is not reached yet stays, or points without segments would
    // be gone through again at every block.
    const std::uint64_t first = std::max(bit, 8 * pause_.resume_offset());
    if (is_over_)
        entry_ = nullptr;
    else if (entry_ == nullptr || entry_->bit < first)
        entry_ = plan_.from(first);
    return entry_ == nullptr ? never : entry_->output;
}

// Empty blocks may stand in front of that of the point.
bool block_crew::is_entry(std::uint64_t bit, std::uint64_t output) noexcept {
    if (entry_ == nullptr)
        return false;
    if (bit > entry_->bit || output != entry_->output)
        was_wrong_ = is_over_ = true;
    return !is_over_ && bit == entry_->bit;
}

void block_crew::begin(std::span<const std::uint8_t> data,
                       const gzip_decoder& decoder, sink& to) noexcept {
    assert(to_ == nullptr);
    data_ = data;
    offset_ = decoder.consumed();
    if (use_ == nullptr)
        use_.reset(new (std::nothrow) mgunzip::detail::history_use);
    if (use_ == nullptr || !threads_.start(segments_for_each, data)) {
        is_over_ = true;
        return;
    }
    to_ = &to;
    planned_ = entry_;
    const std::size_t size = mgunzip::detail::decoder_access::history(decoder);
    std::uint8_t* const next = to.window().next;
    history_size_ = 0;
    note_output({next - size, size});
    planned_out_ = to.make_room(1) ? next : nullptr;
    handed_out_ = 0;
    has_part_ = is_ending_ = needs_room_ = false;
}

const decoded_blocks* block_crew::next() noexcept {
    if (to_ == nullptr)
        return nullptr;
    auto& schedule = threads_.segments();
    if (has_part_)
        schedule.remove_front();
    has_part_ = false;
    for (;;) {
        if (!is_ending_)
            threads_.plan([this](scheduled_blocks& segment) {
                return plan_next(segment);
            });
        if (take_front())
            return &part_;
        if (is_ending_ || schedule.is_empty()) {
            if (planned_out_ == nullptr)
                to_->set_history(history());
            end();
            return nullptr;
        }
        threads_.work();
    }
}

// Behind the end of a member's data all is for the decoder.
bool block_crew::take_front() noexcept {
    const scheduled_blocks* const front =
        is_ending_ ? nullptr : threads_.segments().finished_front();
    if (front == nullptr)
        return false;
    if (front->outcome == block_outcome::wrong ||
        !fits_history(*front, history(), data_, *use_)) {
        was_wrong_ = is_over_ = is_ending_ = true;
        return false;
    }
    is_ending_ = front->outcome == block_outcome::stream_end;
    note_output(front->last_output());
    offset_ = front->end_bit / 8;
    part_.blocks = {.end = data_.data() + offset_,
                    .bit = static_cast<unsigned>(front->end_bit % 8),
                    .is_stream_end = is_ending_,
                    .output = front->produced,
                    .crc = front->crc,
                    .blocks = front->blocks};
    part_.output = {planned_out_ != nullptr, front->out};
    has_part_ = has_worked_ = true;
    ++handed_out_;
    if (!is_ending_)
        pause_.succeeded();
    else if (handed_out_ < least_segments)
        pause_.failed(offset_);
    return true;
}

void block_crew::note_output(std::span<const std::uint8_t> last) noexcept {
    const std::size_t kept =
        std::min(history_size_, history_.size() - last.size());
    std::memmove(history_.data() + history_.size() - kept - last.size(),
                 history_.data() + history_.size() - kept, kept);
    std::ranges::copy(last, history_.data() + history_.size() - last.size());
    history_size_ = kept + last.size();
}

void block_crew::end() noexcept {
    if (to_ == nullptr)
        return;
    threads_.give_up();
    to_ = nullptr;
}

void block_crew::stop() noexcept {
    end();
    threads_.stop();
}

void block_crew::stop_if_idle(std::uint64_t offset) noexcept {
    if (threads_.has_threads() && offset - offset_ >= idle_input)
        stop();
}

// False if there is none that can be planned now.
bool block_crew::plan_next(scheduled_blocks& segment) noexcept {
    segment.begin = planned_;
    segment.end = plan_.end_of(*planned_);
    if (segment.end == nullptr || !place(segment))
        return false;
    planned_ = segment.end;
    return true;
}

// False if there is no room or no memory.
bool block_crew::place(scheduled_blocks& segment) noexcept {
    segment.out = planned_out_;
    segment.has_headroom = false;
    if (planned_out_ != nullptr) {
        const output_window& window = to_->window();
        const auto ahead = static_cast<std::size_t>(planned_out_ - window.next);
        static_cast<void>(to_->make_room(ahead + segment.size()));
        needs_room_ = static_cast<std::size_t>(window.end - planned_out_) <
                      segment.size();
        if (needs_room_)
            return false;
        planned_out_ += segment.size();
    } else if (to_->keeps_output()) {
        const std::size_t size = sink::append_headroom + segment.size();
        if (segment.buffer_size < size) {
            segment.buffer.reset(new (std::nothrow) std::uint8_t[size]);
            segment.buffer_size = segment.buffer == nullptr ? 0 : size;
        }
        if (segment.buffer == nullptr)
            return false;
        segment.out = segment.buffer.get() + sink::append_headroom;
        segment.has_headroom = true;
    }
    return true;
}

} // namespace mgunzip::io
