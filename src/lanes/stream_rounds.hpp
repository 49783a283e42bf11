// SPDX-License-Identifier: BSL-1.0
// Lanes that each decode a stream of their own: the loop, and what comes of a
// round. Included once by each kernel, behind lane_rounds.hpp.
#ifndef MGUNZIP_STREAM_ROUNDS_HPP
#define MGUNZIP_STREAM_ROUNDS_HPP

#ifndef MGUNZIP_KERNEL_NAMESPACE
#error "define MGUNZIP_KERNEL_NAMESPACE before this header is included"
#endif

#include "lanes/distance_check.hpp"
#include "lanes/lane_engine.hpp"
#include "lanes/lane_tables.hpp"
#include "lanes/stream_lanes.hpp"

#include <algorithm>
#include <cstring>

namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE {
namespace {

class stream_decoders final : public stream_lanes {
  public:
    stream_decoders() noexcept;

    std::span<stream_lane> lanes() noexcept override { return lane_; }
    void begin_stream(unsigned k) noexcept override;
    bool begin_block(unsigned k, const code_description& litlen,
                     const code_description& distance) noexcept override;
    void run() noexcept override;
    void rest(unsigned k) noexcept override;
    bool copy(unsigned k) noexcept override;

  private:
    static constexpr unsigned count = MGUNZIP_KERNEL_NAMESPACE::lanes;

    /// The tables of all lanes should stay in the first-level cache: with 11
    /// bits they would not. Nearly all codes fit.
    static constexpr unsigned table_bits = 10;

    /// Of a round. What lanes decode behind the ends of their blocks is lost,
    /// and every round costs some time.
    static constexpr unsigned steps = 128;
    static_assert(steps * max_step_bits / 8 + 1 + sizeof(std::uint64_t) <=
                  overread);

    /// As in lane_engine.
    static constexpr std::size_t stride =
        steps / 2 + 5 * (64 / sizeof(lane_record_pair));

    /// A batch with so many tokens is copied before a round adds to it. Most
    /// members of BGZF have fewer: each is copied at once.
    static constexpr std::uint32_t full_batch = 60000;
    static_assert(full_batch + 2 * steps <= symbol_batch::max_matches);

    void turn_to_zeros(unsigned k);
    void run_steps();
    void take_records(unsigned k);
    bit_address drop_incomplete(const lane_record_pair* pairs, bit_address end,
                                unsigned& taken) const;
    void choose_copy_width(symbol_batch& batch) const;
    lane_record_pair* records_of(unsigned k) { return records_ + k * stride; }

    lane_table_set tables_[count];
    alignas(64) lane_record_pair records_[count * stride + split_overread];
    bit_address at_[count];
    stream_lane lane_[count];
    /// What lanes that rest decode: a lane takes a bit with each step.
    std::uint8_t zeros_[steps / 8 + 2 * sizeof(std::uint64_t)]{};
};

stream_decoders::stream_decoders() noexcept {
    for (stream_lane& lane : lane_)
        lane.batch.copy_width = 32;
    // What a split loads beyond the records has no meaning, but a value.
    std::memset(records_, 0, sizeof records_);
}

void stream_decoders::rest(unsigned k) noexcept {
    lane_[k].now = stream_lane::status::idle;
}

void stream_decoders::turn_to_zeros(unsigned k) {
    at_[k] = reinterpret_cast<bit_address>(zeros_) * 8;
    tables_[k].table[0][0] = lane_entry::unused;
}

void stream_decoders::begin_stream(unsigned k) noexcept {
    lane_[k].now = stream_lane::status::end_of_block;
    lane_[k].batch.clear();
}

bool stream_decoders::begin_block(unsigned k, const code_description& litlen,
                                  const code_description& distance) noexcept {
    if (!build_lane_tables(litlen, distance, table_bits, tables_[k]))
        return false;
    const bit_position at = lane_[k].at;
    at_[k] = reinterpret_cast<bit_address>(at.byte) * 8 + at.bit;
    lane_[k].now = stream_lane::status::in_block;
    return true;
}

// As lane_engine::run, but each lane has tables of its own, at a constant
// distance from those of the first, and begins with a symbol.
[[gnu::noinline]] void stream_decoders::run_steps() {
    constexpr std::uint64_t index_mask = (1u << table_bits) - 1;
    const auto* const base = reinterpret_cast<const std::uint8_t*>(tables_);
    bit_address at[count];
    const std::uint8_t* table[count];
#pragma GCC unroll 8
    for (unsigned k = 0; k < count; ++k) {
        at[k] = at_[k];
        table[k] = base;
    }
    lane_record_pair* out = records_;
    lane_record_pair* const limit = records_ + steps / 2;
    do {
#pragma GCC unroll 8
        for (unsigned k = 0; k < count; ++k) {
            const auto step = [base, k](const std::uint8_t*& from,
                                        std::uint64_t bits) {
                std::uint32_t entry;
                std::memcpy(&entry,
                            from + 4 * (bits & index_mask) +
                                k * sizeof(lane_table_set),
                            sizeof entry);
                from = base + (entry & lane_entry::next_mask);
                asm("" : "+r"(from));
                return entry;
            };
            lane_record_pair& pair = out[k * stride];
            std::uint64_t bits = load_bits(at[k]);
            pair.bits = bits;
            const std::uint32_t first = step(table[k], bits);
            pair.entry[0] = first;
            bits >>= first & lane_entry::consume_mask;
            const std::uint32_t second = step(table[k], bits);
            pair.entry[1] = second;
            at[k] += (first + second) & lane_entry::consume_mask;
        }
    } while (++out != limit);
#pragma GCC unroll 8
    for (unsigned k = 0; k < count; ++k)
        at_[k] = at[k];
}

void stream_decoders::run() noexcept {
    for (unsigned k = 0; k < count; ++k)
        if (lane_[k].now != stream_lane::status::in_block)
            turn_to_zeros(k);
    run_steps();
    for (unsigned k = 0; k < count; ++k)
        if (lane_[k].now == stream_lane::status::in_block)
            take_records(k);
}

// A symbol of which the round has the first steps only is left to the next one.
// Returns where it begins; `taken` are the records in front of it.
bit_address stream_decoders::drop_incomplete(const lane_record_pair* pairs,
                                             bit_address end,
                                             unsigned& taken) const {
    for (taken = steps; taken != 0; --taken) {
        const std::uint32_t entry =
            pairs[(taken - 1) / 2].entry[(taken - 1) % 2];
        if ((entry & lane_entry::next_mask) == 0)
            break;
        end -= lane_entry::consume(entry);
    }
    return end;
}

void stream_decoders::take_records(unsigned k) {
    stream_lane& lane = lane_[k];
    const lane_record_pair* const pairs = records_of(k);
    const bit_address round_end = at_[k];
    const bit_address in_end = reinterpret_cast<bit_address>(lane.in_end) * 8;
    unsigned complete;
    bit_address behind = drop_incomplete(pairs, round_end, complete);
    const std::uint32_t taken = split_records(lane.batch, pairs, 0, complete,
                                              tables_[k].has_long_distances);
    if (taken != complete) {
        const std::uint32_t special = pairs[taken / 2].entry[taken % 2];
        behind = round_end;
        for (unsigned i = taken + 1; i < steps; ++i)
            behind -= lane_entry::consume(pairs[i / 2].entry[i % 2]);
        lane.now = special >> lane_entry::payload_shift == 0
                       ? stream_lane::status::end_of_block
                       : stream_lane::status::not_decoded;
    }
    if (behind > in_end || complete == 0) {
        lane.now = stream_lane::status::not_decoded;
        return;
    }
    at_[k] = behind;
    lane.at = {byte_at(behind), static_cast<unsigned>(behind & 7)};
    if (lane.batch.tokens() >= full_batch && !copy(k))
        lane.now = stream_lane::status::not_decoded;
}

// For the batches to come: those of one stream are alike, and so are streams
// that follow each other.
void stream_decoders::choose_copy_width(symbol_batch& batch) const {
    constexpr unsigned least = 64;
    constexpr unsigned most = 1024;
    if (batch.match_count < least)
        return;
    const unsigned sample = std::min(batch.match_count, most);
    unsigned long_ones = 0;
    for (unsigned i = 0; i < sample; ++i)
        long_ones += packed_match::length(batch.match[i]) > 32;
    batch.copy_width = long_ones * 100 > sample * 13 ? 64 : 32;
}

bool stream_decoders::copy(unsigned k) noexcept {
    stream_lane& lane = lane_[k];
    symbol_batch& batch = lane.batch;
    const auto decoded =
        static_cast<std::uint64_t>(lane.out.next - lane.out_begin);
    if (!has_valid_distances(batch, decoded) || !copy_batch(batch, lane.out))
        return false;
    choose_copy_width(batch);
    batch.clear();
    return true;
}

} // namespace
} // namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE

#endif
