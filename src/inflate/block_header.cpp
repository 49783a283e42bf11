// SPDX-License-Identifier: BSL-1.0
// Reads a block's header phase by phase, so that input may end anywhere.
#include "inflate/block_header.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <span>

namespace mgunzip::detail {
namespace {

void enter_block_data(reading_state& reading, const block_codes& codes,
                      bool are_fixed) noexcept {
    reading.codes = codes;
    reading.has_fixed_codes = are_fixed;
    reading.tables = nullptr;
    reading.phase = inflate_phase::block_begin;
}

step skip_bits_in_front(reading_state& reading) noexcept {
    bit_reader& bits = reading.bits;
    bits.fill();
    if (bits.count() < reading.bits_in_front)
        return step::need_input;
    bits.consume(reading.bits_in_front);
    reading.phase = inflate_phase::block_header;
    return step::done;
}

step read_first_bits(reading_state& reading) noexcept {
    bit_reader& bits = reading.bits;
    bits.fill();
    if (bits.count() < 3)
        return step::need_input;
    reading.block_offset = bits.byte_offset();
    reading.is_final_block = bits.take(1) != 0; // BFINAL
    switch (bits.take(2)) {                     // BTYPE
    case 0:
        ++reading.blocks.stored;
        bits.align();
        reading.phase = inflate_phase::stored_lengths;
        return step::done;
    case 1:
        ++reading.blocks.fixed;
        enter_block_data(reading,
                         {code_description(fixed_lengths().litlen),
                          code_description(fixed_lengths().distance)},
                         true);
        return step::done;
    case 2:
        ++reading.blocks.dynamic;
        reading.phase = inflate_phase::dynamic_counts;
        return step::done;
    default:
        return fail(reading, errc::invalid_block_type, reading.block_offset);
    }
}

step read_stored_lengths(reading_state& reading) noexcept {
    bit_reader& bits = reading.bits;
    bits.fill();
    if (bits.count() < 32)
        return step::need_input;
    const std::uint64_t offset = bits.byte_offset();
    const std::uint32_t length = bits.take(16);     // LEN
    const std::uint32_t complement = bits.take(16); // NLEN
    if (length != (complement ^ 0xffff))
        return fail(reading, errc::stored_length_mismatch, offset);
    reading.stored_left = length;
    reading.phase = inflate_phase::stored_data;
    return step::done;
}

step read_dynamic_counts(reading_state& reading) noexcept {
    bit_reader& bits = reading.bits;
    dynamic_header& header = reading.header;
    bits.fill();
    if (bits.count() < 14)
        return step::need_input;
    const std::uint64_t litlens_offset = bits.byte_offset();
    const std::uint64_t distances_offset = bits.byte_offset(5);
    header.litlens = bits.take(5) + 257; // HLIT
    header.distances = bits.take(5) + 1; // HDIST
    header.precodes = bits.take(4) + 4;  // HCLEN
    if (header.litlens > max_dynamic_litlens)
        return fail(reading, errc::too_many_codes, litlens_offset);
    if (header.distances > max_dynamic_distances)
        return fail(reading, errc::too_many_codes, distances_offset);
    header.precode_offset = bits.byte_offset();
    header.precode_lengths.fill(0);
    header.lengths_read = 0;
    reading.phase = inflate_phase::precode_lengths;
    return step::done;
}

step read_precode_lengths(reading_state& reading) noexcept {
    bit_reader& bits = reading.bits;
    dynamic_header& header = reading.header;
    while (header.lengths_read < header.precodes) {
        bits.fill();
        if (bits.count() < 3)
            return step::need_input;
        header.precode_lengths[precode_order[header.lengths_read++]] =
            static_cast<std::uint8_t>(bits.take(3));
    }
    const code_description precode(header.precode_lengths);
    switch (judge_precode(precode.counts)) {
    case code_verdict::oversubscribed:
        return fail(reading, errc::oversubscribed_code_length_code,
                    header.precode_offset);
    case code_verdict::incomplete:
        return fail(reading, errc::incomplete_code_length_code,
                    header.precode_offset);
    case code_verdict::usable:
        break;
    }
    build_precode_table(precode, header.precode);
    header.lengths_read = 0;
    reading.phase = inflate_phase::code_lengths;
    return step::done;
}

// Both codes are judged only after both sets of lengths were read.
step finish_dynamic_header(reading_state& reading) noexcept {
    const dynamic_header& header = reading.header;
    const std::uint64_t offset = reading.block_offset;
    if (header.lengths[end_of_block_symbol] == 0)
        return fail(reading, errc::missing_end_of_block, offset);

    const std::span<const std::uint8_t> lengths(header.lengths);
    const block_codes codes{
        code_description(lengths.first(header.litlens)),
        code_description(lengths.subspan(header.litlens, header.distances))};
    switch (judge_litlen_code(codes.litlen.counts)) {
    case code_verdict::oversubscribed:
        return fail(reading, errc::oversubscribed_litlen_code, offset);
    case code_verdict::incomplete:
        return fail(reading, errc::incomplete_litlen_code, offset);
    case code_verdict::usable:
        break;
    }
    switch (judge_distance_code(codes.distance.counts)) {
    case code_verdict::oversubscribed:
        return fail(reading, errc::oversubscribed_distance_code, offset);
    case code_verdict::incomplete:
        return fail(reading, errc::incomplete_distance_code, offset);
    case code_verdict::usable:
        break;
    }
    enter_block_data(reading, codes, false);
    return step::done;
}

// Decodes as long as the piece has a word for each refill, and leaves alone
// what is wrong. Literal lengths and repeats take the same way: which of them
// comes is hard to predict. Works on copies, since the compiler must expect
// that a store of lengths, which are bytes, changes anything that others can
// see.
unsigned read_code_lengths_fast(bit_reader& reader, dynamic_header& header,
                                unsigned total) noexcept {
    constexpr unsigned per_refill = 4;
    static_assert(per_refill * (max_precode_length + 7) <= 56);
    bit_reader bits = reader;
    std::uint8_t* const lengths = header.lengths.data();
    unsigned read = header.lengths_read;
    std::uint8_t last = read == 0 ? std::uint8_t{0} : lengths[read - 1];
    while (read < total && bits.in().size() >= sizeof(std::uint64_t)) {
        bits.fill();
        for (unsigned i = 0; i < per_refill && read < total; ++i) {
            const std::uint32_t found =
                header.precode[bits.peek(precode_table_bits)];
            const bool repeats = (found & precode_entry::repeats_last) != 0;
            const unsigned times = precode_entry::times(found, bits.peek());
            if (times > total - read || (repeats && read == 0)) [[unlikely]] {
                total = read; // ends both loops
                break;
            }
            last = repeats ? last : precode_entry::length(found);
            std::memset(lengths + read, last, dynamic_header::store_size);
            if (times > dynamic_header::store_size) [[unlikely]]
                std::memset(lengths + read, last, times);
            read += times;
            bits.consume(entry::consumed_bits(found));
        }
    }
    reader = bits;
    return read;
}

step read_code_lengths(reading_state& reading) noexcept {
    bit_reader& bits = reading.bits;
    dynamic_header& header = reading.header;
    const unsigned total = header.litlens + header.distances;
    header.lengths_read = read_code_lengths_fast(bits, header, total);
    while (header.lengths_read < total) {
        bits.fill();
        const std::uint32_t found =
            header.precode[bits.peek(precode_table_bits)];
        if (bits.count() < entry::code_bits(found))
            return step::need_input;
        const bool repeats = (found & precode_entry::repeats_last) != 0;
        if (repeats && header.lengths_read == 0)
            return fail(reading, errc::repeat_without_length,
                        bits.byte_offset());
        if (bits.count() < entry::consumed_bits(found))
            return step::need_input;
        const unsigned times = precode_entry::times(found, bits.peek());
        if (times > total - header.lengths_read)
            return fail(reading, errc::repeat_too_long, bits.byte_offset());
        const std::uint8_t length =
            repeats ? header.lengths[header.lengths_read - 1]
                    : precode_entry::length(found);
        std::fill_n(header.lengths.begin() + header.lengths_read, times,
                    length);
        header.lengths_read += times;
        bits.consume(entry::consumed_bits(found));
    }
    return finish_dynamic_header(reading);
}

} // namespace

step read_block_header(reading_state& reading) noexcept {
    switch (reading.phase) {
    case inflate_phase::bits_in_front:
        return skip_bits_in_front(reading);
    case inflate_phase::block_header:
        return read_first_bits(reading);
    case inflate_phase::stored_lengths:
        return read_stored_lengths(reading);
    case inflate_phase::dynamic_counts:
        return read_dynamic_counts(reading);
    case inflate_phase::precode_lengths:
        return read_precode_lengths(reading);
    case inflate_phase::code_lengths:
        return read_code_lengths(reading);
    default:
        assert(!"not a phase of the block header");
        return step::failed;
    }
}

} // namespace mgunzip::detail
