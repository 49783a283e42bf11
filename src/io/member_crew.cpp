// SPDX-License-Identifier: BSL-1.0
// Decodes members whose places are known, by several threads.
#include "io/member_crew.hpp"

#include "io/thread_limit.hpp"

#include <algorithm>
#include <cassert>
#include <exception>
#include <limits>
#include <new>

namespace mgunzip::io {
namespace {

using mgunzip::detail::scheduled_segment;

// Two that a thread is in, and one that waits for it.
constexpr std::size_t segments_for_each = 3;

// Members without output are many.
constexpr std::size_t most_segment_input = std::size_t{1} << 20;

// After so much input without work, threads are of more use elsewhere.
constexpr std::uint64_t idle_input = std::uint64_t{4} << 20;

} // namespace

// What only those need who have such members.
struct member_crew::workshop {
    mgunzip::detail::segment_schedule schedule;
    mgunzip::detail::segment_worker owner;
    std::vector<std::unique_ptr<mgunzip::detail::segment_worker>> workers;
    std::vector<std::unique_ptr<helper_thread>> threads;

    explicit workshop(const mgunzip::detail::stream_tuning& tuning)
        : schedule(segments_for_each * max_threads), owner(schedule, tuning) {}
    workshop(const workshop&) = delete;
    workshop& operator=(const workshop&) = delete;
    ~workshop() {
        schedule.end_work();
        threads.clear();
    }

    // Fewer are no harm.
    void set_helpers(std::size_t count,
                     const mgunzip::detail::stream_tuning& tuning) noexcept {
        try {
            while (threads.size() < count) {
                workers.push_back(
                    std::make_unique<mgunzip::detail::segment_worker>(schedule,
                                                                      tuning));
                threads.push_back(std::make_unique<helper_thread>());
                static_cast<void>(
                    threads.back()->start([worker = workers.back().get()] {
                        worker->work_until_end();
                    }));
            }
        } catch (const std::bad_alloc&) {
            workers.resize(threads.size());
        }
        schedule.set_limit(segments_for_each * (threads.size() + 1));
    }
};

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
    const std::size_t wanted =
        std::min<std::size_t>(input / tuning_.least_input, max_threads - 1);
    try {
        while (leases_.size() < wanted) {
            thread_lease lease = threads.take();
            if (!lease)
                return;
            leases_.push_back(std::move(lease));
            if (workshop_ != nullptr)
                workshop_->set_helpers(leases_.size(), tuning_.streams);
        }
    } catch (const std::bad_alloc&) {
        // There are fewer threads then.
    }
}

bool member_crew::has_workshop() noexcept {
    if (workshop_ == nullptr) {
        try {
            workshop_ = std::make_unique<workshop>(tuning_.streams);
        } catch (const std::bad_alloc&) {
            return false;
        }
        workshop_->set_helpers(leases_.size(), tuning_.streams);
    }
    return true;
}

void member_crew::begin(const input_cursor& in, std::uint64_t offset,
                        sink& to) noexcept {
    assert(to_ == nullptr);
    offset_ = offset;
    if (!has_workshop()) {
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
    mgunzip::detail::segment_schedule& schedule = workshop_->schedule;
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
        if (!workshop_->owner.work())
            schedule.wait_for_front();
    }
}

// Behind a failure nothing counts.
bool member_crew::take_front() noexcept {
    scheduled_segment* const front =
        has_failed_ ? nullptr : workshop_->schedule.finished_front();
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
    workshop_->schedule.cancel();
    workshop_->owner.give_up();
    workshop_->schedule.clear();
    to_ = nullptr;
}

void member_crew::stop() noexcept {
    end();
    workshop_.reset();
    leases_.clear();
}

void member_crew::stop_if_idle(std::uint64_t offset) noexcept {
    if ((workshop_ != nullptr || !leases_.empty()) &&
        offset - offset_ >= idle_input)
        stop();
}

void member_crew::plan() noexcept {
    while (scheduled_segment* const entry = workshop_->schedule.free_entry()) {
        if (!plan_next(*entry))
            return;
        workshop_->schedule.add_entry();
    }
}

// False if there is no member that can be planned now.
bool member_crew::plan_next(scheduled_segment& entry) noexcept {
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
bool member_crew::place(scheduled_segment& entry) noexcept {
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
