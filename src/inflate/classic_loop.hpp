// SPDX-License-Identifier: BSL-1.0
// The classic fast loop: one symbol after the other, matches copied at once.
// Included once by each kernel, which defines MGUNZIP_KERNEL_NAMESPACE.
//
// Why it is fast:
// - one 64-bit bit buffer, refilled without a branch by an 8-byte load;
// - the margins on entry replace all checks but that of the distance;
// - one lookup gives the code's bits, its extra bits and its base value;
// - up to three lookups of literals between two refills: 3 x 11 bits of the 56;
// - two literals in one lookup, in blocks where they often fit;
// - the next litlen entry is loaded before the match is copied;
// - matches are copied in pairs of 16 bytes without looking at their length,
//   short distances as patterns.
#ifndef MGUNZIP_KERNEL_NAMESPACE
#error "define MGUNZIP_KERNEL_NAMESPACE before this header is included"
#endif

#include "inflate/fast_loop.hpp"
#include "little_endian.hpp"

#include <cstring>

namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE {
namespace {

[[gnu::always_inline]] inline void copy16(std::uint8_t* to,
                                          const std::uint8_t* from) {
    std::uint64_t words[2];
    std::memcpy(words, from, sizeof words);
    std::memcpy(to, words, sizeof words);
}

[[gnu::always_inline]] inline void copy8(std::uint8_t* to,
                                         const std::uint8_t* from) {
    std::uint64_t word;
    std::memcpy(&word, from, sizeof word);
    std::memcpy(to, &word, sizeof word);
}

// A copy whose distance is below 8: the bytes that it repeats, as often as they
// fill a word. Whole repeats make the step. Writes less than copy_step beyond
// `end`. What is loaded beyond `to` belongs to the window and is masked away.
inline void copy_pattern(std::uint8_t* to, const std::uint8_t* end,
                         std::size_t distance) {
    std::uint64_t pattern =
        load64(to - distance) & ((std::uint64_t{1} << (8 * distance)) - 1);
    if ((distance & (distance - 1)) == 0) {
        // Distances 1, 2 and 4 fill every word in the same way.
        for (std::size_t bits = distance * 8; bits < 64; bits *= 2)
            pattern |= pattern << bits;
        do {
            store64(to, pattern);
            store64(to + 8, pattern);
            store64(to + 16, pattern);
            store64(to + 24, pattern);
            to += copy_step;
        } while (to < end);
        return;
    }
    pattern |= pattern << (8 * distance);
    if (distance == 3)
        pattern |= pattern << 48;
    const std::size_t step = distance == 3 ? 6 : distance;
    do {
        store64(to, pattern);
        to += step;
    } while (to < end);
}

template <bool HasPairs>
[[gnu::always_inline]] inline std::uint8_t*
store_literals(std::uint8_t* to, std::uint32_t entry) {
    to[0] = entry::first_literal(entry);
    if constexpr (!HasPairs)
        return to + 1;
    to[1] = entry::second_literal(entry);
    return to + entry::literal_count(entry);
}

// Where the loop is. The low byte of `count` is the number of valid bits in
// `bits`; what is above is noise, because whole entries are subtracted. Above
// the valid bits `bits` may hold bits of the bytes at `in`.
struct cursor {
    const std::uint8_t* in;
    std::uint64_t bits;
    std::uint32_t count;

    [[gnu::always_inline]] void refill() {
        bits |= load64(in) << (count & 63);
        in += (63 - (count & 63)) >> 3;
        count |= 56;
    }
    [[gnu::always_inline]] void consume(std::uint32_t entry) {
        bits >>= entry & 63;
        count -= entry;
    }
    // Leaves less than a byte in the buffer, `back` bits before the position.
    void settle(unsigned back) {
        const unsigned unused = (count & 0xff) + back;
        in -= unused / 8;
        count = unused % 8;
        bits = count == 0 ? 0 : std::uint64_t{in[-1]} >> (8 - count);
    }
};

// Longer than a function should be: its parts share a dozen live registers.
template <bool HasPairs>
fast_exit decode_tokens(reading_state& reading,
                        copying_state& copying) noexcept {
    const std::uint32_t* const litlen_table = reading.tables->litlen.data();
    const std::uint32_t* const distance_table = reading.tables->distance.data();
    constexpr std::uint64_t litlen_mask = (1u << litlen_table_bits) - 1;
    constexpr std::uint64_t distance_mask = (1u << distance_table_bits) - 1;

    std::uint8_t* out = copying.out.next;
    std::uint8_t* const out_limit =
        copying.out.goal < copying.out.end - fast_out_margin
            ? copying.out.goal
            : copying.out.end - fast_out_margin + 1;
    const std::uint64_t produced = copying.produced();
    const std::uint8_t* const oldest =
        out - (produced < history_size ? produced : history_size);

    cursor at{reading.bits.in().next, reading.bits.peek(),
              reading.bits.count()};
    const std::uint8_t* const in_limit = reading.bits.in().end - fast_in_margin;
    fast_exit exit = fast_exit::stopped;
    unsigned back = 0; // bits of a token to be left to the careful step

    at.refill();
    std::uint32_t entry = litlen_table[at.bits & litlen_mask];
    do {
        std::uint64_t before = at.bits; // from the first bit of the code on
        at.consume(entry);
        if ((entry & entry::literal) != 0) {
            out = store_literals<HasPairs>(out, entry);
            entry = litlen_table[at.bits & litlen_mask];
            before = at.bits;
            at.consume(entry);
            if ((entry & entry::literal) != 0) {
                out = store_literals<HasPairs>(out, entry);
                entry = litlen_table[at.bits & litlen_mask];
                before = at.bits;
                at.consume(entry);
                if ((entry & entry::literal) != 0) {
                    out = store_literals<HasPairs>(out, entry);
                    at.refill();
                    entry = litlen_table[at.bits & litlen_mask];
                    continue;
                }
            }
        }
        static_assert(2 * litlen_table_bits + max_code_length + 5 <= 56);

        if ((entry & entry::exceptional) != 0) [[unlikely]] {
            if ((entry & entry::subtable) != 0) {
                entry = litlen_table[entry::payload(entry) +
                                     (at.bits &
                                      ((1u << entry::code_bits(entry)) - 1))];
                at.consume(entry);
                if ((entry & entry::literal) != 0) {
                    out = store_literals<false>(out, entry);
                    at.refill();
                    entry = litlen_table[at.bits & litlen_mask];
                    continue;
                }
                entry = entry::of_whole_code(entry, litlen_table_bits);
            }
            if ((entry & entry::exceptional) != 0) {
                if ((entry & entry::end_of_block) != 0)
                    exit = fast_exit::end_of_block;
                else
                    back = entry::consumed_bits(entry);
                goto leave;
            }
        }
        const std::uint32_t length = entry::value(entry, before);

        if ((at.count & 0xff) < max_code_length + 13) [[unlikely]]
            at.refill();
        std::uint32_t distance_entry = distance_table[at.bits & distance_mask];
        if ((distance_entry & entry::exceptional) != 0) [[unlikely]] {
            if ((distance_entry & entry::subtable) != 0)
                distance_entry = entry::of_whole_code(
                    distance_table[entry::payload(distance_entry) +
                                   (at.bits >> distance_table_bits &
                                    ((1u << entry::code_bits(distance_entry)) -
                                     1))],
                    distance_table_bits);
            if ((distance_entry & entry::exceptional) != 0) {
                back = entry::consumed_bits(entry);
                goto leave;
            }
        }
        const std::uint32_t distance = entry::value(distance_entry, at.bits);
        // The one check that the margins do not make unnecessary.
        if (distance > static_cast<std::size_t>(out - oldest)) [[unlikely]] {
            back = entry::consumed_bits(entry);
            goto leave;
        }
        at.consume(distance_entry);
        at.refill();
        entry = litlen_table[at.bits & litlen_mask];

        std::uint8_t* const match_end = out + length;
        const std::uint8_t* from = out - distance;
        if (distance >= 16) [[likely]] {
            do {
                copy16(out, from);
                copy16(out + 16, from + 16);
                out += copy_step;
                from += copy_step;
            } while (out < match_end);
        } else if (distance >= 8) {
            do {
                copy8(out, from);
                copy8(out + 8, from + 8);
                out += 16;
                from += 16;
            } while (out < match_end);
        } else {
            copy_pattern(out, match_end, distance);
        }
        out = match_end;
    } while (at.in <= in_limit && out < out_limit);

leave:
    at.settle(back);
    reading.bits.set_position(at.in, at.bits, at.count);
    copying.out.next = out;
    return exit;
}

} // namespace

fast_exit decode(reading_state& reading, copying_state& copying) noexcept {
    return reading.tables->has_literal_pairs
               ? decode_tokens<true>(reading, copying)
               : decode_tokens<false>(reading, copying);
}

} // namespace mgunzip::detail::MGUNZIP_KERNEL_NAMESPACE
