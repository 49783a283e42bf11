// SPDX-License-Identifier: BSL-1.0
// The lane loop: several decoders walk through different places of one block in
// lockstep, without a branch for each symbol. Included once by each kernel,
// which defines MGUNZIP_KERNEL_NAMESPACE.
#ifndef MGUNZIP_LANE_ENGINE_HPP
#define MGUNZIP_LANE_ENGINE_HPP

#ifndef MGUNZIP_KERNEL_NAMESPACE
#error "define MGUNZIP_KERNEL_NAMESPACE before this header is included"
#endif

#include "lanes/lane_tables.hpp"
#include "little_endian.hpp"

#include <cstddef>
#include <cstring>

namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE {
namespace {

// Positions in the input are bit addresses: eight times the address of a byte,
// plus a bit number. `address >> 3` is what to load from.
using bit_address = std::uint64_t;

inline const std::uint8_t* byte_at(bit_address at) {
    return reinterpret_cast<const std::uint8_t*>(
        static_cast<std::uintptr_t>(at >> 3));
}

inline std::uint64_t load_bits(bit_address at) {
    return load64(byte_at(at)) >> (at & 7);
}

// Where a lane is: between two steps.
struct lane_state {
    bit_address at;
    std::uint32_t next; // byte offset of the table for the next step
};

// Two steps share one load: at least 57 bits are valid, and a step takes at
// most a code of 12 bits and 13 extra bits.
constexpr unsigned max_step_bits = max_lane_table_bits + 13;
static_assert(2 * max_step_bits <= 57);

// The loop looks whether it is done once in so many steps, and then notes where
// each lane is: the position of any record is so many additions away.
constexpr std::uint32_t checkpoint_steps = 32;
constexpr std::uint32_t max_lane_steps = 8192;

// A lane that is no further than `stop` when it is looked at may be this far
// behind it at its last load, and that reads 8 bytes.
constexpr std::size_t lane_overread =
    checkpoint_steps * max_step_bits / 8 + 1 + sizeof(std::uint64_t);

template <unsigned Lanes>
struct lane_engine {
    // An odd number of cache lines keeps the lanes' stores, which go on in
    // lockstep, out of each other's L1 sets.
    static constexpr std::size_t stride =
        (max_lane_steps + checkpoint_steps) / 2 +
        5 * (64 / sizeof(lane_record_pair));
    static constexpr std::uint32_t checkpoints =
        max_lane_steps / checkpoint_steps;

    lane_state lane[Lanes]; // in: the starts; out: the ends
    std::uint32_t steps = 0;
    bit_address checkpoint_at[checkpoints][Lanes];
    std::uint32_t checkpoint_next[checkpoints][Lanes];
    alignas(64) lane_record_pair storage[Lanes * stride];

    lane_record_pair* records(unsigned k) { return storage + k * stride; }
    std::uint32_t& entry(unsigned k, std::uint32_t index) {
        return records(k)[index / 2].entry[index % 2];
    }

    // The position in front of the last checkpoint at or before `index`.
    bit_address position_of(unsigned k, std::uint32_t index) {
        const std::uint32_t checkpoint = index / checkpoint_steps;
        bit_address at = checkpoint_at[checkpoint][k];
        for (std::uint32_t i = checkpoint * checkpoint_steps; i < index; ++i)
            at += lane_entry::consume(entry(k, i));
        return at;
    }

    template <unsigned TableBits>
    void run(const lane_tables& tables, const bit_address (&target)[Lanes],
             bit_address stop, std::uint32_t step_limit);
};

// Runs all lanes until each has reached its target, or one of them `stop`, or
// all have made `step_limit` steps, a multiple of checkpoint_steps. All make
// equally many steps.
template <unsigned Lanes>
template <unsigned TableBits>
[[gnu::noinline]] void
lane_engine<Lanes>::run(const lane_tables& tables,
                        const bit_address (&target)[Lanes], bit_address stop,
                        std::uint32_t step_limit) {
    constexpr std::uint64_t index_mask = (1u << TableBits) - 1;
    const auto* const base =
        reinterpret_cast<const std::uint8_t*>(tables.table);
    bit_address at[Lanes];
    const std::uint8_t* table[Lanes];
#pragma GCC unroll 8
    for (unsigned k = 0; k < Lanes; ++k) {
        at[k] = lane[k].at;
        table[k] = base + lane[k].next;
    }

    // The entry that `bits` lead to. An empty asm keeps the compiler from
    // folding the base into the address of the next lookup, where it would make
    // the chain from entry to entry a cycle longer.
    const auto step = [base](const std::uint8_t*& from, std::uint64_t bits) {
        std::uint32_t entry;
        std::memcpy(&entry, from + 4 * (bits & index_mask), sizeof entry);
        from = base + (entry & lane_entry::next_mask);
        asm("" : "+r"(from));
        return entry;
    };

    std::uint32_t checkpoint = 0;
    // Of lane 0; the others are at fixed distances.
    lane_record_pair* out = storage;
    lane_record_pair* const out_limit = storage + step_limit / 2;
    bool goes_on = true;
    while (goes_on && out < out_limit) {
#pragma GCC unroll 8
        for (unsigned k = 0; k < Lanes; ++k) {
            checkpoint_at[checkpoint][k] = at[k];
            checkpoint_next[checkpoint][k] =
                static_cast<std::uint32_t>(table[k] - base);
        }
        ++checkpoint;
        lane_record_pair* const pause = out + checkpoint_steps / 2;
        do {
#pragma GCC unroll 8
            for (unsigned k = 0; k < Lanes; ++k) {
                lane_record_pair& pair = out[k * stride];
                std::uint64_t bits = load_bits(at[k]);
                pair.bits = bits;
                const std::uint32_t first = step(table[k], bits);
                pair.entry[0] = first;
                bits >>= first & lane_entry::consume_mask;
                const std::uint32_t second = step(table[k], bits);
                pair.entry[1] = second;
                // At most 50: the sum does not leave the field.
                at[k] += (first + second) & lane_entry::consume_mask;
            }
            ++out;
        } while (out != pause);
        bool is_short = false;
        bool is_stopped = false;
#pragma GCC unroll 8
        for (unsigned k = 0; k < Lanes; ++k) {
            is_short |= at[k] < target[k];
            is_stopped |= at[k] >= stop;
        }
        goes_on = is_short && !is_stopped;
    }
#pragma GCC unroll 8
    for (unsigned k = 0; k < Lanes; ++k)
        lane[k] = {at[k], static_cast<std::uint32_t>(table[k] - base)};
    steps = static_cast<std::uint32_t>(out - storage) * 2;
}

} // namespace
} // namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE

#endif
