// SPDX-License-Identifier: BSL-1.0
// Decodes several whole members at once, where that is possible and pays.
#include "gzip/member_runner.hpp"

#include <algorithm>
#include <new>

namespace mgunzip::detail {
namespace {

// After a failure the runner lets so many bytes of input pass, and twice as
// many after each further one: what it decodes behind a member that is not as
// it says is lost.
constexpr std::uint64_t first_pause = std::uint64_t{1} << 20;
constexpr unsigned most_doublings = 10;

} // namespace

bool member_runner::has_work(const input_cursor& in, const output_window& out,
                             std::uint64_t offset) noexcept {
    return offset >= resume_offset_ && stream_runner::may_have_lanes() &&
           member_schedule::has(tuning_.least_streams, in, out) &&
           has_workplace();
}

finished_members member_runner::run(const input_cursor& in,
                                    const output_window& out,
                                    std::uint64_t offset,
                                    inflater& other) noexcept {
    finished_members done;
    member_schedule& schedule = workplace_->schedule;
    schedule.plan(in, out);
    const std::span<whole_stream> streams = schedule.streams();
    done.count = workplace_->streams.run(streams, other);
    for (std::size_t i = 0; i < done.count; ++i) {
        done.input += schedule[i].size;
        done.output += streams[i].size;
        done.blocks += streams[i].blocks;
    }
    if (done.count != 0) {
        const member_schedule::member& last = schedule[done.count - 1];
        done.begin = last.begin;
        done.header_size = last.header_size;
        done.data_size = streams[done.count - 1].size;
        done.data_crc = streams[done.count - 1].crc;
    }
    note_outcome(schedule.size(), done, offset);
    return done;
}

bool member_runner::has_workplace() noexcept {
    if (workplace_ == nullptr)
        workplace_.reset(new (std::nothrow) workplace(tuning_));
    return workplace_ != nullptr && workplace_->streams.is_possible();
}

void member_runner::note_outcome(std::size_t planned,
                                 const finished_members& done,
                                 std::uint64_t offset) noexcept {
    if (done.count == planned) {
        failures_ -= failures_ != 0;
        return;
    }
    resume_offset_ = offset + done.input + (first_pause << failures_);
    failures_ = std::min(failures_ + 1, most_doublings);
}

void member_runner::reset() noexcept {
    failures_ = 0;
    resume_offset_ = 0;
}

} // namespace mgunzip::detail
