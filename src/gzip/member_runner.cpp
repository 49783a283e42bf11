// SPDX-License-Identifier: BSL-1.0
// Decodes several whole members at once, where that is possible and pays.
#include "gzip/member_runner.hpp"

#include "inflate/stream_runner.hpp"

#include <new>

namespace mgunzip::detail {

struct member_runner::workplace final : stream_supply {
    member_segment segment;
    stream_runner streams;

    explicit workplace(const stream_tuning& tuning) noexcept
        : streams(tuning) {}

    whole_stream* next() noexcept override { return segment.next(); }
    bool is_wanted(const whole_stream& stream) const noexcept override {
        return segment.is_wanted(stream);
    }
    void done_with(whole_stream& stream, bool is_right) noexcept override {
        segment.done_with(stream, is_right);
    }
};

member_runner::member_runner(const stream_tuning& tuning) noexcept
    : tuning_(tuning) {}
member_runner::~member_runner() = default;
member_runner::member_runner(member_runner&&) noexcept = default;
member_runner& member_runner::operator=(member_runner&&) noexcept = default;

bool member_runner::has_work(const input_cursor& in, const output_window& out,
                             std::uint64_t offset) noexcept {
    return pause_.may_try(offset) && stream_runner::may_have_lanes() &&
           member_schedule::has(tuning_.least_streams, in, room_of(out)) &&
           has_workplace();
}

finished_members member_runner::run(const input_cursor& in,
                                    const output_window& out,
                                    std::uint64_t offset,
                                    inflater& other) noexcept {
    member_segment& segment = workplace_->segment;
    segment.members().plan(in, room_of(out));
    segment.members().place(out.next);
    segment.restart();
    workplace_->streams.run(*workplace_, other);
    const finished_members done = segment.members().finished(segment.good());
    if (segment.is_whole())
        pause_.succeeded();
    else
        pause_.failed(offset + done.input);
    return done;
}

bool member_runner::has_workplace() noexcept {
    if (workplace_ == nullptr)
        workplace_.reset(new (std::nothrow) workplace(tuning_));
    return workplace_ != nullptr && workplace_->streams.prepare();
}

} // namespace mgunzip::detail
