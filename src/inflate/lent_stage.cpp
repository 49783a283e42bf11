// SPDX-License-Identifier: BSL-1.0
// Who has the Huffman stage, and what the other one may know of it.
#include "inflate/lent_stage.hpp"

#include <cassert>

namespace mgunzip::detail {

lent_stage::lent_stage(const decoder_tuning& tuning) noexcept
    : stage_(tuning.lanes), policy_(tuning.turns) {
    ring_.set_patience(tuning.turns.patience);
}

filled_batch* lent_stage::front() noexcept {
    filled_batch* const batch = ring_.front();
    if (batch == nullptr && is_lent_) {
        is_lent_ = false;
        policy_.end_turn(batches_of_turn_, ring_.has_lost_patience());
    }
    return batch;
}

bool lent_stage::copy(filled_batch& batch, output_window& out) noexcept {
    // Input counts as used once anything that it gives is copied.
    in_next_ = batch.in_next;
    if (!lanes_->copy(batch.symbols, out))
        return false;
    ++batches_of_turn_;
    ring_.pop();
    return true;
}

huffman_stage& lent_stage::own() noexcept {
    assert(!is_lent_);
    return stage_;
}

bool lent_stage::run_lanes(std::uint64_t produced) noexcept {
    if (stage_.uses_lanes && !ring_.reserve(1))
        stage_.uses_lanes = false;
    if (!stage_.uses_lanes)
        return false;
    filled_batch& batch = *ring_.wait_for_slot();
    if (!stage_.decode_round(produced, batch))
        return false;
    publish(produced + batch.symbols.bytes);
    return true;
}

filled_batch* lent_stage::look_ahead(std::uint64_t produced) noexcept {
    filled_batch* const next = front();
    if (next != nullptr || stage_.loops.create_lanes == nullptr ||
        !ring_.reserve(1))
        return next;
    filled_batch& batch = *ring_.wait_for_slot();
    if (!stage_.decode_ahead(produced, batch))
        return nullptr;
    publish(produced + batch.symbols.bytes);
    return &batch;
}

// The batch that the owner has filled. `decoded`: the output up to where the
// stage is.
void lent_stage::publish(std::uint64_t decoded) noexcept {
    lanes_ = stage_.lanes.get();
    ring_.publish();
    if (ring_.is_open() && policy_.is_time(stage_.bits.in().size()))
        lend(decoded);
}

void lent_stage::lend(std::uint64_t decoded) noexcept {
    is_lent_ = true;
    batches_of_turn_ = 0;
    in_next_ = stage_.bits.in().next;
    blocks_before_turn_ = stage_.blocks;
    decoded_ahead_ = decoded;
    ring_.give_turn();
}

void lent_stage::decode_ahead(const spare_work& spare) noexcept {
    while (ring_.wait_for_turn(spare)) {
        filled_batch* batch = ring_.wait_for_slot(spare);
        while (batch != nullptr &&
               stage_.decode_ahead(decoded_ahead_, *batch)) {
            decoded_ahead_ += batch->symbols.bytes;
            ring_.publish();
            batch = ring_.wait_for_slot(spare);
        }
        ring_.return_turn();
    }
}

// While the stage is lent it has the input already, as far as it was given.
void lent_stage::begin_input(const input_cursor& in) noexcept {
    if (!is_lent_)
        stage_.bits.begin(in);
}

const std::uint8_t* lent_stage::end_input(step outcome) noexcept {
    if (is_lent_)
        return in_next_;
    if (outcome == step::done) // the end of the stream
        stage_.bits.align(); // what follows the stream begins with a whole byte
    if (outcome != step::need_input)
        stage_.bits.give_back();
    return stage_.bits.end();
}

void lent_stage::reset(std::uint64_t produced) noexcept {
    ring_.recall_turn();
    while (front() != nullptr)
        ring_.pop();
    stage_.reset(produced);
}

void lent_stage::begin_at(unsigned bit) noexcept {
    if (bit == 0)
        return;
    stage_.phase = inflate_phase::bits_in_front;
    stage_.bits_in_front = static_cast<std::uint8_t>(bit);
}

block_counts lent_stage::blocks() const noexcept {
    return is_lent_ ? blocks_before_turn_ : stage_.blocks;
}

// What a helper meets ahead of the output has not happened yet.
errc lent_stage::error() const noexcept {
    return is_lent_ ? errc::ok : stage_.error;
}

std::uint64_t lent_stage::error_offset() const noexcept {
    return is_lent_ ? 0 : stage_.error_offset;
}

bool lent_stage::begin_ahead() noexcept {
    if (stage_.loops.create_lanes == nullptr || is_lent_ ||
        ring_.front() != nullptr || !ring_.reserve(batch_ring::ahead))
        return false;
    ring_.open();
    return true;
}

void lent_stage::end_ahead() noexcept {
    ring_.close();
}

} // namespace mgunzip::detail
