// SPDX-License-Identifier: BSL-1.0
// The decoder of one DEFLATE stream: reads what comes next, and writes output.
#include <mgunzip/inflate.hpp>

#include "inflate/block_header.hpp"
#include "inflate/careful_step.hpp"
#include "inflate/copying_state.hpp"
#include "inflate/lent_stage.hpp"
#include "inflate/stored_run.hpp"

namespace mgunzip {

using detail::fast_exit;
using detail::huffman_stage;
using detail::inflate_phase;
using detail::step;

struct inflater::state {
    detail::lent_stage stage;
    detail::copying_state copying;

    explicit state(const detail::decoder_tuning& tuning) noexcept
        : stage(tuning) {}

    bool is_finished() noexcept;
    step advance() noexcept;
    step decode_symbols(huffman_stage& reading) noexcept;
    step copy_stored_blocks(huffman_stage& reading) noexcept;
    fast_exit run_fast_loop(huffman_stage& reading) noexcept;
    bool may_run_fast(const huffman_stage& reading) const noexcept;
};

bool inflater::state::is_finished() noexcept {
    return stage.front() == nullptr &&
           stage.own().phase == inflate_phase::finished;
}

bool inflater::state::may_run_fast(
    const huffman_stage& reading) const noexcept {
    return reading.bits.is_within_piece() &&
           reading.bits.in().size() >= detail::fast_in_needed &&
           copying.out.next < copying.out.goal &&
           copying.room() >= detail::fast_out_margin;
}

fast_exit inflater::state::run_fast_loop(huffman_stage& reading) noexcept {
    if (!reading.choice.is_probing())
        return reading.loops.fast_loop(reading, copying);
    output_window& out = copying.out;
    std::uint8_t* const goal = out.goal;
    if (static_cast<std::size_t>(goal - out.next) > reading.choice.probe_size)
        out.goal = out.next + reading.choice.probe_size;
    const fast_exit exit = reading.loops.fast_loop(reading, copying);
    out.goal = goal;
    return exit;
}

// The fast loop as far as it gets, then one token with all care: it is the one
// that the fast loop could not, or must not, decode.
step inflater::state::decode_symbols(huffman_stage& reading) noexcept {
    if (copying.match_left != 0)
        return continue_match(copying);
    reading.bits.give_back();
    if (stage.run_lanes(copying.produced()))
        return step::done;
    if (reading.tables == nullptr)
        reading.build_tables();
    if (may_run_fast(reading) &&
        run_fast_loop(reading) == fast_exit::end_of_block) {
        reading.phase = phase_after_block(reading);
        return step::done;
    }
    if (reading.choice.has_grown(reading.position(copying.produced())))
        reading.begin_lanes();
    return decode_token(reading, copying);
}

step inflater::state::copy_stored_blocks(huffman_stage& reading) noexcept {
    reading.skip_block(copying.produced());
    const step outcome = copy_stored(reading, copying);
    if (outcome == step::done && reading.phase == inflate_phase::block_header)
        copy_stored_run(reading, copying);
    return outcome;
}

step inflater::state::advance() noexcept {
    if (detail::filled_batch* const batch = stage.front())
        return stage.copy(*batch, copying.out) ? step::done : step::need_output;
    huffman_stage& reading = stage.own();
    switch (reading.phase) {
    case inflate_phase::block_begin:
        reading.begin_block(copying.produced());
        return step::done;
    case inflate_phase::symbols:
        return decode_symbols(reading);
    case inflate_phase::stored_data:
        return copy_stored_blocks(reading);
    case inflate_phase::failed:
        return step::failed;
    default:
        return read_block_header(reading);
    }
}

inflater::inflater() : inflater(detail::decoder_tuning{}) {}
inflater::inflater(const detail::decoder_tuning& tuning)
    : state_(std::make_unique<state>(tuning)) {}
inflater::~inflater() = default;
inflater::inflater(inflater&&) noexcept = default;
inflater& inflater::operator=(inflater&&) noexcept = default;

void inflater::reset() noexcept {
    state_->stage.reset(state_->copying.produced());
    state_->copying = {};
}

inflate_status inflater::run(input_cursor& in, output_window& out) noexcept {
    state& s = *state_;
    s.stage.begin_input(in);
    s.copying.begin(out);

    step outcome = step::done;
    while (outcome == step::done && !s.is_finished())
        outcome = s.advance();
    in.next = s.stage.end_input(outcome);
    out.next = s.copying.out.next;
    s.copying.end();
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

bool inflater::begin_ahead() noexcept {
    return state_->stage.begin_ahead();
}

void inflater::decode_ahead(const std::function<bool()>& spare_work) noexcept {
    state_->stage.decode_ahead(spare_work);
}

void inflater::end_ahead() noexcept {
    state_->stage.end_ahead();
}

errc inflater::error() const noexcept {
    return state_->stage.error();
}

std::uint64_t inflater::error_offset() const noexcept {
    return state_->stage.error_offset();
}

std::uint64_t inflater::produced() const noexcept {
    return state_->copying.produced();
}

block_counts inflater::blocks() const noexcept {
    return state_->stage.blocks();
}

} // namespace mgunzip
