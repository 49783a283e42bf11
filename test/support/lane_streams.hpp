// SPDX-License-Identifier: BSL-1.0
// DEFLATE streams that are hard on the lane decoder.
#ifndef MGUNZIP_TEST_LANE_STREAMS_HPP
#define MGUNZIP_TEST_LANE_STREAMS_HPP

#include "support/decode_result.hpp"

#include <string>

namespace mgunzip::test {

struct named_stream {
    std::string name;
    bytes data;
};

/// Codes that do not synchronise, or that lanes out of sync misread: of uniform
/// length, of one bit, with false ends of blocks, with unused codes and
/// distances too far back that only wrong paths meet. All are good.
std::vector<named_stream> streams_of_difficult_codes();

/// Literals only, most of them in pairs, behind 0 to 20 others, so that lanes
/// begin in both phases of pairs.
std::vector<named_stream> streams_of_literal_pairs();

/// Blocks that end behind any number of tokens, so that the end is anywhere in
/// a round: in a gap, as its last record, behind a cut pair. Each is followed
/// by another block of another code.
std::vector<named_stream> streams_of_blocks_of_all_sizes();

/// Something wrong behind any number of tokens: in any lane, in a gap, as the
/// last symbol of a block or of the stream.
std::vector<named_stream> streams_with_errors();

/// So many blocks of 0, 1 or 2 tokens.
bytes tiny_blocks(std::size_t count);

} // namespace mgunzip::test

#endif
