// SPDX-License-Identifier: BSL-1.0
// Data that come and go in pieces, through a window of the decoder's own.
#include <mgunzip/stream.hpp>

#include <cstring>
#include <new>
#include <utility>

namespace mgunzip {
namespace {

// With the history this stays within a second-level cache of 512 KiB, and the
// history is moved once for so much output.
constexpr std::size_t block_size = std::size_t{256} * 1024;

static_assert(block_size >= history_size, "the history moves without overlap");

} // namespace

struct MGUNZIP_LOCAL stream_decoder::state {
    std::uint8_t buffer[history_size + block_size + window_margin];
    gzip_decoder decoder;
    output_window window = first_window();
    std::span<const std::uint8_t> output;
    bool is_finished = false;
    bool is_member_end_due = false;
    bool is_out_of_memory = false;

    output_window first_window() noexcept {
        std::uint8_t* const begin = buffer + history_size;
        return {begin, begin + block_size, begin + block_size + window_margin};
    }
    void make_room() noexcept;
    gzip_status run(std::span<const std::uint8_t>& in) noexcept;
};

// When the block is full, the history moves in front of it.
void stream_decoder::state::make_room() noexcept {
    if (window.next < window.goal)
        return;
    std::memcpy(buffer, window.next - history_size, history_size);
    window = first_window();
}

gzip_status
stream_decoder::state::run(std::span<const std::uint8_t>& in) noexcept {
    if (is_out_of_memory)
        return gzip_status::error;
    make_room();
    const std::uint8_t* const begin = window.next;
    input_cursor cursor{in.data(), in.data() + in.size()};
    gzip_status status;
    try {
        status = decoder.run(cursor, window);
    } catch (const std::bad_alloc&) {
        is_out_of_memory = true;
        return gzip_status::error;
    }
    output = {begin, window.next};
    if (status != gzip_status::error)
        in = {cursor.next, cursor.end};
    if (status == gzip_status::need_input && is_finished)
        status = decoder.end_of_input();
    return status;
}

// The buffer is left as it comes: it need not be zero.
stream_decoder::stream_decoder()
    : state_(std::make_unique_for_overwrite<state>()) {}
stream_decoder::stream_decoder(const detail::decoder_tuning& tuning)
    : stream_decoder() {
    state_->decoder = gzip_decoder(tuning);
}
stream_decoder::~stream_decoder() = default;
stream_decoder::stream_decoder(stream_decoder&&) noexcept = default;
stream_decoder& stream_decoder::operator=(stream_decoder&&) noexcept = default;

void stream_decoder::reset() noexcept {
    state& s = *state_;
    s.decoder.reset();
    s.window = s.first_window();
    s.output = {};
    s.is_finished = false;
    s.is_member_end_due = false;
    s.is_out_of_memory = false;
}

stream_event stream_decoder::next(std::span<const std::uint8_t>& in) noexcept {
    state& s = *state_;
    s.output = {};
    if (std::exchange(s.is_member_end_due, false))
        return stream_event::member_end;
    for (;;) {
        const gzip_status status = s.run(in);
        // Of what comes with output only the end of a member is said once; the
        // decoder repeats all else.
        if (!s.output.empty()) {
            s.is_member_end_due = status == gzip_status::member_end;
            return stream_event::data;
        }
        switch (status) {
        case gzip_status::member_begin:
            return stream_event::member_begin;
        case gzip_status::member_end:
            return stream_event::member_end;
        case gzip_status::need_input:
            return stream_event::need_input;
        case gzip_status::need_output:
        case gzip_status::block_begin:
            break;
        case gzip_status::end_of_data:
            return stream_event::end_of_data;
        case gzip_status::error:
            return stream_event::error;
        }
    }
}

void stream_decoder::finish() noexcept {
    state_->is_finished = true;
}

std::span<const std::uint8_t> stream_decoder::output() const noexcept {
    return state_->output;
}

std::error_code stream_decoder::error() const noexcept {
    if (state_->is_out_of_memory)
        return make_error_code(std::errc::not_enough_memory);
    return state_->decoder.error();
}

const gzip_decoder& stream_decoder::decoder() const noexcept {
    return state_->decoder;
}

} // namespace mgunzip
