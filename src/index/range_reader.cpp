// SPDX-License-Identifier: BSL-1.0
// Decodes a part of a gzip file, with an index or without.
#include <mgunzip/range.hpp>

#include "index/behind_part.hpp"
#include "index/point_follower.hpp"
#include "index/sliding_output.hpp"

#include <mgunzip/crc32.hpp>
#include <mgunzip/gzip.hpp>

#include <algorithm>
#include <cstring>
#include <exception>
#include <utility>

namespace mgunzip {
namespace {

using detail::most_behind_part;
using detail::most_empty_members;

// Less is not worth the change from memory of our own to the caller's.
constexpr std::size_t least_direct = std::size_t{64} << 10;
constexpr std::size_t direct_step = std::size_t{128} << 10;

// The decoder comes back after so much of the data.
constexpr std::size_t input_step = std::size_t{4} << 20;

} // namespace

struct MGUNZIP_LOCAL range_reader::state {
    gzip_decoder decoder;
    detail::sliding_output sliding;
    index_window window;
    detail::point_follower follower;

    const index_point* entry = nullptr;
    input_cursor in{};
    std::uint64_t first_byte = 0;   // that the decoder was given
    std::uint64_t first_output = 0; // in front of that
    std::uint64_t from = 0;
    std::uint64_t next = 0; // output that is to be read next
    std::uint32_t crc = 0;
    std::span<const std::uint8_t> pending{}; // decoded, to be read next
    const std::uint8_t* begin = nullptr;     // of the data
    const std::uint8_t* end = nullptr;
    range_observer observer;

    bool is_entered = false; // the current member, in its middle
    bool has_unverified = false;
    std::uint64_t verified = 0; // output up to the end of the last member
    std::optional<std::uint64_t> output_size{};
    std::uint64_t least_size = 0; // of the output, by the index
    bool is_done = true;
    std::error_code error{};
    std::uint64_t error_offset = 0;
    bool was_error_told = false;

    std::uint64_t position() const noexcept {
        return first_output + decoder.produced();
    }
    range_result tell(std::size_t produced) noexcept {
        was_error_told = static_cast<bool>(error);
        return {error, error_offset, produced};
    }
    bool is_index_wrong() const noexcept {
        return error.category() == index_error_category();
    }

    void enter(std::span<const std::uint8_t> data, const gzip_index* index);
    void advance(output_window& out);
    void tell_observer() noexcept;
    void set_stop() noexcept;
    void end_member() noexcept;
    void fail(std::error_code code, std::uint64_t offset = 0) noexcept;
    void fail_with_data_error() noexcept;

    std::size_t deliver(std::span<std::uint8_t> out) noexcept;
    void decode_aside(std::uint64_t most);
    std::size_t decode_directly(std::span<std::uint8_t> out,
                                std::size_t filled);
    std::size_t fill(std::span<std::uint8_t> out);
    void go_to_member_end();
    void go_to_data_end();
};

void range_reader::state::fail(std::error_code code,
                               std::uint64_t offset) noexcept {
    is_done = true;
    error = code;
    error_offset = offset;
}

// Where an index of bgzip has a member, there must be one.
void range_reader::state::fail_with_data_error() noexcept {
    if (entry != nullptr && decoder.members() == 0)
        fail(index_errc::other_data);
    else
        fail(decoder.error(), first_byte + decoder.error_offset());
}

// Decoding begins in front of the first member's header rather than behind it.
void range_reader::state::enter(std::span<const std::uint8_t> data,
                                const gzip_index* index) {
    entry = index == nullptr ? nullptr : index->find(from);
    if (entry != nullptr && entry->output == 0)
        entry = nullptr;
    // An index that was made by hand may have any points.
    if (entry != nullptr && entry->bit / 8 > data.size()) {
        fail(index_errc::impossible_points);
        return;
    }
    if (index != nullptr) {
        follower = detail::point_follower(*index, entry);
        least_size = std::max(
            index->points().empty() ? 0 : index->points().back().output,
            index->facts().output_size.value_or(0));
    }
    if (entry == nullptr) {
        decoder.reset();
    } else if (index->facts().format == index_format::bgzip) {
        decoder.reset();
        first_byte = entry->bit / 8;
    } else {
        first_byte = entry->bit / 8;
        is_entered = true;
        error = window.load(*entry);
        sliding.begin(window.bytes());
        decoder.begin_at(static_cast<unsigned>(entry->bit % 8),
                         window.bytes().size());
    }
    first_output = entry == nullptr ? 0 : entry->output;
    is_done = static_cast<bool>(error);
    const std::span<const std::uint8_t> rest =
        data.subspan(static_cast<std::size_t>(first_byte));
    in = {rest.data(), rest.data()};
    begin = data.data();
    end = rest.data() + rest.size();
    set_stop();
}

void range_reader::state::set_stop() noexcept {
    const std::uint64_t stop = follower.next_stop();
    decoder.stop_at_block(stop == never ? never : stop - first_output);
}

void range_reader::state::end_member() noexcept {
    verified = position();
    has_unverified |= is_entered && verified > from;
    is_entered = false;
}

void range_reader::state::tell_observer() noexcept {
    if (!observer)
        return;
    if (const auto stop = observer(static_cast<std::uint64_t>(in.next - begin)))
        fail(stop);
}

// One call of the decoder, and what it means. The decoder is given its input in
// steps: empty blocks and members make no output.
void range_reader::state::advance(output_window& out) {
    in.end =
        in.next + std::min(static_cast<std::size_t>(end - in.next), input_step);
    gzip_status status = decoder.run(in, out);
    const std::uint64_t output = position();
    bool agrees = follower.note_output(output);
    if (status == gzip_status::need_input && in.next == end)
        status = decoder.end_of_input();
    switch (status) {
    case gzip_status::block_begin:
        agrees = agrees && follower.note_block(
                               8 * first_byte + decoder.block_bit(), output);
        set_stop();
        break;
    case gzip_status::member_begin:
        agrees = agrees && follower.note_member(
                               first_byte + decoder.member_offset(), output);
        break;
    case gzip_status::member_end:
        end_member();
        break;
    case gzip_status::need_input:
    case gzip_status::need_output:
        break;
    case gzip_status::end_of_data:
        agrees = agrees && follower.note_end(output);
        output_size = output;
        is_done = true;
        break;
    case gzip_status::error:
        if (agrees)
            fail_with_data_error();
        break;
    }
    if (!agrees)
        fail(index_errc::other_data);
    tell_observer();
}

std::size_t range_reader::state::deliver(std::span<std::uint8_t> out) noexcept {
    const std::size_t size = std::min(out.size(), pending.size());
    if (size == 0)
        return 0;
    std::memcpy(out.data(), pending.data(), size);
    pending = pending.subspan(size);
    crc = crc32(crc, out.data(), size);
    next += size;
    return size;
}

// Decodes at most some 128 KiB to memory of our own, up to `most` bytes behind
// the next one wanted.
void range_reader::state::decode_aside(std::uint64_t most) {
    const std::uint64_t before = position();
    const std::uint64_t to_drop = next - before;
    sliding.make_room(to_drop > ~std::uint64_t{0} - most ? never
                                                         : to_drop + most);
    advance(sliding.window);
    const std::span<const std::uint8_t> made = sliding.take();
    pending = made.subspan(static_cast<std::size_t>(
        std::min<std::uint64_t>(made.size(), to_drop)));
}

// Once the caller has 32 KiB in one piece, what follows goes right behind them.
std::size_t range_reader::state::decode_directly(std::span<std::uint8_t> out,
                                                 std::size_t filled) {
    output_window to{out.data() + filled, nullptr, out.data() + out.size()};
    while (!is_done && to.next != to.end) {
        const auto left = static_cast<std::size_t>(to.end - to.next);
        to.goal = to.next + std::min(left, direct_step);
        const std::uint8_t* const begin = to.next;
        advance(to);
        const auto size = static_cast<std::size_t>(to.next - begin);
        crc = crc32(crc, begin, size);
        next += size;
    }
    const auto end = static_cast<std::size_t>(to.next - out.data());
    sliding.begin(out.first(end).last(history_size));
    return end;
}

std::size_t range_reader::state::fill(std::span<std::uint8_t> out) {
    std::size_t filled = deliver(out);
    while (filled != out.size() && !is_done) {
        const std::size_t left = out.size() - filled;
        if (filled >= history_size && left >= least_direct) {
            filled = decode_directly(out, filled);
        } else {
            decode_aside(left);
            filled += deliver(out.subspan(filled));
        }
    }
    return filled;
}

// What is decoded for this is not to be read.
void range_reader::state::go_to_member_end() {
    const std::uint64_t end = next;
    while (verified < end && !is_entered && !is_done &&
           position() < end + most_behind_part) {
        sliding.make_room(most_behind_part);
        advance(sliding.window);
        static_cast<void>(sliding.take());
    }
}

// Nothing but empty members may follow, and what is behind the last one. A byte
// of output ends this, and so do too many empty members. No error there is one
// of the range.
void range_reader::state::go_to_data_end() {
    if (next < least_size)
        return;
    const std::uint64_t most_members = decoder.members() + most_empty_members;
    while (!is_done && position() == next && decoder.members() < most_members) {
        sliding.make_room(1);
        advance(sliding.window);
        static_cast<void>(sliding.take());
    }
}

range_reader::range_reader() : state_(std::make_unique<state>()) {}
range_reader::~range_reader() = default;
range_reader::range_reader(range_reader&&) noexcept = default;
range_reader& range_reader::operator=(range_reader&&) noexcept = default;

std::error_code range_reader::begin(std::span<const std::uint8_t> in,
                                    const gzip_index* index,
                                    std::uint64_t from) noexcept {
    state& s = *state_;
    s.sliding.begin({});
    s.follower = {};
    s.entry = nullptr;
    s.first_byte = s.first_output = 0;
    s.from = s.next = from;
    s.crc = 0;
    s.pending = {};
    s.is_entered = s.has_unverified = false;
    s.verified = 0;
    s.output_size.reset();
    s.least_size = 0;
    s.is_done = true;
    s.error_offset = 0;
    s.was_error_told = false;
    s.error = index != nullptr && index->facts().compressed_size != in.size()
                  ? make_error_code(index_errc::other_size)
                  : std::error_code();
    if (!s.error)
        s.enter(in, index);
    s.was_error_told = static_cast<bool>(s.error);
    return s.error;
}

void range_reader::observe(range_observer observer) noexcept {
    state_->observer = std::move(observer);
}

range_result range_reader::read(std::span<std::uint8_t> out) noexcept {
    state& s = *state_;
    if (s.was_error_told)
        return s.tell(0);
    try {
        const std::size_t produced = s.fill(out);
        // What is wrong behind the range may never be wanted.
        return produced == out.size() && !s.is_index_wrong()
                   ? range_result{{}, 0, produced}
                   : s.tell(produced);
    } catch (const std::exception&) {
        s.fail(std::make_error_code(std::errc::not_enough_memory));
        return s.tell(0);
    }
}

range_result range_reader::finish() noexcept {
    state& s = *state_;
    if (s.was_error_told || s.is_index_wrong())
        return s.tell(0);
    try {
        s.go_to_member_end();
    } catch (const std::exception&) {
        s.fail(std::make_error_code(std::errc::not_enough_memory));
    }
    // What lies behind the range may be damaged without any harm to it, but not
    // the trailer of its member.
    const bool is_of_trailer = s.error == errc::data_crc_mismatch ||
                               s.error == errc::data_size_mismatch;
    if (!s.is_index_wrong() && (!is_of_trailer || s.verified >= s.next))
        s.error.clear();
    if (!s.error) {
        try {
            s.go_to_data_end();
        } catch (const std::exception&) {
            s.output_size.reset();
        }
        s.error.clear();
    }
    s.is_done = true;
    s.pending = {};
    return s.tell(0);
}

bool range_reader::is_verified() const noexcept {
    const state& s = *state_;
    return !s.error && !s.has_unverified &&
           (s.verified >= s.next || s.next == s.from);
}

std::uint32_t range_reader::crc() const noexcept {
    return state_->crc;
}

std::uint64_t range_reader::size() const noexcept {
    return state_->next - state_->from;
}

std::optional<std::uint64_t> range_reader::output_size() const noexcept {
    return state_->output_size;
}

std::optional<trailing_data> range_reader::trailing() const noexcept {
    return state_->output_size ? std::optional(state_->decoder.trailing())
                               : std::nullopt;
}

const index_point* range_reader::entry() const noexcept {
    return state_->entry;
}

range_result decode_range(std::span<const std::uint8_t> in,
                          const gzip_index* index, std::uint64_t from,
                          std::span<std::uint8_t> out,
                          bool* is_verified) noexcept {
    try {
        range_reader reader;
        if (const std::error_code error = reader.begin(in, index, from))
            return {error, 0, 0};
        range_result result = reader.read(out);
        if (!result.error) {
            const range_result end = reader.finish();
            result.error = end.error;
            result.error_offset = end.error_offset;
        }
        if (is_verified != nullptr)
            *is_verified = reader.is_verified();
        return result;
    } catch (const std::exception&) {
        return {std::make_error_code(std::errc::not_enough_memory), 0, 0};
    }
}

} // namespace mgunzip
