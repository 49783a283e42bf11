// SPDX-License-Identifier: BSL-1.0
// The split: records become literals and matches, with NEON of arm64.
#ifndef MGUNZIP_LANE_SPLIT_NEON_HPP
#define MGUNZIP_LANE_SPLIT_NEON_HPP

#ifndef MGUNZIP_KERNEL_NAMESPACE
#error "define MGUNZIP_KERNEL_NAMESPACE before this header is included"
#endif

#include "lanes/lane_entry.hpp"
#include "lanes/symbol_batch.hpp"

#include <arm_neon.h>

namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE {
namespace {

// What masks of four records, one bit each, stand for.
struct mask_tables {
    // Of four records, those with one literal are in the low half of the mask,
    // those with two in the high half:
    /// which bytes of theirs are literals,
    alignas(64) std::uint8_t literals[256][8];
    /// how many there are up to each record, one byte each, lowest first.
    alignas(64) std::uint32_t counted[256];
    /// Of the records in a mask, in order: their bytes.
    alignas(64) std::uint8_t chosen[16][16];
    std::uint8_t count[16];
};
constexpr mask_tables of_mask = [] {
    mask_tables tables{};
    for (unsigned mask = 0; mask < 256; ++mask) {
        unsigned count = 0;
        for (unsigned i = 0; i < 4; ++i) {
            const unsigned number = (mask >> i & 1) + 2 * (mask >> (i + 4) & 1);
            for (unsigned k = 0; k < number && k < 2; ++k)
                tables.literals[mask][count++] =
                    static_cast<std::uint8_t>(4 * i + 2 + k);
            tables.counted[mask] |= count << (8 * i);
        }
    }
    for (unsigned mask = 0; mask < 16; ++mask)
        for (unsigned i = 0; i < 4; ++i)
            if ((mask >> i & 1) != 0) {
                for (unsigned k = 0; k < 4; ++k)
                    tables.chosen[mask][4 * tables.count[mask] + k] =
                        static_cast<std::uint8_t>(4 * i + k);
                ++tables.count[mask];
            }
    return tables;
}();

inline uint32x4_t splat(std::uint32_t value) {
    return vdupq_n_u32(value);
}

// USHL by a negative number shifts to the right.
inline uint32x4_t shift_right(uint32x4_t values, uint32x4_t by) {
    return vshlq_u32(values, vnegq_s32(vreinterpretq_s32_u32(by)));
}
inline uint32x4_t shift_left(uint32x4_t values, uint32x4_t by) {
    return vshlq_u32(values, vreinterpretq_s32_u32(by));
}

inline uint32x4_t numbers() {
    constexpr std::uint32_t from_zero[4] = {0, 1, 2, 3};
    return vld1q_u32(from_zero);
}

inline uint32x4_t first_lanes(std::uint32_t count) {
    return vcgtq_u32(splat(count), numbers());
}

// The base distances of symbols 0 to 29 (section 3.2.5), by arithmetic.
inline uint32x4_t base_distance(uint32x4_t symbol) {
    const uint32x4_t high = vorrq_u32(vandq_u32(symbol, splat(1)), splat(2));
    const uint32x4_t shift = vsubq_u32(vshrq_n_u32(symbol, 1), splat(1));
    // Symbols 0 and 1 shift by -1: 2 and 3 to the right.
    const uint32x4_t base = vaddq_u32(shift_left(high, shift), splat(1));
    return vaddq_u32(base, vceqzq_u32(symbol)); // one less for symbol 0
}

// Masks of four records, four bits in each byte: those with one literal, with
// two, the special ones, and those that end a match.
inline std::uint32_t masks_of(uint32x4_t entries) {
    const uint32x4_t bits = vorrq_u32(
        vorrq_u32(vandq_u32(vshrq_n_u32(entries, 6), splat(1)),
                  vandq_u32(vshlq_n_u32(entries, 8 - 7), splat(1u << 8))),
        vorrq_u32(vandq_u32(vshlq_n_u32(entries, 16 - 12), splat(1u << 16)),
                  vandq_u32(vshlq_n_u32(entries, 24 - 13), splat(1u << 24))));
    return vaddvq_u32(shift_left(bits, numbers()));
}

inline uint32x4_t compressed(uint32x4_t values, std::uint32_t mask) {
    return vreinterpretq_u32_u8(vqtbl1q_u8(vreinterpretq_u8_u32(values),
                                           vld1q_u8(of_mask.chosen[mask])));
}

// The extra bits of each record.
inline uint32x4_t extra_bits(uint32x4_t entries, uint32x4_t bits) {
    const uint32x4_t consumed =
        vandq_u32(entries, splat(lane_entry::consume_mask));
    const uint32x4_t code_bits =
        vandq_u32(vshrq_n_u32(entries, lane_entry::code_bits_shift),
                  splat(lane_entry::code_bits_mask));
    return shift_right(vbicq_u32(bits, shift_left(splat(~0u), consumed)),
                       code_bits);
}

// Appends the symbols of records `begin` to `end` of `pairs`, complete ones, up
// to the first special one. Returns the index behind those that were taken.
// Four records at a time are two pairs, which are loaded whole even if not all
// are wanted.
std::uint32_t split_records(symbol_batch& batch, const lane_record_pair* pairs,
                            std::uint32_t begin, std::uint32_t end,
                            bool has_long_distances) {
    const uint32x4_t widest = splat(batch.copy_width);
    std::uint8_t* literal_out = batch.literals + batch.literal_count;
    std::uint32_t match_count = batch.match_count;
    uint32x4_t last_length = splat(0);
    std::uint32_t skipped = begin & 1;

    for (std::uint32_t i = begin & ~1u; i < end; i += 4) {
        const uint64x2_t low =
            vreinterpretq_u64_u32(vld1q_u32(pairs[i / 2].entry));
        const uint64x2_t high =
            vreinterpretq_u64_u32(vld1q_u32(pairs[i / 2 + 1].entry));
        const uint64x2_t entries = vtrn1q_u64(low, high);
        const uint64x2_t first_bits = vtrn2q_u64(low, high);
        const uint64x2_t second_bits = vshlq_u64(
            first_bits, vnegq_s64(vreinterpretq_s64_u64(vandq_u64(
                            entries, vdupq_n_u64(lane_entry::consume_mask)))));
        const uint32x4_t bits = vtrn1q_u32(vreinterpretq_u32_u64(first_bits),
                                           vreinterpretq_u32_u64(second_bits));
        uint32x4_t entry = vreinterpretq_u32_u64(entries);
        if (skipped != 0 || end - i < 4) [[unlikely]] {
            entry = vandq_u32(entry, first_lanes(end - i));
            entry = vbicq_u32(entry, first_lanes(skipped));
            skipped = 0;
        }
        std::uint32_t masks = masks_of(entry);
        if ((masks >> 16 & 15) != 0) [[unlikely]] {
            const auto before =
                static_cast<unsigned>(__builtin_ctz(masks >> 16 & 15));
            entry = vandq_u32(entry, first_lanes(before));
            masks = masks_of(entry);
            end = i + before; // ends the loop
        }

        const std::uint32_t literals = (masks & 15) | (masks >> 4 & 0xf0);
        const std::uint32_t counted = of_mask.counted[literals];
        const uint32x4_t literals_before = vaddw_u16(
            splat(static_cast<std::uint32_t>(literal_out - batch.literals)),
            vget_low_u16(vmovl_u8(vcreate_u8(counted))));
        vst1_u8(literal_out, vqtbl1_u8(vreinterpretq_u8_u32(entry),
                                       vld1_u8(of_mask.literals[literals])));
        literal_out += counted >> 24;

        const uint32x4_t extra = extra_bits(entry, bits);
        const uint32x4_t payload =
            vshrq_n_u32(entry, lane_entry::payload_shift);
        const uint32x4_t distance = vaddq_u32(
            extra, base_distance(vandq_u32(
                       payload, splat(lane_entry::distance_symbol_mask))));
        // Bits 13 and 31: with a distance, and with its length.
        const uint32x4_t is_fused = vreinterpretq_u32_s32(vshrq_n_s32(
            vreinterpretq_s32_u32(vandq_u32(entry, vshlq_n_u32(entry, 18))),
            31));
        uint32x4_t length = vbslq_u32(
            is_fused,
            vaddq_u32(
                vandq_u32(vshrq_n_u32(entry, lane_entry::fused_length_shift),
                          splat(255)),
                splat(3)),
            vaddq_u32(extra, payload));

        // The length of a distance is that of the record before.
        uint32x4_t length_before = vextq_u32(last_length, length, 3);
        if (has_long_distances) [[unlikely]] {
            const uint32x4_t in_long_distance =
                vceqq_u32(vandq_u32(entry, splat(lane_entry::next_mask)),
                          splat(lane_entry::next_long_distance));
            length = vbslq_u32(in_long_distance, length_before, length);
            length_before = vextq_u32(last_length, length, 3);
        }
        last_length = length;
        const uint32x4_t match_length =
            vbslq_u32(is_fused, length, length_before);
        const uint32x4_t takes_more =
            vcgtq_u32(match_length, vminq_u32(widest, distance));
        const uint32x4_t match = vorrq_u32(
            vorrq_u32(vshlq_n_u32(match_length, packed_match::length_shift),
                      distance),
            vshlq_n_u32(takes_more, 31));

        const std::uint32_t matches = masks >> 24;
        vst1q_u32(batch.match + match_count, compressed(match, matches));
        vst1q_u32(batch.literals_before + match_count,
                  compressed(literals_before, matches));
        match_count += of_mask.count[matches];
    }
    batch.literal_count =
        static_cast<std::uint32_t>(literal_out - batch.literals);
    batch.match_count = match_count;
    return end;
}

} // namespace
} // namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE

#endif
