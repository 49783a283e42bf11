// SPDX-License-Identifier: BSL-1.0
// Which members are decoded at once, and where their output goes.
#include "gzip/member_schedule.hpp"

#include "gzip/bgzf_member.hpp"
#include "gzip/gzip_format.hpp"
#include "gzip/load_once.hpp"

#include <algorithm>

namespace mgunzip::detail {
namespace {

// Goes from member to member, in the input and in the output.
struct walker {
    input_cursor in; // without what lanes read beyond
    output_window out;

    walker(const input_cursor& input, const output_window& output) noexcept
        : in(input), out(output) {
        in.end -= std::min(in.size(), stream_runner::overread);
    }

    // The member at the position, if it can be taken.
    bgzf_member_sizes measure() const noexcept {
        const bgzf_member_sizes sizes = measure_bgzf_member(in);
        return sizes.output <= static_cast<std::size_t>(out.end - out.next)
                   ? sizes
                   : bgzf_member_sizes{};
    }
    void pass(const bgzf_member_sizes& sizes) noexcept {
        in.next += sizes.input;
        out.next += sizes.output;
    }
};

} // namespace

bool member_schedule::has(std::size_t count, const input_cursor& in,
                          const output_window& out) noexcept {
    walker at(in, out);
    for (std::size_t i = 0; i < count; ++i) {
        const bgzf_member_sizes sizes = at.measure();
        if (sizes.input == 0)
            return false;
        at.pass(sizes);
    }
    return true;
}

void member_schedule::plan(const input_cursor& in, const output_window& out,
                           std::size_t most) noexcept {
    walker at(in, out);
    for (size_ = 0; size_ < std::min(most, capacity); ++size_) {
        const bgzf_member_sizes sizes = at.measure();
        if (sizes.input == 0)
            return;
        const std::uint8_t* const begin = at.in.next;
        const std::uint8_t* const trailer = begin + sizes.input - trailer_size;
        members_[size_] = {begin, sizes.header, sizes.input};
        streams_[size_] = {.begin = begin + sizes.header,
                           .end = trailer,
                           .out = at.out.next,
                           .size = sizes.output,
                           .crc = load_once(trailer, crc_size)};
        at.pass(sizes);
    }
}

} // namespace mgunzip::detail
