// SPDX-License-Identifier: BSL-1.0
// Decodes members whose places are known, by several threads.
#include "io/member_crew.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

namespace mgunzip::io {
namespace {

using mgunzip::detail::scheduled_members;

// Two that a thread is in, and one that waits for it.
constexpr std::size_t segments_for_each = 3;

// Members without output are many.
constexpr std::size_t most_segment_input = std::size_t{1} << 20;

// A search looks at some ten bytes while one is decoded. After one in vain as
// many bytes pass as it has looked at, twice as many after the next one, and so
// on up to this power of two.
constexpr unsigned most_doublings = 3;

// After a wrong guess so many bytes of input pass for each byte of output that
// was lost by it.
constexpr std::uint64_t wrong_guess_factor = 32;

// Each thread has no more output than this that is not handed out.
constexpr std::size_t held_for_each = std::size_t{16} << 20;

// Those that sleep take memory alone, and starting them takes a millisecond.
constexpr std::uint64_t asleep_input = std::uint64_t{64} << 20;

} // namespace

member_crew::member_crew(const crew_tuning& tuning) noexcept
    : tuning_(tuning), finder_(tuning.most_found) {}

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

bool member_crew::finds_work(const input_cursor& in,
                             std::uint64_t offset) noexcept {
    if (in.size() < tuning_.least_searched || offset < search_offset_ ||
        !pause_.may_try(offset))
        return false;
    finder_.forget();
    const std::size_t first = finder_.measure(in).input;
    std::uint64_t searched = finder_.searched();
    if (first != 0) {
        if (finder_.measure({in.next + first, in.end}).input != 0) {
            vain_searches_ -= vain_searches_ != 0;
            return true;
        }
        searched += finder_.searched();
    }
    search_offset_ = offset + (searched << vain_searches_);
    vain_searches_ = std::min(vain_searches_ + 1, most_doublings);
    return false;
}

void member_crew::reserve(thread_budget& threads, std::size_t input) noexcept {
    threads_.reserve(threads, input / tuning_.least_input);
}

void member_crew::begin(const input_cursor& in, std::uint64_t offset, sink& to,
                        bool searching) noexcept {
    assert(to_ == nullptr);
    offset_ = offset;
    is_searching_ = searching;
    finder_.forget();
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
    if (has_part_) {
        take_buffer(*schedule.finished_front());
        schedule.remove_front();
    }
    has_part_ = false;
    for (;;) {
        if (!has_failed_)
            threads_.plan(
                [this](scheduled_members& entry) { return plan_next(entry); });
        if (take_front())
            return &part_;
        if (has_failed_ || schedule.is_empty()) {
            end();
            return nullptr;
        }
        threads_.work();
    }
}

// Behind a failure nothing counts.
bool member_crew::take_front() noexcept {
    scheduled_members* const front =
        has_failed_ ? nullptr : threads_.segments().finished_front();
    if (front == nullptr)
        return false;
    part_.members = front->segment.members().finished(front->segment.good());
    part_.output = {planned_out_ != nullptr, front->out};
    offset_ += part_.members.input;
    has_part_ = true;
    if (front->segment.is_whole()) {
        pause_.succeeded();
        return true;
    }
    const std::size_t lost =
        front->segment.members().output_size() - part_.members.output;
    pause_.failed(offset_, is_searching_ ? wrong_guess_factor * lost : 0);
    has_failed_ = true;
    return part_.members.count != 0;
}

void member_crew::end() noexcept {
    if (to_ == nullptr)
        return;
    threads_.give_up();
    threads_.segments().for_each_entry(
        [this](scheduled_members& entry) { take_buffer(entry); });
    to_ = nullptr;
}

void member_crew::stop() noexcept {
    end();
    threads_.stop();
    buffers_ = {};
}

void member_crew::stop_if_idle(std::uint64_t offset) noexcept {
    const std::uint64_t most =
        threads_.is_resting() ? asleep_input : idle_input;
    if (threads_.has_threads() && offset - offset_ >= most)
        stop();
}

// False if there is no member that can be planned now.
bool member_crew::plan_next(scheduled_members& entry) noexcept {
    mgunzip::detail::member_schedule& members = entry.segment.members();
    if (is_searching_) {
        if (!plan_found(members))
            return false;
    } else {
        members.plan({planned_in_.next,
                      planned_in_.next +
                          std::min(planned_in_.size(), most_segment_input)},
                     room_for_next(tuning_.segment_output));
    }
    if (members.size() == 0 || !place(entry))
        return false;
    planned_in_.next += members.input_size();
    entry.segment.restart();
    return true;
}

// Some small ones, or a large one.
bool member_crew::plan_found(
    mgunzip::detail::member_schedule& members) noexcept {
    const mgunzip::detail::member_sizes first = finder_.measure(planned_in_);
    if (first.input == 0)
        return false;
    const std::size_t wanted =
        std::max<std::size_t>(tuning_.segment_output, first.output);
    if (!may_hold(wanted))
        return false;
    members.plan(planned_in_, room_for_next(wanted), finder_);
    return true;
}

std::size_t member_crew::room_for_next(std::size_t wanted) noexcept {
    if (planned_out_ == nullptr)
        return wanted;
    const output_window& window = to_->window();
    if (static_cast<std::size_t>(window.end - planned_out_) < wanted) {
        const auto ahead = static_cast<std::size_t>(planned_out_ - window.next);
        static_cast<void>(to_->make_room(ahead + wanted));
    }
    return std::min(wanted,
                    static_cast<std::size_t>(window.end - planned_out_));
}

// True if not too much is held with so many bytes more. What may not be planned
// now is not looked for over and over.
bool member_crew::may_hold(std::size_t size) noexcept {
    if (planned_out_ != nullptr) {
        const auto ahead =
            static_cast<std::size_t>(planned_out_ - to_->window().next);
        return ahead == 0 || ahead + size <= most_held();
    }
    if (!to_->keeps_output())
        return true;
    buffers_.set_limit(most_held());
    return buffers_.may_take(sink::append_headroom + size);
}

std::size_t member_crew::most_held() const noexcept {
    return threads_.count() * held_for_each;
}

// False if there is no memory.
bool member_crew::place(scheduled_members& entry) noexcept {
    entry.out = planned_out_;
    if (planned_out_ != nullptr) {
        planned_out_ += entry.segment.members().output_size();
    } else if (to_->keeps_output()) {
        buffers_.set_limit(most_held());
        segment_buffer buffer =
            buffers_.take(sink::append_headroom +
                          std::max(tuning_.segment_output,
                                   entry.segment.members().output_size()));
        if (buffer.memory == nullptr)
            return false;
        entry.out = buffer.memory.get() + sink::append_headroom;
        entry.buffer = std::move(buffer.memory);
        entry.buffer_size = buffer.size;
    }
    return true;
}

void member_crew::take_buffer(scheduled_members& entry) noexcept {
    buffers_.give_back({std::move(entry.buffer), entry.buffer_size});
}

} // namespace mgunzip::io
