// SPDX-License-Identifier: BSL-1.0
// Decodes many whole streams whose places are known.
#include "inflate/stream_runner.hpp"

#include "inflate/block_header.hpp"

#include <mgunzip/crc32.hpp>

#include <algorithm>
#include <cassert>
#include <cstring>

namespace mgunzip::detail {
namespace {

// Output of which the CRC-32 is taken at once: it is in the cache then.
constexpr std::size_t step_size = std::size_t{128} << 10;
static_assert(history_size + step_size + window_margin <
              stream_runner::ring_size);

} // namespace

bool stream_runner::may_have_lanes() noexcept {
    return selected_inflate_loops().create_stream_lanes != nullptr;
}

bool stream_runner::prepare() noexcept {
    stream_lanes_factory* const create =
        selected_inflate_loops().create_stream_lanes;
    if (create != created_by_) {
        created_by_ = create;
        lanes_.reset(create == nullptr ? nullptr : create());
        assert(lanes_ == nullptr || lanes_->lanes().size() <= most_lanes);
    }
    return lanes_ != nullptr;
}

void stream_runner::run(stream_supply& supply, inflater& other) noexcept {
    supply_ = &supply;
    other_ = &other;
    if (lanes_ == nullptr) {
        run_without_lanes();
        return;
    }
    while (fill_lanes()) {
        lanes_->run();
        for (unsigned k = 0; k < lanes_->lanes().size(); ++k)
            take_outcome(k);
        if (supply.is_pause_due())
            return;
    }
}

void stream_runner::run_without_lanes() noexcept {
    while (!supply_->is_pause_due()) {
        whole_stream* const stream = supply_->next();
        if (stream == nullptr)
            return;
        decode_alone(*stream);
    }
}

// False if no lane has anything to do.
bool stream_runner::fill_lanes() noexcept {
    bool is_busy = false;
    for (unsigned k = 0; k < lanes_->lanes().size(); ++k) {
        if (places_[k].stream == nullptr)
            begin_next(k);
        is_busy |= places_[k].stream != nullptr;
    }
    return is_busy;
}

// What came of the round.
void stream_runner::take_outcome(unsigned k) noexcept {
    whole_stream* const stream = places_[k].stream;
    if (stream == nullptr)
        return;
    const stream_lane::status now = lanes_->lanes()[k].now;
    if (!supply_->is_wanted(*stream)) {
        supply_->done_with(*stream, false);
    } else {
        if (now == stream_lane::status::in_block)
            return;
        const auto then = now == stream_lane::status::end_of_block
                              ? go_on(k)
                              : progress::failed;
        if (then == progress::in_block)
            return;
        if (then == progress::failed)
            decode_alone(*stream);
        else
            supply_->done_with(*stream, true);
    }
    begin_next(k);
}

// The lane gets the next stream that it can begin, or rests.
void stream_runner::begin_next(unsigned k) noexcept {
    places_[k] = {};
    while (!supply_->is_pause_due()) {
        whole_stream* const stream = supply_->next();
        if (stream == nullptr)
            break;
        switch (begin(k, *stream)) {
        case progress::in_block:
            return;
        case progress::finished:
            supply_->done_with(*stream, true);
            break;
        case progress::failed:
            decode_alone(*stream);
            break;
        }
        places_[k] = {};
    }
    lanes_->rest(k);
}

stream_runner::progress stream_runner::begin(unsigned k,
                                             whole_stream& stream) noexcept {
    const auto size = static_cast<std::size_t>(stream.end - stream.begin);
    if (stream.is_in_ring || stream.size > tuning_.most_output ||
        size < tuning_.least_input ||
        size * 100 > stream.size * tuning_.most_percent)
        return progress::failed;
    stream_lane& lane = lanes_->lanes()[k];
    places_[k] = {.stream = &stream, .is_final_block = false};
    stream.blocks = {};
    lane.at = {stream.begin, 0};
    lane.in_end = stream.end;
    lane.out_begin = stream.out;
    lane.out = {stream.out, stream.out + stream.size, stream.out + stream.size};
    lanes_->begin_stream(k);
    return go_on(k);
}

// Behind a block: on to the next one that is for the lane, or to the end.
stream_runner::progress stream_runner::go_on(unsigned k) noexcept {
    stream_lane& lane = lanes_->lanes()[k];
    whole_stream& stream = *places_[k].stream;
    while (!places_[k].is_final_block) {
        if (!read_header(lane, stream))
            return progress::failed;
        places_[k].is_final_block = reading_.is_final_block;
        lane.at = reading_.bits.position();
        if (reading_.phase == inflate_phase::block_begin)
            return !has_tiny_blocks(lane, stream) &&
                           lanes_->begin_block(k, reading_.codes.litlen,
                                               reading_.codes.distance)
                       ? progress::in_block
                       : progress::failed;
        if (!copy_stored(k))
            return progress::failed;
    }
    return finish(k) ? progress::finished : progress::failed;
}

// A lane makes tables for each block and a round at least, so tiny ones would
// cost it many times what they cost otherwise. Some at the beginning may be.
bool stream_runner::has_tiny_blocks(const stream_lane& lane,
                                    const whole_stream& stream) const noexcept {
    constexpr std::uint64_t allowed = 4;
    const std::uint64_t blocks = stream.blocks.fixed + stream.blocks.dynamic;
    const auto bytes = static_cast<std::uint64_t>(lane.at.byte - stream.begin);
    return blocks > allowed && (blocks - allowed) * tuning_.least_block > bytes;
}

// Up to the data of the block at the lane's position.
bool stream_runner::read_header(const stream_lane& lane,
                                whole_stream& stream) noexcept {
    reading_.bits = {};
    reading_.bits.begin({lane.at.byte, stream.end});
    reading_.bits.set_position(lane.at);
    reading_.blocks = {};
    reading_.phase = inflate_phase::block_header;
    while (reading_.phase != inflate_phase::block_begin &&
           reading_.phase != inflate_phase::stored_data)
        if (read_block_header(reading_) != step::done)
            return false;
    reading_.bits.give_back();
    stream.blocks += reading_.blocks;
    return true;
}

bool stream_runner::copy_stored(unsigned k) noexcept {
    stream_lane& lane = lanes_->lanes()[k];
    if (!lanes_->copy(k))
        return false;
    const std::size_t size = reading_.stored_left;
    if (size > static_cast<std::size_t>(lane.in_end - lane.at.byte) ||
        size > static_cast<std::size_t>(lane.out.end - lane.out.next))
        return false;
    std::memcpy(lane.out.next, lane.at.byte, size);
    lane.out.next += size;
    lane.at.byte += size;
    return true;
}

// The final block has ended.
bool stream_runner::finish(unsigned k) noexcept {
    const stream_lane& lane = lanes_->lanes()[k];
    const whole_stream& stream = *places_[k].stream;
    if (lane.at.byte + (lane.at.bit != 0) != stream.end || !lanes_->copy(k) ||
        lane.out.next != lane.out.end ||
        crc32(0, stream.out, stream.size) != stream.crc)
        return false;
    count(&stream_counters::by_lanes);
    return true;
}

// What the lanes have not decoded may be fine.
void stream_runner::decode_alone(whole_stream& stream) noexcept {
    other_->reset();
    const bool is_right = decode_in_steps(stream);
    stream.blocks = other_->blocks();
    other_->reset(); // it has a helper, which must not go on
    count(is_right ? &stream_counters::alone : &stream_counters::failed);
    supply_->done_with(stream, is_right);
}

bool stream_runner::decode_in_steps(const whole_stream& stream) noexcept {
    input_cursor in{stream.begin, stream.end};
    std::uint8_t* const end =
        stream.out + (stream.is_in_ring ? ring_size : stream.size);
    output_window out{stream.out, stream.out, end};
    std::uint32_t crc = 0;
    for (;;) {
        std::uint8_t* const begin = out.next;
        out.goal =
            begin + std::min(step_size, static_cast<std::size_t>(end - begin));
        const inflate_status status = other_->run(in, out);
        crc = crc32(crc, begin, static_cast<std::size_t>(out.next - begin));
        if (status == inflate_status::end_of_stream)
            return in.next == stream.end && other_->produced() == stream.size &&
                   crc == stream.crc;
        if (status != inflate_status::need_output || out.goal == end ||
            other_->produced() > stream.size || !supply_->is_wanted(stream))
            return false;
        if (stream.is_in_ring && static_cast<std::size_t>(end - out.next) <
                                     step_size + window_margin) {
            std::memcpy(stream.out, out.next - history_size, history_size);
            out.next = stream.out + history_size;
        }
    }
}

} // namespace mgunzip::detail
