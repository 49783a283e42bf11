// SPDX-License-Identifier: BSL-1.0
// Decode tables for canonical Huffman codes (RFC 1951, section 3.2.2).
#ifndef MGUNZIP_HUFFMAN_TABLE_HPP
#define MGUNZIP_HUFFMAN_TABLE_HPP

#include "huffman/canonical_code.hpp"

#include <array>
#include <cstdint>

namespace mgunzip::detail {

/// A table is indexed by the next `TableBits` bits of the stream. Codes longer
/// than that lead on to a subtable in the same array. An entry, low bit first:
///
///      0- 7  bits to consume: the code (in a subtable: its rest) and the
///            extra bits; in a subtable pointer, TableBits
///      8-11  bits in front of the extra bits; in a subtable pointer, the
///            number of bits that index the subtable
///     13     end of block
///     14     subtable pointer
///     15     exceptional: end of block, subtable pointer or invalid
///     16-30  base length, base distance, index of the subtable's
///            first entry, or what `precode_entry` tells
///     31     literal
///
/// A literal, or two that follow each other and fit the index together:
///
///      0- 7  bits to consume
///      8-15  the second literal, if there are two
///     16-23  the first
///     24-27  bits of the first literal's code
///     28-29  how many literals
///     31     literal
///
/// The low byte is all that a shift by a register looks at, so an entry can be
/// shifted by, and subtracted from the low byte of a bit count, as it is.
namespace entry {
inline constexpr std::uint32_t literal = 1u << 31;
inline constexpr std::uint32_t exceptional = 1u << 15;
inline constexpr std::uint32_t subtable = 1u << 14;
inline constexpr std::uint32_t end_of_block = 1u << 13;
inline constexpr unsigned payload_shift = 16;
inline constexpr unsigned code_bits_shift = 8;

constexpr unsigned consumed_bits(std::uint32_t entry) {
    return entry & 0xff;
}
constexpr unsigned code_bits(std::uint32_t entry) {
    return (entry >> code_bits_shift) & 15;
}
constexpr std::uint32_t payload(std::uint32_t entry) {
    return entry >> payload_shift;
}
/// The base plus the extra bits, where `bits` is the stream from the first
/// bit of the code (in a subtable: of its rest) on.
constexpr std::uint32_t value(std::uint32_t entry, std::uint64_t bits) {
    const std::uint64_t consumed =
        bits & ((std::uint64_t{1} << consumed_bits(entry)) - 1);
    return payload(entry) +
           static_cast<std::uint32_t>(consumed >> code_bits(entry));
}
/// A subtable's entry of no literal, as if the table had the whole code, of
/// which `prefix` bits led to the subtable.
constexpr std::uint32_t of_whole_code(std::uint32_t entry, unsigned prefix) {
    return entry + (prefix << code_bits_shift | prefix);
}

inline constexpr unsigned first_literal_shift = 16;
inline constexpr unsigned second_literal_shift = 8;
inline constexpr unsigned first_literal_bits_shift = 24;
inline constexpr unsigned literal_count_shift = 28;

/// The first of `count` literals, `bits` its code; `all_bits` is what they take
/// together.
constexpr std::uint32_t make_literals(std::uint32_t first, unsigned bits,
                                      unsigned count, unsigned all_bits) {
    return literal | count << literal_count_shift |
           bits << first_literal_bits_shift | first << first_literal_shift |
           all_bits;
}
constexpr unsigned literal_count(std::uint32_t entry) {
    return entry >> literal_count_shift & 3;
}
constexpr unsigned first_literal_bits(std::uint32_t entry) {
    return entry >> first_literal_bits_shift & 15;
}
constexpr std::uint8_t first_literal(std::uint32_t entry) {
    return static_cast<std::uint8_t>(entry >> first_literal_shift);
}
constexpr std::uint8_t second_literal(std::uint32_t entry) {
    return static_cast<std::uint8_t>(entry >> second_literal_shift);
}
} // namespace entry

/// In the table of the code length code every entry stands for a number of
/// equal code lengths (section 3.2.7): which one, or the last one again, and
/// the base of their number.
namespace precode_entry {
inline constexpr unsigned length_shift = entry::payload_shift;
inline constexpr unsigned base_shift = length_shift + 4;
inline constexpr std::uint32_t repeats_last = 1u << (base_shift + 4);

constexpr std::uint32_t make(unsigned length, unsigned base,
                             unsigned extra_bits) {
    return length << length_shift | base << base_shift | extra_bits;
}
constexpr std::uint8_t length(std::uint32_t entry) {
    return entry >> length_shift & 15;
}
/// `bits` is the stream from the first bit of the code on.
constexpr unsigned times(std::uint32_t entry, std::uint64_t bits) {
    const std::uint64_t consumed =
        bits & ((std::uint64_t{1} << entry::consumed_bits(entry)) - 1);
    return (entry >> base_shift & 15) +
           static_cast<unsigned>(consumed >> entry::code_bits(entry));
}
} // namespace precode_entry

inline constexpr unsigned litlen_table_bits = 11;
inline constexpr unsigned distance_table_bits = 8;
inline constexpr unsigned precode_table_bits = max_precode_length;

/// The most entries that a complete code of so many symbols and at most 15 bits
/// needs in a table of so many index bits, subtables included: the outcome of
/// an exhaustive search, which zlib's `enough` program does. The longest code
/// of the precode fits its table.
inline constexpr unsigned litlen_table_size = 2342;
inline constexpr unsigned distance_table_size = 402;
inline constexpr unsigned precode_table_size = 1u << precode_table_bits;

struct decode_tables {
    /// Entries with two literals occur.
    bool has_literal_pairs = false;
    alignas(64) std::array<std::uint32_t, litlen_table_size> litlen;
    alignas(64) std::array<std::uint32_t, distance_table_size> distance;
};

using precode_table = std::array<std::uint32_t, precode_table_size>;

/// What kind of bit patterns a set of code lengths makes.
enum class code_verdict : std::uint8_t { usable, oversubscribed, incomplete };

/// Each judges the code that code lengths make. Accepted are complete codes;
/// for litlen and distance also a single code of one bit, and for distance no
/// code at all.
[[nodiscard]] code_verdict
judge_litlen_code(const length_counts& count) noexcept;
[[nodiscard]] code_verdict
judge_distance_code(const length_counts& count) noexcept;
[[nodiscard]] code_verdict judge_precode(const length_counts& count) noexcept;

/// Each builds the table of a code that was found usable. Bit patterns that it
/// leaves unused lead to exceptional entries.
void build_litlen_table(const code_description& code,
                        decode_tables& tables) noexcept;
void build_distance_table(const code_description& code,
                          decode_tables& tables) noexcept;
void build_precode_table(const code_description& code,
                         precode_table& table) noexcept;

/// The code lengths of blocks with fixed codes (section 3.2.6).
struct fixed_code_lengths {
    std::array<std::uint8_t, litlen_symbols> litlen;
    std::array<std::uint8_t, distance_symbols> distance;
};
const fixed_code_lengths& fixed_lengths() noexcept;

/// The tables of blocks with fixed codes (section 3.2.6).
const decode_tables& fixed_tables() noexcept;

} // namespace mgunzip::detail

#endif
