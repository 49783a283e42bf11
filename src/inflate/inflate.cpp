// SPDX-License-Identifier: BSL-1.0
#include <mgunzip/inflate.hpp>

#include "inflate/block_header.hpp"
#include "inflate/careful_step.hpp"
#include "inflate/huffman_stage.hpp"
#include "lanes/turn_policy.hpp"

namespace mgunzip {

using detail::fast_exit;
using detail::inflate_phase;
using detail::step;

struct inflater::state : detail::huffman_stage {
    detail::batch_ring ring;

    // With a helper.
    detail::turn_policy turns{detail::default_help_tuning};
    /// It has had the turn, and its batches were not all copied: the Huffman
    /// stage is ahead of what the caller knows as the position.
    bool is_ahead = false;
    const std::uint8_t* in_next = nullptr; ///< that position
    std::uint32_t batches_of_turn = 0;     ///< copied
    block_counts blocks_before_turn;
    std::uint64_t decoded_ahead = 0; ///< the helper's; bytes of output

    state() noexcept {
        ring.set_patience(detail::default_help_tuning.patience);
    }
    bool is_finished() noexcept {
        return next_batch() == nullptr && phase == inflate_phase::finished;
    }
    detail::filled_batch* next_batch() noexcept;
    step advance() noexcept;
    step copy_batch(detail::filled_batch& batch) noexcept;
    step decode_symbols() noexcept;
    bool run_lanes() noexcept;
    void offer_turn(std::uint32_t pending) noexcept;
    void help(const detail::spare_work& spare) noexcept;
    fast_exit run_fast_loop() noexcept;
    void build_tables() noexcept;
    const std::uint8_t* end_piece(step outcome) noexcept;
};

void inflater::state::build_tables() noexcept {
    if (has_fixed_codes) {
        tables = &detail::fixed_tables();
        return;
    }
    build_litlen_table(codes.litlen, own_tables);
    build_distance_table(codes.distance, own_tables);
    tables = &own_tables;
}

// The batch to be copied next. If there is none, the Huffman stage is this
// thread's.
detail::filled_batch* inflater::state::next_batch() noexcept {
    detail::filled_batch* const batch = ring.front();
    if (batch == nullptr && is_ahead) {
        is_ahead = false;
        turns.end_turn(batches_of_turn, ring.has_lost_patience());
    }
    return batch;
}

step inflater::state::copy_batch(detail::filled_batch& batch) noexcept {
    if (!lanes->copy(batch.symbols, out))
        return step::need_output;
    in_next = batch.in_next;
    ++batches_of_turn;
    ring.pop();
    return step::done;
}

// A round in this thread.
bool inflater::state::run_lanes() noexcept {
    if (uses_lanes && !ring.reserve(1))
        uses_lanes = false;
    if (!uses_lanes)
        return false;
    detail::filled_batch& batch = *ring.free();
    if (!decode_round(produced(), batch))
        return false;
    ring.publish();
    offer_turn(batch.symbols.bytes);
    return true;
}

// Gives the turn to the helper, if there is one and it is time to. `pending` is
// the size of the output that was not copied yet.
void inflater::state::offer_turn(std::uint32_t pending) noexcept {
    if (!ring.is_open() || !turns.is_time(bits.in().size()))
        return;
    is_ahead = true;
    batches_of_turn = 0;
    in_next = bits.position().byte;
    blocks_before_turn = blocks;
    decoded_ahead = produced() + pending;
    ring.give_turn();
}

// The helper's work.
void inflater::state::help(const detail::spare_work& spare) noexcept {
    while (ring.wait_for_turn(spare)) {
        detail::filled_batch* batch = ring.free(spare);
        while (batch != nullptr && decode_ahead(decoded_ahead, *batch)) {
            decoded_ahead += batch->symbols.bytes;
            ring.publish();
            batch = ring.free(spare);
        }
        ring.return_turn();
    }
}

fast_exit inflater::state::run_fast_loop() noexcept {
    if (!choice.is_probing())
        return loops.fast_loop(*this);
    std::uint8_t* const goal = out.goal;
    if (static_cast<std::size_t>(goal - out.next) > choice.probe_size)
        out.goal = out.next + choice.probe_size;
    const fast_exit exit = loops.fast_loop(*this);
    out.goal = goal;
    return exit;
}

// The fast loop as far as it gets, then one token with all care: it is the one
// that the fast loop could not, or must not, decode.
step inflater::state::decode_symbols() noexcept {
    if (match_left != 0)
        return continue_match(*this);
    bits.give_back();
    if (run_lanes())
        return step::done;
    if (tables == nullptr)
        build_tables();
    const bool may_run_fast =
        bits.is_within_piece() && bits.in().size() >= detail::fast_in_needed &&
        out.next < out.goal && room() >= detail::fast_out_margin;
    if (may_run_fast && run_fast_loop() == fast_exit::end_of_block) {
        phase = phase_after_block(*this);
        return step::done;
    }
    if (choice.has_grown(position(produced())))
        begin_lanes();
    return decode_token(*this);
}

step inflater::state::advance() noexcept {
    if (detail::filled_batch* const batch = next_batch())
        return copy_batch(*batch);
    switch (phase) {
    case inflate_phase::block_begin:
        begin_block(produced());
        return step::done;
    case inflate_phase::symbols:
        return decode_symbols();
    case inflate_phase::stored_data:
        skip_block(produced());
        return copy_stored(*this);
    case inflate_phase::failed:
        return step::failed;
    default:
        return read_block_header(*this);
    }
}

// Ends what `run` was given of the input; returns how far it was used.
const std::uint8_t* inflater::state::end_piece(step outcome) noexcept {
    if (is_ahead)
        return in_next;
    if (outcome == step::done)
        bits.align(); // what follows the stream begins with a whole byte
    if (outcome != step::need_input)
        bits.give_back();
    return bits.end();
}

inflater::inflater() : state_(std::make_unique<state>()) {}
inflater::~inflater() = default;
inflater::inflater(inflater&&) noexcept = default;
inflater& inflater::operator=(inflater&&) noexcept = default;

void inflater::reset() noexcept {
    state& s = *state_;
    s.ring.recall_turn();
    while (s.next_batch() != nullptr)
        s.ring.pop();
    s.huffman_stage::reset(s.produced());
    s.produced_before = 0;
    s.out = {};
    s.out_begin = nullptr;
    s.match_left = 0;
}

inflate_status inflater::run(input_cursor& in, output_window& out) noexcept {
    state& s = *state_;
    if (!s.is_ahead)
        s.bits.begin(in);
    s.out = out;
    s.out_begin = out.next;

    step outcome = step::done;
    while (outcome == step::done && !s.is_finished())
        outcome = s.advance();
    in.next = s.end_piece(outcome);
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

bool inflater::prepare_help() noexcept {
    state& s = *state_;
    if (s.loops.create_lanes == nullptr || s.is_ahead ||
        s.ring.front() != nullptr || !s.ring.reserve(detail::batch_ring::ahead))
        return false;
    s.ring.open();
    return true;
}

void inflater::help(const std::function<bool()>& spare_work) noexcept {
    state_->help(spare_work);
}

void inflater::end_help() noexcept {
    state_->ring.close();
}

// What a helper meets ahead of the output has not happened yet.
errc inflater::error() const noexcept {
    return state_->is_ahead ? errc::ok : state_->error;
}

std::uint64_t inflater::error_offset() const noexcept {
    return state_->is_ahead ? 0 : state_->error_offset;
}

std::uint64_t inflater::produced() const noexcept {
    return state_->produced();
}

block_counts inflater::blocks() const noexcept {
    return state_->is_ahead ? state_->blocks_before_turn : state_->blocks;
}

} // namespace mgunzip
