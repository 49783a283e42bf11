// SPDX-License-Identifier: BSL-1.0
// Estimates the size of a block, and plans rounds that fit it.
#include "lanes/round_planner.hpp"

#include <algorithm>

namespace mgunzip::detail {
namespace {

constexpr std::uint64_t max_span = 80000; // bits

// Less than this is no piece: encoders flush with several blocks that are next
// to empty.
constexpr std::uint64_t least_piece = 4096;

// After so many refusals what was known of the size of blocks may be wrong.
constexpr unsigned most_refused = 16;

// Lanes that are in sync late need large rounds.
constexpr float late_sync = 60;

// A lane's span has to be so many times what it takes it to be in sync.
constexpr float least_span_of_syncs = 8;

// A lane is in sync after 3.5 / (1 - p) tokens in the mean, where p is the
// share of the most frequent code length.
float mean_tokens_to_sync(const length_counts& litlen) {
    float share = 0;
    for (unsigned length = 1; length <= max_code_length; ++length)
        share = std::max(share, static_cast<float>(litlen.of[length]) /
                                    static_cast<float>(1u << length));
    constexpr float least = 1e-3f;
    return 3.5f / std::max(1 - share, least);
}

} // namespace

bool round_planner::begin_block(const length_counts& litlen) noexcept {
    if (now_.tokens != 0) {
        if (pieces_are_equal_ && piece_bytes_ > least_piece)
            splits_pieces_ = now_.tokens < large_block_tokens &&
                             tokens_left_of_piece() > now_.tokens / 8;
        last_ = now_;
    }
    if (now_.tokens >= large_block_tokens)
        full_tokens_ = now_.tokens;
    now_ = {};
    bits_ = 0;
    tokens_to_sync_ = mean_tokens_to_sync(litlen);
    if (tuning_.accept_all_blocks)
        return true;
    // A block is refused for its codes; that the one before was small matters
    // only as far as rounds in it are.
    const std::uint64_t most = std::uint64_t{tuning_.large_round} * 2;
    const std::uint64_t block =
        last_.tokens == 0 ? most
                          : std::clamp<std::uint64_t>(
                                last_.tokens, tuning_.small_round, most);
    const float span = static_cast<float>(block) / static_cast<float>(lanes_);
    const bool is_worth_it =
        litlen.is_complete() && least_span_of_syncs * tokens_to_sync_ < span;
    // Nobody counts the tokens of a block that is refused.
    refused_ = is_worth_it ? 0 : refused_ + 1;
    if (refused_ == most_refused)
        last_ = {};
    return is_worth_it;
}

void round_planner::note_flush() noexcept {
    if (piece_bytes_ < least_piece)
        return;
    const std::uint64_t difference = piece_bytes_ > last_piece_bytes_
                                         ? piece_bytes_ - last_piece_bytes_
                                         : last_piece_bytes_ - piece_bytes_;
    pieces_are_equal_ = difference < piece_bytes_ / 32;
    last_piece_bytes_ = piece_bytes_;
    piece_bytes_ = 0;
}

// As far as the size of the piece before tells; else 0.
std::uint64_t round_planner::tokens_left_of_piece() const noexcept {
    const block_size& measure = now_.tokens > 1000 ? now_ : last_;
    if (!pieces_are_equal_ || piece_bytes_ >= last_piece_bytes_ ||
        measure.bytes == 0)
        return 0;
    return (last_piece_bytes_ - piece_bytes_) * measure.tokens / measure.bytes;
}

bool round_planner::is_large_block() const noexcept {
    if (now_.tokens >= large_block_tokens)
        return true;
    const std::uint64_t left = tokens_left_of_piece();
    return (left != 0 ? left : last_.tokens) >= large_block_tokens;
}

// Encoders look whether to end a block at round numbers of tokens.
std::uint64_t round_planner::until_round_number() const noexcept {
    const std::uint64_t unit = tuning_.small_round;
    return ((now_.tokens + unit / 8) / unit + 1) * unit - now_.tokens;
}

std::uint64_t round_planner::tokens_to_decode() const noexcept {
    const std::uint64_t large = std::uint64_t{tuning_.large_round} *
                                (tokens_to_sync_ > late_sync ? 2 : 1);
    // What is left, without a small rest.
    const auto at_once = [large](std::uint64_t tokens) {
        return tokens <= large + large / 4 ? tokens : large;
    };
    const std::uint64_t until_full =
        full_tokens_ > now_.tokens ? full_tokens_ - now_.tokens : 0;
    if (const std::uint64_t left = tokens_left_of_piece(); left != 0) {
        const std::uint64_t estimate = left + left / 16 + 32;
        if (splits_pieces_)
            return std::min(estimate, until_round_number());
        return at_once(until_full != 0 ? std::min(estimate, until_full + 16)
                                       : estimate);
    }
    if (!is_large_block())
        return until_round_number();
    return until_full != 0 ? at_once(until_full + 16) : large;
}

float round_planner::bits_per_token(const lane_tables& tables) const noexcept {
    return now_.tokens > 2000
               ? static_cast<float>(bits_) / static_cast<float>(now_.tokens)
               : tables.bits_per_token;
}

round_plan round_planner::plan(const lane_tables& tables,
                               std::uint64_t stop) const noexcept {
    const float per_token = bits_per_token(tables);
    const auto bits = static_cast<std::uint64_t>(
        static_cast<float>(tokens_to_decode()) * per_token * 1.01f + 150);
    round_plan plan;
    plan.span =
        std::clamp<std::uint64_t>(bits / lanes_, tuning_.min_span, max_span);
    plan.span = std::min(plan.span, stop / lanes_);
    plan.overlap = std::max<std::uint64_t>(
        tuning_.overlap,
        std::min(plan.span / 3,
                 static_cast<std::uint64_t>(tokens_to_sync_ * per_token)));
    // Twice what the span should take: a lane that crawls through unused codes,
    // bit by bit, holds all others up.
    plan.step_limit = static_cast<std::uint64_t>(
                          2 * static_cast<float>(plan.span + plan.overlap) /
                          tables.bits_per_step) +
                      64;
    return plan;
}

} // namespace mgunzip::detail
