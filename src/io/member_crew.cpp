// SPDX-License-Identifier: BSL-1.0
// Decodes members whose places are known, by several threads.
#include "io/member_crew.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <new>

namespace mgunzip::io {
namespace {

using mgunzip::detail::scheduled_members;

// Two that a thread is in, and one that waits for it.
constexpr std::size_t segments_for_each = 3;

// Members without output are many.
constexpr std::size_t most_segment_input = std::size_t{1} << 20;

// After so much input without work, threads are of more use elsewhere.
constexpr std::uint64_t idle_input = std::uint64_t{4} << 20;

} // namespace

member_crew::member_crew(const crew_tuning& tuning) noexcept
    : tuning_(tuning) {}

member_crew::~member_crew() {
    stop();
}

bool member_crew::has_work(const input_cursor& in,
                           std::uint64_t offset) const noexcept {
    return pause_.may_try(offset) &&
           mgunzip::detail::member_schedule::has(
               tuning_.streams.least_streams, in,
               std::numeric_limits<std::size_t>::max());
}

void member_crew::reserve(thread_budget& threads, std::size_t input) noexcept {
    threads_.reserve(threads, input / tuning_.least_input);
}

void member_crew::begin(const input_cursor& in, std::uint64_t offset,
                        sink& to) noexcept {
    assert(to_ == nullptr);
    offset_ = offset;
    if (!threads_.start(segments_for_each, tuning_.streams)) {
        pause_.failed(offset);
        return;
    }
    to_ = &to;
    planned_in_ = in;
    planned_out_ =
        to.make_room(tuning_.segment_output) ? to.window().next : nullptr;
    has_part_ = has_failed_ = false;
}

const decoded_part* member_crew::next() noexcept {
    if (to_ == nullptr)
        return nullptr;
    auto& schedule = threads_.segments();
    if (has_part_)
        schedule.remove_front();
    has_part_ = false;
    for (;;) {
        if (!has_failed_)
            plan();
        if (take_front())
            return &part_;
        if (has_failed_ || schedule.is_empty()) {
            end();
            return nullptr;
        }
        if (!threads_.owner().work())
            schedule.wait_for_front();
    }
}

// Behind a failure nothing counts.
bool member_crew::take_front() noexcept {
    scheduled_members* const front =
        has_failed_ ? nullptr : threads_.segments().finished_front();
    if (front == nullptr)
        return false;
    part_.members = front->segment.members().finished(front->segment.good());
    part_.is_in_window = planned_out_ != nullptr;
    part_.data = front->out;
    offset_ += part_.members.input;
    has_part_ = true;
    if (front->segment.is_whole()) {
        pause_.succeeded();
        return true;
    }
    pause_.failed(offset_);
    has_failed_ = true;
    return part_.members.count != 0;
}

void member_crew::end() noexcept {
    if (to_ == nullptr)
        return;
    threads_.segments().cancel();
    threads_.owner().give_up();
    threads_.segments().clear();
    to_ = nullptr;
}

void member_crew::stop() noexcept {
    end();
    threads_.stop();
}

void member_crew::stop_if_idle(std::uint64_t offset) noexcept {
    if (threads_.has_threads() && offset - offset_ >= idle_input)
        stop();
}

void member_crew::plan() noexcept {
    while (scheduled_members* const entry = threads_.segments().free_entry()) {
        if (!plan_next(*entry))
            return;
        threads_.segments().add_entry();
    }
}

// False if there is no member that can be planned now.
bool member_crew::plan_next(scheduled_members& entry) noexcept {
    mgunzip::detail::member_schedule& members = entry.segment.members();
    members.plan(
        {planned_in_.next,
         planned_in_.next + std::min(planned_in_.size(), most_segment_input)},
        room_for_next());
    if (members.size() == 0 || !place(entry))
        return false;
    planned_in_.next += members.input_size();
    entry.segment.restart();
    return true;
}

std::size_t member_crew::room_for_next() noexcept {
    if (planned_out_ == nullptr)
        return tuning_.segment_output;
    const output_window& window = to_->window();
    if (static_cast<std::size_t>(window.end - planned_out_) <
        tuning_.segment_output) {
        const auto ahead = static_cast<std::size_t>(planned_out_ - window.next);
        static_cast<void>(to_->make_room(ahead + tuning_.segment_output));
    }
    return std::min(tuning_.segment_output,
                    static_cast<std::size_t>(window.end - planned_out_));
}

// False if there is no memory.
bool member_crew::place(scheduled_members& entry) noexcept {
    entry.out = planned_out_;
    if (planned_out_ != nullptr) {
        planned_out_ += entry.segment.members().output_size();
    } else if (to_->keeps_output()) {
        if (entry.buffer == nullptr)
            entry.buffer.reset(new (std::nothrow)
                                   std::uint8_t[sink::append_headroom +
                                                tuning_.segment_output]);
        if (entry.buffer == nullptr)
            return false;
        entry.out = entry.buffer.get() + sink::append_headroom;
    }
    return true;
}

} // namespace mgunzip::io
