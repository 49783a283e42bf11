// SPDX-License-Identifier: BSL-1.0
#include <mgunzip/inflate.hpp>

#include "block_header.hpp"
#include "careful_step.hpp"
#include "inflate_kernels.hpp"
#include "lane_choice.hpp"

namespace mgunzip {

using detail::fast_exit;
using detail::inflate_phase;
using detail::step;

struct inflater::state : detail::inflate_state {
    detail::selected_loops loops = detail::selected_inflate_loops();

    // Made when a block is large enough for it; stays null without memory.
    std::unique_ptr<detail::lane_decoder> lanes;
    bool has_tried_lanes = false;
    bool uses_lanes = false; // in this block
    detail::lane_choice choice;

    bool has_symbols() const noexcept {
        return lanes != nullptr && lanes->has_symbols();
    }
    step advance() noexcept;
    bool is_block_empty() noexcept;
    detail::lane_choice::position position() const noexcept {
        return {bits.byte_offset(), produced()};
    }
    void skip_block() noexcept;
    void begin_block() noexcept;
    void begin_lanes() noexcept;
    step decode_symbols() noexcept;
    fast_exit run_fast_loop() noexcept;
    step decode_round(bool& was_decoded) noexcept;
    void build_tables() noexcept;
};

// Encoders flush with empty blocks of fixed codes: seven zero bits end them.
bool inflater::state::is_block_empty() noexcept {
    constexpr unsigned fixed_end_of_block_bits = 7;
    if (!has_fixed_codes)
        return false;
    bits.fill();
    return bits.count() >= fixed_end_of_block_bits &&
           bits.peek(fixed_end_of_block_bits) == 0;
}

// A block that is stored or empty.
void inflater::state::skip_block() noexcept {
    choice.end_block(position());
    if (lanes != nullptr)
        lanes->end_piece();
}

void inflater::state::begin_block() noexcept {
    phase = inflate_phase::symbols;
    uses_lanes = false;
    if (is_block_empty()) {
        skip_block();
        return;
    }
    const bool is_for_lanes =
        choice.begin_block(position(), bits.in().size(), has_fixed_codes);
    if (is_for_lanes || detail::default_lane_tuning.accept_all_blocks)
        begin_lanes();
}

void inflater::state::begin_lanes() noexcept {
    if (loops.create_lanes == nullptr)
        return;
    if (!has_tried_lanes) {
        has_tried_lanes = true;
        lanes.reset(loops.create_lanes());
    }
    uses_lanes =
        lanes != nullptr &&
        lanes->begin_block(codes.litlen, codes.distance, bits.in().size());
}

void inflater::state::build_tables() noexcept {
    if (has_fixed_codes) {
        tables = &detail::fixed_tables();
        return;
    }
    build_litlen_table(codes.litlen, own_tables);
    build_distance_table(codes.distance, own_tables);
    tables = &own_tables;
}

// A round of the lanes, if they take it on.
step inflater::state::decode_round(bool& was_decoded) noexcept {
    detail::bit_position at = bits.position();
    const detail::round_end end =
        lanes->decode_round(at, bits.in().end, produced());
    was_decoded = end != detail::round_end::not_decoded;
    if (!was_decoded)
        return step::done;
    bits.set_position(at);
    if (end == detail::round_end::end_of_block)
        phase = phase_after_block(*this);
    return lanes->copy(out) ? step::done : step::need_output;
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
    const bool is_within_piece = bits.is_within_piece();
    if (uses_lanes && is_within_piece) {
        bool was_decoded;
        const step outcome = decode_round(was_decoded);
        if (was_decoded)
            return outcome;
    }
    if (tables == nullptr)
        build_tables();
    const bool may_run_fast =
        is_within_piece && bits.in().size() >= detail::fast_in_needed &&
        out.next < out.goal && room() >= detail::fast_out_margin;
    if (may_run_fast && run_fast_loop() == fast_exit::end_of_block) {
        phase = phase_after_block(*this);
        return step::done;
    }
    if (choice.has_grown(position()))
        begin_lanes();
    return decode_token(*this);
}

step inflater::state::advance() noexcept {
    if (has_symbols())
        return lanes->copy(out) ? step::done : step::need_output;
    switch (phase) {
    case inflate_phase::block_begin:
        begin_block();
        return step::done;
    case inflate_phase::symbols:
        return decode_symbols();
    case inflate_phase::stored_data:
        skip_block();
        return copy_stored(*this);
    case inflate_phase::failed:
        return step::failed;
    default:
        return read_block_header(*this);
    }
}

inflater::inflater() : state_(std::make_unique<state>()) {}
inflater::~inflater() = default;
inflater::inflater(inflater&&) noexcept = default;
inflater& inflater::operator=(inflater&&) noexcept = default;

void inflater::reset() noexcept {
    state& s = *state_;
    s.choice.end_block(s.position());
    s.phase = inflate_phase::block_header;
    s.error = errc::ok;
    s.error_offset = 0;
    s.bits = {};
    s.produced_before = 0;
    s.blocks = {};
    s.out = {};
    s.out_begin = nullptr;
    s.match_left = 0;
    const detail::selected_loops loops = detail::selected_inflate_loops();
    if (loops.create_lanes != s.loops.create_lanes) {
        s.lanes.reset();
        s.has_tried_lanes = false;
    }
    s.loops = loops;
    if (s.lanes != nullptr)
        s.lanes->reset();
}

inflate_status inflater::run(input_cursor& in, output_window& out) noexcept {
    state& s = *state_;
    s.bits.begin(in);
    s.out = out;
    s.out_begin = out.next;

    step outcome = step::done;
    while (outcome == step::done &&
           (s.phase != inflate_phase::finished || s.has_symbols()))
        outcome = s.advance();
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

block_counts inflater::blocks() const noexcept {
    return state_->blocks;
}

} // namespace mgunzip
