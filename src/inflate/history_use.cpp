// SPDX-License-Identifier: BSL-1.0
// Which bytes of the history the data behind it refer to.
#include "inflate/history_use.hpp"

#include "inflate/block_header.hpp"
#include "inflate/table_lookup.hpp"

#include <algorithm>

namespace mgunzip::detail {

bool history_use::find(std::span<const std::uint8_t> in,
                       unsigned bit) noexcept {
    if (in.empty())
        return false;
    is_used_.fill(0);
    produced_ = 0;
    reading_.bits = {};
    reading_.bits.begin({in.data(), in.data() + in.size()});
    reading_.bits.set_position({in.data(), bit});
    reading_.phase = inflate_phase::block_header;
    while (reading_.phase != inflate_phase::finished &&
           produced_ < history_size) {
        if (!read_header())
            return false;
        if (reading_.phase == inflate_phase::stored_data ? !pass_stored()
                                                         : !pass_symbols())
            return false;
    }
    return true;
}

// Up to the data of the block.
bool history_use::read_header() noexcept {
    while (reading_.phase != inflate_phase::block_begin &&
           reading_.phase != inflate_phase::stored_data)
        if (read_block_header(reading_) != step::done)
            return false;
    return true;
}

bool history_use::pass_stored() noexcept {
    bit_reader& bits = reading_.bits;
    bits.give_back();
    const input_cursor& in = bits.in();
    if (in.size() < reading_.stored_left)
        return false;
    bits.set_position(in.next + reading_.stored_left, 0, 0);
    produced_ += reading_.stored_left;
    reading_.phase = phase_after_block(reading_);
    return true;
}

// A block's, or as many as it takes.
bool history_use::pass_symbols() noexcept {
    build_tables(reading_);
    bit_reader& bits = reading_.bits;
    const std::uint32_t* const table = reading_.tables->litlen.data();
    while (produced_ < history_size) {
        bits.fill();
        const found_entry found =
            look_up(table, litlen_table_bits, bits.peek());
        const unsigned size = found.consumed_bits();
        if (bits.count() < size)
            return false;
        if (found.is_literal()) {
            bits.consume(size);
            ++produced_;
        } else if (!found.is_exceptional()) {
            if (!pass_match(found.entry, size, found.prefix_bits))
                return false;
        } else {
            if ((found.entry & entry::end_of_block) == 0)
                return false;
            bits.consume(size);
            reading_.phase = phase_after_block(reading_);
            return true;
        }
    }
    return true;
}

bool history_use::pass_match(std::uint32_t length_entry, unsigned length_bits,
                             unsigned prefix_bits) noexcept {
    bit_reader& bits = reading_.bits;
    const std::uint64_t peeked = bits.peek();
    const std::size_t length =
        entry::value(length_entry, peeked >> prefix_bits);
    const std::uint64_t rest = peeked >> length_bits;
    const found_entry found =
        look_up(reading_.tables->distance.data(), distance_table_bits, rest);
    const unsigned token_bits = length_bits + found.consumed_bits();
    if (found.is_exceptional() || bits.count() < token_bits)
        return false;
    const std::size_t distance =
        entry::value(found.entry, rest >> found.prefix_bits);
    bits.consume(token_bits);
    note_match(distance, length);
    return true;
}

void history_use::note_match(std::size_t distance,
                             std::size_t length) noexcept {
    if (distance > produced_) {
        const std::size_t back = distance - produced_;
        std::fill_n(is_used_.end() - static_cast<std::ptrdiff_t>(back),
                    std::min(length, back), std::uint8_t{1});
    }
    produced_ += length;
}

bool history_use::find(const symbol_batch& symbols) noexcept {
    if (symbols.bytes < history_size)
        return false;
    is_used_.fill(0);
    produced_ = 0;
    std::size_t literals = 0;
    for (std::size_t i = 0; i < symbols.match_count; ++i) {
        produced_ += symbols.literals_before[i] - literals;
        literals = symbols.literals_before[i];
        if (produced_ >= history_size)
            break;
        const std::uint32_t match = symbols.match[i];
        note_match(packed_match::distance(match), packed_match::length(match));
    }
    return true;
}

} // namespace mgunzip::detail
