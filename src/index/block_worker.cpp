// SPDX-License-Identifier: BSL-1.0
// Decodes segments between points of an index, in one thread.
#include "index/block_worker.hpp"

#include <mgunzip/crc32.hpp>

#include <algorithm>
#include <cassert>
#include <cstring>

namespace mgunzip::detail {
namespace {

// Between two looks at the schedule, in bytes of output and of input; blocks
// may be empty.
constexpr std::size_t output_step = std::size_t{128} << 10;
constexpr std::size_t input_step = std::size_t{4} << 20;

// Less is not worth the change to another memory.
constexpr std::size_t least_in_place = std::size_t{64} << 10;

// Whether two windows of one size are alike where it matters.
bool are_alike(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b,
               std::span<const std::uint8_t> matters) noexcept {
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference |=
            static_cast<unsigned>(a[i] ^ b[i]) & (matters[i] != 0 ? 0xffu : 0u);
    return difference == 0;
}

} // namespace

block_worker::block_worker(schedule& segments, tuning data)
    : schedule_(segments), data_(data) {}

bool block_worker::work() noexcept {
    if (segment_ == nullptr && !claim())
        return false;
    while (segment_ != nullptr && !schedule_.is_front_finished())
        decode_piece();
    return true;
}

void block_worker::give_up() noexcept {
    assert(schedule_.is_cancelled());
    if (segment_ != nullptr)
        finish(block_outcome::wrong);
}

void block_worker::work_until_end() noexcept {
    while (schedule_.wait_for_work())
        while (claim())
            while (segment_ != nullptr)
                decode_piece();
}

bool block_worker::claim() noexcept {
    if (!schedule_.may_have_work())
        return false;
    segment_ = schedule_.claim();
    if (segment_ == nullptr)
        return false;
    begin();
    return true;
}

void block_worker::begin() noexcept {
    scheduled_blocks& segment = *segment_;
    segment.produced = 0;
    segment.crc = 0;
    const index_point& point = *segment.begin;
    assert(point.bit / 8 < data_.size());
    if (window_.load(point)) {
        finish(block_outcome::wrong);
        return;
    }
    // The index may change meanwhile: what is decoded with has to be what the
    // owner compares, so it is copied once.
    segment.window_size = window_.bytes().size();
    std::ranges::copy(window_.bytes(),
                      segment.window.end() -
                          static_cast<std::ptrdiff_t>(segment.window_size));
    const std::span<const std::uint8_t> window = segment.used_window();
    is_in_place_ = segment.out != nullptr && segment.has_headroom;
    if (is_in_place_)
        std::ranges::copy(window, segment.out - window.size());
    else
        aside_.begin(window);
    const std::uint8_t* const begin = data_.data() + point.bit / 8;
    in_ = {begin, begin};
    first_bit_ = bit_of(begin);
    decoder_.begin_at(static_cast<unsigned>(point.bit % 8), window.size());
    decoder_.stop_at_block(segment.size());
}

std::uint64_t block_worker::bit_of(const std::uint8_t* byte) const noexcept {
    return 8 * static_cast<std::uint64_t>(byte - data_.data());
}

void block_worker::decode_piece() noexcept {
    if (schedule_.is_cancelled()) {
        finish(block_outcome::wrong);
        return;
    }
    in_.end = in_.next +
              std::min(input_step, static_cast<std::size_t>(
                                       data_.data() + data_.size() - in_.next));
    note(can_go_in_place() ? decode_in_place() : decode_aside());
}

// Once the history of what follows is there, and as long as the end is so far
// that the decoder need not look out for it.
bool block_worker::can_go_in_place() const noexcept {
    const scheduled_blocks& segment = *segment_;
    return segment.out != nullptr &&
           (segment.has_headroom || segment.produced >= history_size) &&
           segment.size() - segment.produced >= least_in_place;
}

std::span<const std::uint8_t> block_worker::history_in_place() const noexcept {
    const scheduled_blocks& segment = *segment_;
    const std::size_t size = std::min(
        history_size,
        segment.produced + (segment.has_headroom ? segment.window_size : 0));
    return {segment.out + segment.produced - size, size};
}

inflate_status block_worker::decode_in_place() noexcept {
    scheduled_blocks& segment = *segment_;
    is_in_place_ = true;
    std::uint8_t* const begin = segment.out + segment.produced;
    const std::size_t left = segment.size() - segment.produced;
    output_window window{begin, begin + std::min(left, output_step),
                         begin + left};
    const inflate_status status = decoder_.run(in_, window);
    const auto size = static_cast<std::size_t>(window.next - begin);
    segment.crc = crc32(segment.crc, begin, size);
    segment.produced += size;
    return status;
}

// At the end there is room for more than there should be, so that too much is
// seen.
inflate_status block_worker::decode_aside() noexcept {
    scheduled_blocks& segment = *segment_;
    if (is_in_place_)
        aside_.begin(history_in_place());
    is_in_place_ = false;
    const std::size_t left = segment.size() - segment.produced;
    aside_.make_room(std::max<std::size_t>(left, 1));
    const inflate_status status = decoder_.run(in_, aside_.window);
    const std::span<const std::uint8_t> made = aside_.take();
    if (segment.out != nullptr && !made.empty())
        std::memcpy(segment.out + segment.produced, made.data(),
                    std::min(made.size(), left));
    segment.crc = crc32(segment.crc, made.data(), made.size());
    segment.produced += made.size();
    return status;
}

void block_worker::note(inflate_status status) noexcept {
    const scheduled_blocks& segment = *segment_;
    if (segment.produced > segment.size() ||
        bit_of(in_.next) > segment.end->bit + 8 * input_step) {
        finish(block_outcome::wrong);
        return;
    }
    switch (status) {
    case inflate_status::need_output:
        break;
    case inflate_status::need_input:
        if (in_.next == data_.data() + data_.size())
            finish(block_outcome::wrong);
        break;
    case inflate_status::block_begin:
        note_block();
        break;
    case inflate_status::end_of_stream:
        finish(block_outcome::stream_end, bit_of(in_.next));
        break;
    case inflate_status::error:
        finish(block_outcome::wrong);
        break;
    }
}

// Empty blocks may stand between this one and that of the point.
void block_worker::note_block() noexcept {
    const scheduled_blocks& segment = *segment_;
    const std::uint64_t bit = first_bit_ + decoder_.block_bit();
    if (segment.produced != segment.size() || bit > segment.end->bit)
        finish(block_outcome::wrong);
    else if (bit == segment.end->bit)
        finish(block_outcome::reached_point, bit);
    else
        decoder_.stop_at_block(segment.size());
}

void block_worker::finish(block_outcome outcome,
                          std::uint64_t end_bit) noexcept {
    scheduled_blocks& segment = *segment_;
    segment.outcome = outcome;
    segment.end_bit = end_bit;
    segment.blocks = decoder_.blocks();
    segment.tail_size = 0;
    if (outcome != block_outcome::wrong) {
        const std::size_t size = std::min(segment.produced, history_size);
        const std::uint8_t* const end =
            is_in_place_ ? segment.out + segment.produced : aside_.window.next;
        std::copy_n(end - size, size,
                    segment.tail.end() - static_cast<std::ptrdiff_t>(size));
        segment.tail_size = size;
    }
    segment_ = nullptr;
    schedule_.finish(segment);
}

bool fits_history(const scheduled_blocks& segment,
                  std::span<const std::uint8_t> history,
                  std::span<const std::uint8_t> data,
                  history_use& use) noexcept {
    const std::span<const std::uint8_t> window = segment.used_window();
    const std::size_t common = std::min(window.size(), history.size());
    const std::span<const std::uint8_t> known = history.last(common);
    if (window.size() == common && std::ranges::equal(window, known))
        return true;
    const std::uint64_t bit = segment.begin->bit;
    if (!use.find(data.subspan(static_cast<std::size_t>(bit / 8)),
                  static_cast<unsigned>(bit % 8)))
        return false;
    const std::span<const std::uint8_t> is_used =
        std::span(use.is_used()).last(window.size());
    const auto unknown = is_used.first(window.size() - common);
    return std::ranges::all_of(unknown,
                               [](std::uint8_t used) { return used == 0; }) &&
           are_alike(window.last(common), known, is_used.last(common));
}

} // namespace mgunzip::detail
