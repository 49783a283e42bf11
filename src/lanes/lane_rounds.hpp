// SPDX-License-Identifier: BSL-1.0
// The lane decoder: plans rounds, runs the stages, and judges what came of it.
// Included once by each kernel, behind what that has of its own: the number of
// `lanes`, `split_records` and `copy_batch`. Each defines
// MGUNZIP_KERNEL_NAMESPACE.
#ifndef MGUNZIP_LANE_ROUNDS_HPP
#define MGUNZIP_LANE_ROUNDS_HPP

#ifndef MGUNZIP_KERNEL_NAMESPACE
#error "define MGUNZIP_KERNEL_NAMESPACE before this header is included"
#endif

#include "lanes/distance_check.hpp"
#include "lanes/lane_decoder.hpp"
#include "lanes/lane_engine.hpp"
#include "lanes/lane_stitch.hpp"
#include "lanes/lane_tables.hpp"
#include "lanes/round_planner.hpp"

#include <algorithm>
#include <array>

namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE {
namespace {

static_assert(lanes * max_lane_steps + lane_stitch<lanes>::max_gap_records <=
              symbol_batch::max_records);

inline std::uint32_t output_size(const symbol_batch& batch) {
    std::uint32_t bytes = batch.literal_count;
    for (std::uint32_t i = 0; i < batch.match_count; ++i)
        bytes += packed_match::length(batch.match[i]);
    return bytes;
}

class decoder final : public lane_decoder {
  public:
    explicit decoder(const lane_tuning& tuning) noexcept : tuning_(tuning) {}

    bool begin_block(const code_description& litlen,
                     const code_description& distance,
                     std::size_t input_left) noexcept override;
    round_end decode_round(bit_position& at, const std::uint8_t* in_end,
                           std::uint64_t decoded,
                           symbol_batch& batch) noexcept override;
    bool copy(symbol_batch& batch, output_window& out) const noexcept override {
        return copy_batch(batch, out);
    }
    void note_flush() noexcept override { planner_.note_flush(); }
    void reset() noexcept override;

  private:
    bool has_tables_of(const code_description& litlen,
                       const code_description& distance) const;
    void build_tables();
    void run_lanes(bit_address from, bit_address stop,
                   bit_address (&start)[lanes]);
    void sample_lengths(const symbol_batch& batch);
    void watch_waste(const lane_counters& before);

    const lane_tuning tuning_;
    lane_counters own_counters_;
    lane_counters& counters_ =
        tuning_.counters == nullptr ? own_counters_ : *tuning_.counters;

    round_planner planner_{tuning_, lanes};

    // Of the block.
    code_description litlen_;
    code_description distance_;
    std::uint32_t matches_seen_ = 0; // a sample
    std::uint32_t long_matches_seen_ = 0;
    unsigned wasteful_rounds_ = 0; // one after the other
    bool has_given_up_ = false;

    // Of the block before.
    bool has_long_matches_ = false;

    lane_tables tables_;
    /// The code lengths that the tables were built for.
    std::array<std::uint8_t, litlen_symbols> litlen_lengths_;
    std::array<std::uint8_t, distance_symbols> distance_lengths_;
    std::size_t litlens_ = 0; // 0: there are no tables yet
    std::size_t distances_ = 0;
    lane_engine<lanes> engine_;
    lane_record_pair
        gap_records_[lane_stitch<lanes>::max_gap_records / 2 + split_overread];
};

void decoder::reset() noexcept {
    planner_.note_flush();
    has_given_up_ = true; // until a block begins
}

bool decoder::begin_block(const code_description& litlen,
                          const code_description& distance,
                          std::size_t input_left) noexcept {
    if (matches_seen_ != 0) {
        // Where a branch on the length would often be mispredicted.
        has_long_matches_ = long_matches_seen_ * 100 > matches_seen_ * 13;
    }
    matches_seen_ = 0;
    long_matches_seen_ = 0;
    wasteful_rounds_ = 0;
    has_given_up_ = true;
    if (!planner_.begin_block(litlen.counts) ||
        input_left * 8 < lanes * std::uint64_t{tuning_.min_span})
        return false;
    litlen_ = litlen;
    distance_ = distance;
    if (!has_tables_of(litlen, distance))
        litlens_ = 0;
    has_given_up_ = false;
    return true;
}

// Fixed codes, and encoders with codes of their own, need them once.
bool decoder::has_tables_of(const code_description& litlen,
                            const code_description& distance) const {
    return std::equal(litlen.lengths.begin(), litlen.lengths.end(),
                      litlen_lengths_.begin(),
                      litlen_lengths_.begin() + litlens_) &&
           std::equal(distance.lengths.begin(), distance.lengths.end(),
                      distance_lengths_.begin(),
                      distance_lengths_.begin() + distances_);
}

// Again when a block turns out to be large.
void decoder::build_tables() {
    const bool is_large = planner_.is_large_block();
    if (litlens_ != 0 && (tables_.bits == 12 || !is_large))
        return;
    if (is_large || !build_lane_tables(litlen_, distance_, 11, tables_))
        static_cast<void>(build_lane_tables(litlen_, distance_, 12, tables_));
    ++counters_.tables;
    litlens_ = litlen_.lengths.size();
    distances_ = distance_.lengths.size();
    std::copy(litlen_.lengths.begin(), litlen_.lengths.end(),
              litlen_lengths_.begin());
    std::copy(distance_.lengths.begin(), distance_.lengths.end(),
              distance_lengths_.begin());
}

// From `from` on, and from where the plan lets the others start.
void decoder::run_lanes(bit_address from, bit_address stop,
                        bit_address (&start)[lanes]) {
    const round_plan plan = planner_.plan(tables_, stop - from);
    bit_address target[lanes];
    for (unsigned k = 0; k < lanes; ++k) {
        start[k] = from + k * plan.span;
        target[k] = start[k] + plan.span + (k == lanes - 1 ? 0 : plan.overlap);
        engine_.lane[k] = {start[k], 0};
    }
    const auto step_limit = static_cast<std::uint32_t>(
        plan.step_limit < max_lane_steps
            ? (plan.step_limit + checkpoint_steps - 1) / checkpoint_steps *
                  checkpoint_steps
            : max_lane_steps);
    if (tables_.bits == 12)
        engine_.run<12>(tables_, target, stop, step_limit);
    else
        engine_.run<11>(tables_, target, stop, step_limit);
    ++counters_.rounds;
    counters_.records += std::uint64_t{engine_.steps} * lanes;
}

round_end decoder::decode_round(bit_position& at, const std::uint8_t* in_end,
                                std::uint64_t decoded,
                                symbol_batch& batch) noexcept {
    if (has_given_up_ ||
        static_cast<std::size_t>(in_end - at.byte) <= lane_overread)
        return round_end::not_decoded;
    const bit_address from =
        reinterpret_cast<bit_address>(at.byte) * 8 + at.bit;
    const bit_address stop =
        reinterpret_cast<bit_address>(in_end - lane_overread) * 8;
    if (stop < from + lanes * tuning_.min_span)
        return round_end::not_decoded;

    const lane_counters before = counters_;
    build_tables();
    bit_address start[lanes];
    run_lanes(from, stop, start);
    batch.clear();
    batch.copy_width = has_long_matches_ ? 64 : 32;
    lane_stitch<lanes> stitch(engine_, tables_, tables_.bits, stop,
                              gap_records_, counters_);
    std::uint32_t special;
    const bit_address behind = stitch.run(
        start,
        [this, &batch](const lane_record_pair* pairs, std::uint32_t begin,
                       std::uint32_t end) {
            return split_records(batch, pairs, begin, end,
                                 tables_.has_long_distances);
        },
        special);
    const bool is_end =
        special != 0 && (special >> lane_entry::payload_shift) == 0;
    if ((special != 0 && !is_end) || (!is_end && behind == from) ||
        !has_valid_distances(batch, decoded)) {
        batch.clear();
        has_given_up_ = true;
        ++counters_.handed_back;
        return round_end::not_decoded;
    }
    sample_lengths(batch);
    watch_waste(before);
    const bit_address end = behind + lane_entry::consume(special);
    batch.bytes = output_size(batch);
    planner_.add_round(batch.tokens(), end - from);
    planner_.add_output(batch.bytes);
    at = {byte_at(end), static_cast<unsigned>(end & 7)};
    counters_.blocks_ended += is_end;
    return is_end ? round_end::end_of_block : round_end::in_block;
}

void decoder::sample_lengths(const symbol_batch& batch) {
    constexpr std::uint32_t sample_size = 1024;
    for (std::uint32_t i = 0;
         i < batch.match_count && matches_seen_ < sample_size; ++i) {
        ++matches_seen_;
        long_matches_seen_ += packed_match::length(batch.match[i]) > 32;
    }
}

// Hostile input must not cost much more than in the classic loop: two rounds
// one after the other with little use end the block's decoding by lanes.
void decoder::watch_waste(const lane_counters& before) {
    const std::uint64_t useful =
        counters_.useful_records - before.useful_records;
    const std::uint64_t records = counters_.records - before.records;
    if (useful * 3 > records) {
        wasteful_rounds_ = 0;
        return;
    }
    if (++wasteful_rounds_ == 2) {
        has_given_up_ = true;
        ++counters_.given_up;
    }
}

} // namespace
} // namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE

#endif
