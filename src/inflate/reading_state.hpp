// SPDX-License-Identifier: BSL-1.0
// The reading side of the decoder: bits, block headers, codes and tables.
#ifndef MGUNZIP_READING_STATE_HPP
#define MGUNZIP_READING_STATE_HPP

#include "huffman/bit_reader.hpp"
#include "inflate/huffman_table.hpp"

#include <mgunzip/block_counts.hpp>
#include <mgunzip/error.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace mgunzip::detail {

/// The lengths of a dynamic block's codes while its header is read.
struct dynamic_header {
    unsigned litlens;      ///< HLIT + 257
    unsigned distances;    ///< HDIST + 1
    unsigned precodes;     ///< HCLEN + 4
    unsigned lengths_read; ///< of the precode, then of both codes together
    std::uint64_t precode_offset;
    std::array<std::uint8_t, precode_symbols> precode_lengths;
    /// Lengths are written so many at a time.
    static constexpr std::size_t store_size = 16;
    std::array<std::uint8_t,
               max_dynamic_litlens + max_dynamic_distances + store_size>
        lengths;
    precode_table precode;
};

/// A block's two codes.
struct block_codes {
    code_description litlen;
    code_description distance;
};

/// What comes next in the stream.
enum class inflate_phase : std::uint8_t {
    bits_in_front, ///< of the stream's first block, in a byte that they share
    block_header,
    stored_lengths,
    stored_data,
    dynamic_counts,
    precode_lengths,
    code_lengths,
    block_begin, ///< the codes are known, but there are no tables yet
    symbols,
    finished,
    failed,
};

/// Where the decoder is in the stream, and what it knows there. Nothing here
/// depends on the output but by its size, so another thread may be further on
/// in the stream than what was copied (huffman_stage).
struct reading_state {
    inflate_phase phase = inflate_phase::block_header;
    bool is_final_block = false;
    errc error = errc::ok;
    std::uint64_t error_offset = 0;
    bit_reader bits;

    block_counts blocks;            ///< begun, of each type
    std::uint64_t block_offset = 0; ///< byte with the block's first bit
    std::uint32_t stored_left = 0;
    std::uint8_t bits_in_front = 0;

    /// The block's codes, which are usable: in `header`, or fixed.
    block_codes codes;
    bool has_fixed_codes = false;
    /// The block's tables, once they are needed: `own_tables` or the fixed
    /// ones.
    const decode_tables* tables = nullptr;
    dynamic_header header;
    decode_tables own_tables;
};

/// The phase after a block.
inline inflate_phase phase_after_block(const reading_state& reading) noexcept {
    return reading.is_final_block ? inflate_phase::finished
                                  : inflate_phase::block_header;
}

/// Makes the tables of the classic loop and the careful step.
inline void build_tables(reading_state& reading) noexcept {
    if (reading.has_fixed_codes) {
        reading.tables = &fixed_tables();
        return;
    }
    build_litlen_table(reading.codes.litlen, reading.own_tables);
    build_distance_table(reading.codes.distance, reading.own_tables);
    reading.tables = &reading.own_tables;
}

/// The outcome of one step of the decoder.
enum class step : std::uint8_t {
    done,
    need_input,
    need_output,
    at_block, ///< one begins at which the caller wants to stop
    failed,
};

inline step fail(reading_state& reading, errc error,
                 std::uint64_t offset) noexcept {
    reading.phase = inflate_phase::failed;
    reading.error = error;
    reading.error_offset = offset;
    return step::failed;
}

} // namespace mgunzip::detail

#endif
