// SPDX-License-Identifier: BSL-1.0
// Which members are decoded at once, and where their output goes.
#include "gzip/member_schedule.hpp"

#include "gzip/bgzf_member.hpp"
#include "gzip/gzip_format.hpp"
#include "gzip/load_once.hpp"
#include "gzip/member_finder.hpp"
#include "inflate/stream_runner.hpp"

#include <algorithm>

namespace mgunzip::detail {
namespace {

// Goes from member to member.
struct walker {
    input_cursor in; // without what lanes read beyond
    std::size_t room;

    walker(const input_cursor& input, std::size_t output_room) noexcept
        : in(input), room(output_room) {
        in.end -= std::min(in.size(), stream_runner::overread);
    }

    // The member at the position, if it can be taken.
    member_sizes measure() const noexcept {
        return if_room(measure_bgzf_member(in));
    }
    member_sizes if_room(const member_sizes& sizes) const noexcept {
        return sizes.output <= room ? sizes : member_sizes{};
    }
    void pass(const member_sizes& sizes) noexcept {
        in.next += sizes.input;
        room -= sizes.output;
    }
};

// The same where members have to be found.
struct searcher : walker {
    member_finder& finder;

    searcher(const input_cursor& input, std::size_t output_room,
             member_finder& to_find) noexcept
        : walker(input, output_room), finder(to_find) {}

    member_sizes measure() const noexcept {
        return if_room(finder.measure(in));
    }
};

} // namespace

bool member_schedule::has(std::size_t count, const input_cursor& in,
                          std::size_t room) noexcept {
    walker at(in, room);
    for (std::size_t i = 0; i < count; ++i) {
        const member_sizes sizes = at.measure();
        if (sizes.input == 0)
            return false;
        at.pass(sizes);
    }
    return true;
}

void member_schedule::plan(const input_cursor& in, std::size_t room) noexcept {
    plan_by(walker(in, room));
}

void member_schedule::plan(const input_cursor& in, std::size_t room,
                           member_finder& finder) noexcept {
    plan_by(searcher(in, room, finder));
}

template <typename Walker>
void member_schedule::plan_by(Walker at) noexcept {
    const walker from = at;
    for (size_ = 0; size_ < capacity; ++size_) {
        const member_sizes sizes = at.measure();
        if (sizes.input == 0)
            break;
        const std::uint8_t* const begin = at.in.next;
        const std::uint8_t* const trailer = begin + sizes.input - trailer_size;
        members_[size_] = {begin, sizes.header, sizes.input};
        streams_[size_] = {.begin = begin + sizes.header,
                           .end = trailer,
                           .out = nullptr,
                           .size = sizes.output,
                           .crc = load_once(trailer, crc_size),
                           .is_in_ring = false};
        at.pass(sizes);
    }
    input_size_ = static_cast<std::size_t>(at.in.next - from.in.next);
    output_size_ = from.room - at.room;
}

void member_schedule::place(std::uint8_t* out) noexcept {
    for (whole_stream& stream : streams()) {
        stream.out = out;
        out += stream.size;
    }
}

void member_schedule::place_in_ring(std::uint8_t* ring) noexcept {
    for (whole_stream& stream : streams()) {
        stream.out = ring;
        stream.is_in_ring = true;
    }
}

finished_members member_schedule::finished(std::size_t count) const noexcept {
    finished_members done{.count = count};
    for (std::size_t i = 0; i < count; ++i) {
        done.input += members_[i].size;
        done.output += streams_[i].size;
        done.blocks += streams_[i].blocks;
    }
    if (count != 0) {
        const member& last = members_[count - 1];
        done.begin = last.begin;
        done.header_size = last.header_size;
        done.data_size = streams_[count - 1].size;
        done.data_crc = streams_[count - 1].crc;
    }
    return done;
}

} // namespace mgunzip::detail
