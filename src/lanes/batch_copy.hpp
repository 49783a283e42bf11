// SPDX-License-Identifier: BSL-1.0
// The copy stage: literals and matches of a batch go into the window.
#ifndef MGUNZIP_BATCH_COPY_HPP
#define MGUNZIP_BATCH_COPY_HPP

#ifndef MGUNZIP_KERNEL_NAMESPACE
#error "define MGUNZIP_KERNEL_NAMESPACE before this header is included"
#endif

#include "lanes/symbol_batch.hpp"

#include <mgunzip/buffers.hpp>

#include <cstring>

#ifdef __aarch64__
#include <arm_neon.h>
#else
#include <immintrin.h>
#endif

namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE {
namespace {

#ifdef __aarch64__
struct vector32 {
    uint8x16_t low;
    uint8x16_t high;
};

inline void store32(std::uint8_t* to, vector32 bytes) {
    vst1q_u8(to, bytes.low);
    vst1q_u8(to + 16, bytes.high);
}

inline void copy16(std::uint8_t* to, const std::uint8_t* from) {
    vst1q_u8(to, vld1q_u8(from));
}

inline void copy32(std::uint8_t* to, const std::uint8_t* from) {
    store32(to, {vld1q_u8(from), vld1q_u8(from + 16)});
}

// Of the 16 bytes, those at each of 32 indices.
inline vector32 pick32(const std::uint8_t* bytes, const std::uint8_t* indices) {
    const uint8x16_t all = vld1q_u8(bytes);
    return {vqtbl1q_u8(all, vld1q_u8(indices)),
            vqtbl1q_u8(all, vld1q_u8(indices + 16))};
}
#else
inline void store32(std::uint8_t* to, __m256i bytes) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), bytes);
}

inline void copy16(std::uint8_t* to, const std::uint8_t* from) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to),
                     _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
}

inline void copy32(std::uint8_t* to, const std::uint8_t* from) {
    _mm256_storeu_si256(
        reinterpret_cast<__m256i*>(to),
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)));
}

// Of the 16 bytes, those at each of 32 indices, which are aligned.
inline __m256i pick32(const std::uint8_t* bytes, const std::uint8_t* indices) {
    return _mm256_shuffle_epi8(
        _mm256_broadcastsi128_si256(
            _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes))),
        _mm256_load_si256(reinterpret_cast<const __m256i*>(indices)));
}
#endif

// Row d holds i mod d for each byte i: where a match of distance d repeats.
struct pattern_indices {
    alignas(64) std::uint8_t row[17][32];
};
constexpr pattern_indices pattern_index = [] {
    pattern_indices indices{};
    for (unsigned distance = 1; distance <= 16; ++distance)
        for (unsigned i = 0; i < 32; ++i)
            indices.row[distance][i] = static_cast<std::uint8_t>(i % distance);
    return indices;
}();

// A match that overlaps itself, less than 32 bytes back: its pattern is built
// once and stored in steps of whole repeats. What is loaded beyond `to` is
// not used.
inline void copy_pattern(std::uint8_t* to, std::uint32_t length,
                         std::uint32_t distance) {
    if (distance > 16) {
        for (std::uint32_t k = 0; k < length; k += 16)
            copy16(to + k, to + k - distance);
        return;
    }
    const auto pattern = pick32(to - distance, pattern_index.row[distance]);
    const std::uint32_t step = 32 - 32 % distance;
    for (std::uint32_t k = 0; k < length; k += step)
        store32(to + k, pattern);
}

// How far copies may write behind what they were asked for.
constexpr std::ptrdiff_t copy_slack = 64;
static_assert(window_margin >= copy_slack);

// Copies whole sequences, a run of literals and a match, as long as they end
// at or before the window's goal and with the slack before its end.
// LongMatches: 64 bytes instead of 32 before the first branch on the length.
template <bool LongMatches>
[[gnu::noinline]] void copy_sequences(symbol_batch& batch,
                                      output_window& window) {
    if (window.end - window.next < copy_slack)
        return;
    const std::uint8_t* const limit = window.goal < window.end - copy_slack
                                          ? window.goal
                                          : window.end - copy_slack;
    std::uint8_t* out = window.next;
    std::uint32_t literal = batch.literals_done;
    const std::uint32_t match_count = batch.match_count;
    std::uint32_t i = batch.matches_done;
    while (i < match_count) {
        std::uint32_t behind = match_count - i < 16 ? match_count : i + 16;
        const std::size_t room = static_cast<std::size_t>(limit - out);
        if (room < (behind - i) * 258 + (batch.literals_before[behind - 1] -
                                         literal)) [[unlikely]] {
            if (room < batch.literals_before[i] - literal +
                           packed_match::length(batch.match[i]))
                break;
            behind = i + 1;
        }
        for (; i < behind; ++i) {
            const std::uint32_t match = batch.match[i];
            const std::uint32_t distance = packed_match::distance(match);
            const std::uint8_t* const run_from = batch.literals + literal;
            const std::uint32_t run = batch.literals_before[i] - literal;
            literal = batch.literals_before[i];
            __builtin_prefetch(out + 1024, 1);
            copy16(out, run_from);
            if (run > 16) [[unlikely]]
                for (std::uint32_t k = 16; k < run; k += 32)
                    copy32(out + k, run_from + k);
            out += run;
            const std::uint8_t* const from = out - distance;
            std::uint8_t* const to = out;
            if ((match & packed_match::takes_more) != 0) [[unlikely]] {
                const std::uint32_t length = packed_match::length(match);
                out += length;
                if ((distance < length) & (distance < 32))
                    copy_pattern(to, length, distance);
                else
                    for (std::uint32_t k = 0; k < length; k += 32)
                        copy32(to + k, from + k);
                continue;
            }
            copy32(to, from);
            if constexpr (LongMatches)
                copy32(to + 32, from + 32);
            out += match >> packed_match::length_shift;
        }
    }
    batch.literals_done = literal;
    batch.matches_done = i;
    window.next = out;
}

inline std::uint32_t smaller(std::size_t a, std::size_t b) {
    return static_cast<std::uint32_t>(a < b ? a : b);
}

// The next literals and then the next match, or what of them the goal leaves
// room for, to the byte.
inline void copy_one_exactly(symbol_batch& batch, output_window& out) {
    const bool has_match = batch.matches_done < batch.match_count;
    const std::uint32_t literals_end =
        has_match ? batch.literals_before[batch.matches_done]
                  : batch.literal_count;
    const std::uint32_t run =
        smaller(literals_end - batch.literals_done,
                static_cast<std::size_t>(out.goal - out.next));
    std::memcpy(out.next, batch.literals + batch.literals_done, run);
    out.next += run;
    batch.literals_done += run;
    if (!has_match || batch.literals_done < literals_end)
        return;
    const std::uint32_t length =
        packed_match::length(batch.match[batch.matches_done]);
    const std::uint32_t distance =
        packed_match::distance(batch.match[batch.matches_done]);
    const std::uint32_t size =
        smaller(length - batch.match_bytes_done,
                static_cast<std::size_t>(out.goal - out.next));
    for (std::uint32_t k = 0; k < size; ++k)
        out.next[k] = *(out.next + k - distance);
    out.next += size;
    batch.match_bytes_done += size;
    if (batch.match_bytes_done == length) {
        batch.match_bytes_done = 0;
        ++batch.matches_done;
    }
}

// True when everything was copied; else the goal is reached.
inline bool copy_batch(symbol_batch& batch, output_window& out) {
    while (!batch.is_copied()) {
        if (out.next >= out.goal)
            return false;
        if (batch.match_bytes_done == 0) {
            if (batch.copy_width == 64)
                copy_sequences<true>(batch, out);
            else
                copy_sequences<false>(batch, out);
        }
        copy_one_exactly(batch, out);
    }
    return true;
}

} // namespace
} // namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE

#endif
