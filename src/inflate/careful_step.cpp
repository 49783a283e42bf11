// SPDX-License-Identifier: BSL-1.0
// One literal, match or piece of stored data, with every bound checked.
#include "inflate/careful_step.hpp"

#include "inflate/table_lookup.hpp"

#include <algorithm>
#include <cstring>

namespace mgunzip::detail {

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
