// SPDX-License-Identifier: BSL-1.0
// One literal, match or piece of stored data, with every bound checked.
#include "inflate/careful_step.hpp"

#include <algorithm>
#include <cstring>

namespace mgunzip::detail {
namespace {

// An entry of the main table or of its subtable, and the number of bits that
// led to the subtable.
struct found_entry {
    std::uint32_t entry;
    unsigned prefix_bits;

    // Of two literals this is the first.
    bool is_literal() const noexcept { return (entry & entry::literal) != 0; }
    unsigned code_bits() const noexcept {
        return prefix_bits + (is_literal() ? entry::first_literal_bits(entry)
                                           : entry::code_bits(entry));
    }
    unsigned consumed_bits() const noexcept {
        return is_literal() ? code_bits()
                            : prefix_bits + entry::consumed_bits(entry);
    }
    bool is_exceptional() const noexcept {
        return !is_literal() && (entry & entry::exceptional) != 0;
    }
};

// `bits` is padded with zeros beyond what the input has, so the caller compares
// code_bits() with what is there. If the prefix of a long code is not there as
// a whole, the code is too long in any case.
found_entry look_up(const std::uint32_t* table, unsigned table_bits,
                    std::uint64_t bits) noexcept {
    const std::uint32_t first = table[bits & ((1u << table_bits) - 1)];
    if ((first & entry::literal) != 0 || (first & entry::subtable) == 0)
        return {first, 0};
    const std::uint64_t rest = bits >> table_bits;
    const std::uint32_t index =
        entry::payload(first) +
        static_cast<std::uint32_t>(rest &
                                   ((1u << entry::code_bits(first)) - 1));
    return {table[index], table_bits};
}

} // namespace

step continue_match(copying_state& copying) noexcept {
    output_window& out = copying.out;
    const std::size_t size =
        std::min<std::size_t>(copying.match_left, copying.room());
    const std::uint8_t* from = out.next - copying.match_distance;
    // Byte by byte: the match may overlap itself.
    for (std::size_t i = 0; i < size; ++i)
        out.next[i] = from[i];
    out.next += size;
    copying.match_left -= static_cast<std::uint32_t>(size);
    return copying.match_left == 0 ? step::done : step::need_output;
}

step copy_stored(reading_state& reading, copying_state& copying) noexcept {
    // The block's data begin at a byte boundary, and the reader may hold some.
    reading.bits.give_back();
    output_window& out = copying.out;
    while (reading.stored_left != 0) {
        if (out.next >= out.goal)
            return step::need_output;
        if (reading.bits.count() != 0) {
            *out.next++ = static_cast<std::uint8_t>(reading.bits.take(8));
            --reading.stored_left;
            continue;
        }
        const input_cursor& in = reading.bits.in();
        const std::size_t size =
            std::min({std::size_t{reading.stored_left}, in.size(),
                      static_cast<std::size_t>(out.goal - out.next)});
        if (size == 0)
            return step::need_input;
        std::memcpy(out.next, in.next, size);
        reading.bits.set_position(in.next + size, 0, 0);
        out.next += size;
        reading.stored_left -= static_cast<std::uint32_t>(size);
    }
    reading.phase = phase_after_block(reading);
    return step::done;
}

step decode_token(reading_state& reading, copying_state& copying) noexcept {
    bit_reader& reader = reading.bits;
    output_window& out = copying.out;
    reader.fill();
    const std::uint64_t bits = reader.peek();

    const found_entry litlen =
        look_up(reading.tables->litlen.data(), litlen_table_bits, bits);
    if (reader.count() < litlen.code_bits())
        return step::need_input;
    if (litlen.is_exceptional()) {
        if ((litlen.entry & entry::end_of_block) == 0)
            return fail(reading, errc::invalid_litlen_symbol,
                        reader.byte_offset());
        reader.consume(litlen.consumed_bits());
        reading.phase = phase_after_block(reading);
        return step::done;
    }
    if (out.next >= out.goal)
        return step::need_output;
    if (litlen.is_literal()) {
        *out.next++ = entry::first_literal(litlen.entry);
        reader.consume(litlen.consumed_bits());
        return step::done;
    }

    const unsigned litlen_bits = litlen.consumed_bits();
    if (reader.count() < litlen_bits)
        return step::need_input;
    const std::uint64_t distance_bits = bits >> litlen_bits;
    const found_entry found = look_up(reading.tables->distance.data(),
                                      distance_table_bits, distance_bits);
    const std::uint64_t offset = reader.byte_offset(litlen_bits);
    if (reader.count() < litlen_bits + found.code_bits())
        return step::need_input;
    if (found.is_exceptional())
        return fail(reading, errc::invalid_distance_symbol, offset);
    const unsigned token_bits = litlen_bits + found.consumed_bits();
    if (reader.count() < token_bits)
        return step::need_input;
    const std::uint32_t distance =
        entry::value(found.entry, distance_bits >> found.prefix_bits);
    if (distance > copying.produced())
        return fail(reading, errc::distance_too_far_back, offset);

    reader.consume(token_bits);
    copying.match_left = entry::value(litlen.entry, bits >> litlen.prefix_bits);
    copying.match_distance = distance;
    return continue_match(copying);
}

} // namespace mgunzip::detail
