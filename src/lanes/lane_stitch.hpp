// SPDX-License-Identifier: BSL-1.0
// The stitch: which of the lanes' records are the symbols of the stream.
// Included once by each kernel, which defines MGUNZIP_KERNEL_NAMESPACE.
#ifndef MGUNZIP_LANE_STITCH_HPP
#define MGUNZIP_LANE_STITCH_HPP

#ifndef MGUNZIP_KERNEL_NAMESPACE
#error "define MGUNZIP_KERNEL_NAMESPACE before this header is included"
#endif

#include "lanes/lane_decoder.hpp"
#include "lanes/lane_engine.hpp"

namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE {
namespace {

// A place between two records of a lane.
struct lane_cursor {
    std::uint32_t index; // of the next record
    bit_address at;
    std::uint32_t next; // the next table; 0: at a symbol boundary

    void step(std::uint32_t entry) {
        at += lane_entry::consume(entry);
        next = entry & lane_entry::next_mask;
        ++index;
    }
    bool meets(const lane_cursor& other) const {
        return at == other.at && next == 0 && other.next == 0;
    }
};

// Lane 0 started where a symbol begins, so its records are true. Another lane
// is true from the first symbol boundary that it shares with the lane that is
// true so far, "current": from there on both read the same.
template <unsigned Lanes>
class lane_stitch {
  public:
    static constexpr std::uint32_t max_gap_records = 4096;

    lane_stitch(lane_engine<Lanes>& engine, const lane_tables& tables,
                unsigned table_bits, bit_address stop,
                lane_record_pair* gap_records, lane_counters& counters)
        : engine_(engine), steps_(engine.steps), tables_(tables),
          table_mask_((1u << table_bits) - 1), stop_(stop), gap_(gap_records),
          counters_(counters) {}

    // Hands runs of true records to `split`, in stream order, until one of them
    // ends in it: split(pairs, begin, end) returns the index behind the last
    // record it took, less than `end` if one is special. Returns where the
    // records taken end; `special` is then the entry that ended them, or 0.
    // Records of a symbol that is not complete are left out.
    template <class Split>
    bit_address run(const bit_address (&start)[Lanes], Split&& split,
                    std::uint32_t& special);

  private:
    enum class meeting : std::uint8_t {
        met,
        met_in_pair,
        next_ran_out,
        current_ran_out,
    };

    lane_cursor seek(bit_address target);
    std::uint32_t complete(bit_address& at);
    meeting find_meeting(lane_cursor& a, unsigned next, lane_cursor& b);
    bool fill_gap(lane_cursor& a, unsigned next, lane_cursor& b);

    lane_engine<Lanes>& engine_;
    const std::uint32_t steps_;
    const lane_tables& tables_;
    const std::uint64_t table_mask_;
    const bit_address stop_;
    lane_record_pair* const gap_;
    std::uint32_t gap_begin_ = 0; // of this gap's records; even
    std::uint32_t gap_count_ = 0;
    lane_counters& counters_;
    unsigned current_ = 0;
    std::uint32_t first_ = 0; // the current lane's first true record
};

// The last checkpoint of the current lane at or before `target`, or its end
// when that is before. It may lie in front of the first true record.
template <unsigned Lanes>
lane_cursor lane_stitch<Lanes>::seek(bit_address target) {
    const lane_state& end = engine_.lane[current_];
    if (end.at <= target)
        return {steps_, end.at, end.next};
    std::uint32_t low = first_ / checkpoint_steps;
    std::uint32_t high = (steps_ - 1) / checkpoint_steps;
    while (low < high) {
        const std::uint32_t middle = (low + high + 1) / 2;
        if (engine_.checkpoint_at[middle][current_] <= target)
            low = middle;
        else
            high = middle - 1;
    }
    return {low * checkpoint_steps, engine_.checkpoint_at[low][current_],
            engine_.checkpoint_next[low][current_]};
}

// Moves whichever cursor is behind until both are at the same symbol boundary,
// at or behind the current lane's first true record.
template <unsigned Lanes>
typename lane_stitch<Lanes>::meeting
lane_stitch<Lanes>::find_meeting(lane_cursor& a, unsigned next,
                                 lane_cursor& b) {
    while (a.index < steps_) {
        if (a.at >= b.at) {
            if (a.meets(b) && a.index >= first_)
                return meeting::met;
            b.step(engine_.entry(next, b.index));
            if (b.index >= steps_)
                return meeting::next_ran_out;
            continue;
        }
        const std::uint32_t entry = engine_.entry(current_, a.index);
        const bit_address inside = a.at + lane_entry::code_bits(entry);
        a.step(entry);
        if (!lane_entry::is_pair(entry) || inside < b.at)
            continue;
        // Two lanes in sync may pair the literals of a run in different phase,
        // and then never have a step boundary in common. So the pair is cut if
        // the next lane is at the boundary inside.
        while (b.at < inside && b.index < steps_)
            b.step(engine_.entry(next, b.index));
        if (b.index >= steps_)
            return meeting::next_ran_out;
        if (b.at == inside && b.next == 0 && a.index > first_) {
            engine_.entry(current_, a.index - 1) =
                lane_entry::first_of_pair(entry);
            return meeting::met_in_pair;
        }
    }
    return meeting::current_ran_out;
}

// How many records of the current lane there are without those of a symbol at
// its end that is not complete. `at`, the end of the lane, moves with that.
template <unsigned Lanes>
std::uint32_t lane_stitch<Lanes>::complete(bit_address& at) {
    std::uint32_t behind = steps_;
    while (behind > first_ &&
           (engine_.entry(current_, behind - 1) & lane_entry::next_mask) != 0)
        at -= lane_entry::consume(engine_.entry(current_, --behind));
    return behind;
}

// Decodes from the symbol boundary `a` on, one symbol after the other, until
// one begins at `b`. False if that does not happen; `a` is then behind the last
// symbol that was decoded.
template <unsigned Lanes>
bool lane_stitch<Lanes>::fill_gap(lane_cursor& a, unsigned next,
                                  lane_cursor& b) {
    const auto* const base =
        reinterpret_cast<const std::uint8_t*>(tables_.table);
    gap_begin_ += gap_count_ + gap_count_ % 2;
    gap_count_ = 0;
    std::uint32_t complete_count = 0;
    lane_cursor boundary = a;
    bool has_met = false;
    while (true) {
        if (a.next == 0) {
            boundary = a;
            complete_count = gap_count_;
        }
        if (a.at >= b.at) {
            has_met = a.meets(b);
            if (has_met)
                break;
            b.step(engine_.entry(next, b.index));
            if (b.index >= steps_)
                break;
            continue;
        }
        if (a.at >= stop_ || gap_begin_ + gap_count_ == max_gap_records)
            break;
        const std::uint64_t bits = load_bits(a.at);
        std::uint32_t entry;
        std::memcpy(&entry, base + a.next + 4 * (bits & table_mask_),
                    sizeof entry);
        if (lane_entry::is_pair(entry))
            entry = lane_entry::first_of_pair(entry);
        lane_record_pair& pair = gap_[(gap_begin_ + gap_count_) / 2];
        if (gap_count_ % 2 == 0)
            pair.bits = bits;
        pair.entry[gap_count_++ % 2] = entry;
        a.step(entry);
        if ((entry & lane_entry::special) != 0) {
            boundary = a;
            complete_count = gap_count_;
            break;
        }
    }
    gap_count_ = complete_count;
    a = boundary;
    return has_met;
}

template <unsigned Lanes>
template <class Split>
bit_address lane_stitch<Lanes>::run(const bit_address (&start)[Lanes],
                                    Split&& split, std::uint32_t& special) {
    special = 0;
    // Splits a run of records. True if it went to its end; else `end` is where.
    bit_address end = 0;
    const auto take = [&](const lane_record_pair* pairs, std::uint32_t begin,
                          std::uint32_t behind, auto&& position_of) {
        const std::uint32_t taken = split(pairs, begin, behind);
        counters_.useful_records += taken - begin;
        if (taken == behind)
            return true;
        special = pairs[taken / 2].entry[taken % 2];
        end = position_of(taken);
        return false;
    };
    const auto take_lane = [&](std::uint32_t behind) {
        return take(engine_.records(current_), first_, behind,
                    [&](std::uint32_t index) {
                        return engine_.position_of(current_, index);
                    });
    };
    const auto take_gap = [&](bit_address at) {
        const lane_record_pair* const pairs = gap_ + gap_begin_ / 2;
        return take(pairs, 0, gap_count_, [&](std::uint32_t index) {
            for (std::uint32_t i = 0; i < index; ++i)
                at += lane_entry::consume(pairs[i / 2].entry[i % 2]);
            return at;
        });
    };

    for (unsigned next = 1; next < Lanes; ++next) {
        lane_cursor a = seek(start[next]);
        lane_cursor b{0, start[next], 0};
        const meeting outcome = find_meeting(a, next, b);
        if (outcome == meeting::next_ran_out) {
            ++counters_.next_ran_out;
            continue; // maybe the current lane reaches the one after it
        }
        if (outcome != meeting::current_ran_out) {
            ++(outcome == meeting::met ? counters_.met : counters_.met_in_pair);
            if (!take_lane(a.index))
                return end;
        } else {
            // A symbol that is not complete is decoded again in the gap.
            const std::uint32_t behind = complete(a.at);
            a.next = 0;
            if (!take_lane(behind))
                return end;
            ++counters_.gaps;
            const bit_address gap_at = a.at;
            const bool has_met = fill_gap(a, next, b);
            if (!take_gap(gap_at))
                return end;
            if (!has_met) {
                ++counters_.gaps_not_closed;
                return a.at;
            }
        }
        current_ = next;
        first_ = b.index;
    }
    bit_address lane_end = engine_.lane[current_].at;
    const std::uint32_t behind = complete(lane_end);
    return take_lane(behind) ? lane_end : end;
}

} // namespace
} // namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE

#endif
