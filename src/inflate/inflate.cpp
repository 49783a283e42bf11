// SPDX-License-Identifier: BSL-1.0
// The decoder of one DEFLATE stream: reads what comes next, and writes output.
#include <mgunzip/inflate.hpp>

#include "inflate/block_header.hpp"
#include "inflate/careful_step.hpp"
#include "inflate/copying_state.hpp"
#include "inflate/lent_stage.hpp"
#include "inflate/stored_run.hpp"

#include <algorithm>

namespace mgunzip {

using detail::fast_exit;
using detail::huffman_stage;
using detail::inflate_phase;
using detail::step;

struct MGUNZIP_LOCAL inflater::state {
    detail::lent_stage stage;
    detail::copying_state copying;
    std::uint64_t history = 0; ///< bytes of output from before the stream
    /// What a block must have in front of it, history included, to be stopped
    /// at.
    std::uint64_t stop_at = never;
    std::uint64_t block_bit = never; ///< of the last one stopped at

    explicit state(const detail::decoder_tuning& tuning) noexcept
        : stage(tuning) {}

    bool is_finished() noexcept;
    bool stops_at(std::uint64_t bit) noexcept;
    step copy_batch(detail::filled_batch& batch) noexcept;
    step advance() noexcept;
    step decode_symbols(huffman_stage& reading) noexcept;
    step copy_stored_blocks(huffman_stage& reading) noexcept;
    void copy_run_in_front_of_stop(huffman_stage& reading) noexcept;
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
        build_tables(reading);
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
        copy_run_in_front_of_stop(reading);
    return outcome;
}

// A run is over before a block begins at which to stop.
void inflater::state::copy_run_in_front_of_stop(
    huffman_stage& reading) noexcept {
    const std::uint64_t produced = copying.produced();
    if (stop_at <= produced)
        return;
    output_window& out = copying.out;
    std::uint8_t* const goal = out.goal;
    const std::uint64_t most = stop_at - produced - 1;
    if (out.next < goal && most < static_cast<std::size_t>(goal - out.next))
        out.goal = out.next + most;
    copy_stored_run(reading, copying);
    out.goal = goal;
}

// True if the block that begins at `bit`, behind all output, is to be stopped
// at; then it was.
bool inflater::state::stops_at(std::uint64_t bit) noexcept {
    if (copying.produced() < stop_at || bit == block_bit)
        return false;
    stop_at = never;
    block_bit = bit;
    return true;
}

step inflater::state::copy_batch(detail::filled_batch& batch) noexcept {
    const std::uint64_t next_block = batch.next_block; // a helper may refill it
    if (!stage.copy(batch, copying.out))
        return step::need_output;
    return next_block != detail::filled_batch::no_block && stops_at(next_block)
               ? step::at_block
               : step::done;
}

step inflater::state::advance() noexcept {
    if (detail::filled_batch* const batch = stage.front())
        return copy_batch(*batch);
    huffman_stage& reading = stage.own();
    switch (reading.phase) {
    case inflate_phase::block_header:
        return stops_at(reading.bits.bit_offset()) ? step::at_block
                                                   : read_block_header(reading);
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
    state_->history = 0;
    state_->stop_at = never;
    state_->block_bit = never;
}

void inflater::begin_at(unsigned bit, std::size_t history) noexcept {
    reset();
    state& s = *state_;
    s.stage.begin_at(bit);
    s.history = std::min(history, history_size);
    s.copying.produced_before = s.history;
}

void inflater::stop_at_block(std::uint64_t produced) noexcept {
    state& s = *state_;
    s.stop_at = produced > never - s.history ? never : produced + s.history;
}

std::uint64_t inflater::block_bit() const noexcept {
    return state_->block_bit;
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
    case step::at_block:
        return inflate_status::block_begin;
    case step::failed:
        break;
    }
    return inflate_status::error;
}

const detail::symbol_batch* inflater::look_ahead(input_cursor& in) noexcept {
    state& s = *state_;
    s.stage.begin_input(in);
    const detail::filled_batch* const batch =
        s.stage.look_ahead(s.copying.produced());
    in.next = s.stage.end_input(step::at_block);
    return batch == nullptr ? nullptr : &batch->symbols;
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
    return state_->copying.produced() - state_->history;
}

block_counts inflater::blocks() const noexcept {
    return state_->stage.blocks();
}

} // namespace mgunzip
