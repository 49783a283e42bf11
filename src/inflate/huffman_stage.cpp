// SPDX-License-Identifier: BSL-1.0
// The first of the decoder's two stages: from bits to batches of symbols.
#include "inflate/huffman_stage.hpp"

#include "inflate/block_header.hpp"

namespace mgunzip::detail {

// Encoders flush with empty blocks of fixed codes: seven zero bits end them.
bool huffman_stage::is_block_empty() noexcept {
    constexpr unsigned fixed_end_of_block_bits = 7;
    if (!has_fixed_codes)
        return false;
    bits.fill();
    return bits.count() >= fixed_end_of_block_bits &&
           bits.peek(fixed_end_of_block_bits) == 0;
}

void huffman_stage::skip_block(std::uint64_t decoded) noexcept {
    choice.end_block(position(decoded));
    if (lanes != nullptr)
        lanes->note_flush();
}

void huffman_stage::begin_block(std::uint64_t decoded) noexcept {
    phase = inflate_phase::symbols;
    uses_lanes = false;
    if (is_block_empty()) {
        skip_block(decoded);
        return;
    }
    const bool is_for_lanes = choice.begin_block(
        position(decoded), bits.in().size(), has_fixed_codes);
    if (is_for_lanes || tuning_.accept_all_blocks)
        begin_lanes();
}

void huffman_stage::begin_lanes() noexcept {
    if (loops.create_lanes == nullptr)
        return;
    if (!has_tried_lanes_) {
        has_tried_lanes_ = true;
        lanes.reset(loops.create_lanes(tuning_));
    }
    uses_lanes =
        lanes != nullptr &&
        lanes->begin_block(codes.litlen, codes.distance, bits.in().size());
}

bool huffman_stage::decode_round(std::uint64_t decoded,
                                 filled_batch& batch) noexcept {
    bits.give_back();
    if (!uses_lanes || !bits.is_within_piece())
        return false;
    bit_position at = bits.position();
    const round_end end =
        lanes->decode_round(at, bits.in().end, decoded, batch.symbols);
    if (end == round_end::not_decoded)
        return false;
    bits.set_position(at);
    if (end == round_end::end_of_block)
        phase = phase_after_block(*this);
    batch.in_next = bits.in().next;
    batch.next_block = phase == inflate_phase::block_header
                           ? bits.bit_offset()
                           : filled_batch::no_block;
    return true;
}

bool huffman_stage::decode_ahead(std::uint64_t decoded,
                                 filled_batch& batch) noexcept {
    for (;;) {
        switch (phase) {
        case inflate_phase::symbols:
            return decode_round(decoded, batch);
        case inflate_phase::block_begin:
            begin_block(decoded);
            break;
        case inflate_phase::stored_data:
            // Encoders flush with empty ones.
            if (stored_left != 0)
                return false;
            skip_block(decoded);
            phase = phase_after_block(*this);
            break;
        case inflate_phase::finished:
        case inflate_phase::failed:
            return false;
        default:
            if (read_block_header(*this) != step::done)
                return false;
        }
    }
}

void huffman_stage::reset(std::uint64_t decoded) noexcept {
    choice.end_block(position(decoded));
    phase = inflate_phase::block_header;
    error = errc::ok;
    error_offset = 0;
    bits = {};
    blocks = {};
    const selected_loops now = selected_inflate_loops();
    if (now.create_lanes != loops.create_lanes) {
        lanes.reset();
        has_tried_lanes_ = false;
    }
    loops = now;
    if (lanes != nullptr)
        lanes->reset();
}

} // namespace mgunzip::detail
