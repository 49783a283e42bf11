// SPDX-License-Identifier: BSL-1.0
#include <mgunzip/inflate.hpp>

#include "block_header.hpp"
#include "careful_step.hpp"
#include "inflate_kernels.hpp"

namespace mgunzip {

using detail::fast_exit;
using detail::inflate_phase;
using detail::step;

struct inflater::state : detail::inflate_state {
    detail::fast_loop* fast_loop = detail::selected_fast_loop();
};

namespace {

bool may_run_fast(const detail::inflate_state& state) noexcept {
    return state.bits.is_within_piece() &&
           state.bits.in().size() >= detail::fast_in_needed &&
           state.out.next < state.out.goal &&
           state.room() >= detail::fast_out_margin;
}

// The fast loop as far as it gets, then one token with all care: it is the one
// that the fast loop could not, or must not, decode.
step decode_symbols(detail::inflate_state& state,
                    detail::fast_loop& fast_loop) noexcept {
    if (state.match_left != 0)
        return continue_match(state);
    state.bits.give_back();
    if (may_run_fast(state) && fast_loop(state) == fast_exit::end_of_block) {
        state.phase = phase_after_block(state);
        return step::done;
    }
    return decode_token(state);
}

step advance(detail::inflate_state& state,
             detail::fast_loop& fast_loop) noexcept {
    switch (state.phase) {
    case inflate_phase::symbols:
        return decode_symbols(state, fast_loop);
    case inflate_phase::stored_data:
        return copy_stored(state);
    case inflate_phase::failed:
        return step::failed;
    default:
        return read_block_header(state);
    }
}

} // namespace

inflater::inflater() : state_(std::make_unique<state>()) {}
inflater::~inflater() = default;
inflater::inflater(inflater&&) noexcept = default;
inflater& inflater::operator=(inflater&&) noexcept = default;

void inflater::reset() noexcept {
    state& s = *state_;
    s.phase = inflate_phase::block_header;
    s.error = errc::ok;
    s.error_offset = 0;
    s.bits = {};
    s.produced_before = 0;
    s.out = {};
    s.out_begin = nullptr;
    s.match_left = 0;
    s.fast_loop = detail::selected_fast_loop();
}

inflate_status inflater::run(input_cursor& in, output_window& out) noexcept {
    state& s = *state_;
    s.bits.begin(in);
    s.out = out;
    s.out_begin = out.next;

    step outcome = step::done;
    while (outcome == step::done && s.phase != inflate_phase::finished)
        outcome = advance(s, *s.fast_loop);
    if (outcome == step::done)
        s.bits.align(); // what follows the stream begins with a whole byte
    if (outcome != step::need_input)
        s.bits.give_back();

    in.next = s.bits.end();
    out.next = s.out.next;
    s.produced_before = s.produced();
    s.out_begin = out.next;
    switch (outcome) {
    case step::done:
        return inflate_status::end_of_stream;
    case step::need_input:
        return inflate_status::need_input;
    case step::need_output:
        return inflate_status::need_output;
    case step::failed:
        break;
    }
    return inflate_status::error;
}

errc inflater::error() const noexcept {
    return state_->error;
}

std::uint64_t inflater::error_offset() const noexcept {
    return state_->error_offset;
}

std::uint64_t inflater::produced() const noexcept {
    return state_->produced();
}

} // namespace mgunzip
