// SPDX-License-Identifier: BSL-1.0
// A slow DEFLATE decoder that is easy to check by eye: the tests' oracle.
#ifndef MGUNZIP_TEST_REFERENCE_INFLATE_HPP
#define MGUNZIP_TEST_REFERENCE_INFLATE_HPP

#include "support/decode_result.hpp"

#include <span>

namespace mgunzip::test {

/// Decodes one DEFLATE stream (RFC 1951), a bit at a time, from all the input
/// there is. Never writes what an offending token would have given.
///
/// Which code is reported where, when a stream breaks several rules or ends
/// within what is offending:
///
/// - Rules are judged in the order in which the stream's bits are read. A rule
///   is judged as soon as the last bit of what it is about was read:
///   invalid_block_type after BTYPE; stored_length_mismatch after all four
///   bytes; too_many_codes after HCLEN, first HLIT, then HDIST; the code length
///   code after its last length, a code without any symbol being incomplete;
///   repeat_without_length after symbol 16, its two extra bits not needed;
///   repeat_too_long after the extra bits; missing_end_of_block, the
///   literal/length code and the distance code, in this order, after the last
///   code length; symbols 286, 287, 30 and 31 after the last bit of their code;
///   an unused bit pattern after the first bit that cannot belong to any code,
///   which is no bit at all where there is no code; distance_too_far_back after
///   the distance's extra bits.
/// - A bit that is needed to go on and is not there makes the input truncated,
///   at the offset `input.size()`.
/// - The offset of an error is that of the byte which holds the first bit of
///   what is wrong: the block header for invalid_block_type and for everything
///   about the two codes of a dynamic block; LEN; HLIT or HDIST; the code
///   length code's first length; the code length symbol; the literal/length
///   symbol; the distance symbol, also when the distance is too far back.
decode_result reference_inflate(std::span<const std::uint8_t> input);

/// The same from the middle of a stream on, from bit `bit` of the first byte:
/// `history` is the output in front, as far as it is known.
decode_result reference_inflate_from(std::span<const std::uint8_t> input,
                                     unsigned bit, const bytes& history);

/// Where a block begins: offset of its first bit, and bytes of output in front.
struct block_place {
    std::uint64_t bit;
    std::uint64_t produced;

    friend bool operator==(const block_place&, const block_place&) = default;
};

inline std::ostream& operator<<(std::ostream& stream,
                                const block_place& place) {
    return stream << "bit " << place.bit << ", output " << place.produced;
}

/// All blocks of a stream, up to the end or an error.
std::vector<block_place> reference_blocks(std::span<const std::uint8_t> input);

} // namespace mgunzip::test

#endif
