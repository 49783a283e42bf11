// SPDX-License-Identifier: BSL-1.0
// The split, one record after the other: what the kernels' are measured by.
#ifndef MGUNZIP_TEST_REFERENCE_SPLIT_HPP
#define MGUNZIP_TEST_REFERENCE_SPLIT_HPP

#include "huffman/deflate_constants.hpp"
#include "lanes/lane_entry.hpp"
#include "lanes/symbol_batch.hpp"

#include <algorithm>

namespace mgunzip::test {

/// The signature of all kernels' `split_records`.
using split_function = std::uint32_t(detail::symbol_batch& batch,
                                     const detail::lane_record_pair* pairs,
                                     std::uint32_t begin, std::uint32_t end,
                                     bool has_long_distances);

inline std::uint32_t reference_split(detail::symbol_batch& batch,
                                     const detail::lane_record_pair* pairs,
                                     std::uint32_t begin, std::uint32_t end,
                                     bool /*has_long_distances*/) {
    namespace lane_entry = detail::lane_entry;
    std::uint32_t length = 0;
    for (std::uint32_t i = begin; i < end; ++i) {
        const detail::lane_record_pair& pair = pairs[i / 2];
        const std::uint32_t entry = pair.entry[i % 2];
        const std::uint64_t bits =
            i % 2 == 0 ? pair.bits
                       : pair.bits >> lane_entry::consume(pair.entry[0]);
        const std::uint64_t code_and_extra =
            bits & ((std::uint64_t{1} << lane_entry::consume(entry)) - 1);
        const auto extra = static_cast<std::uint32_t>(
            code_and_extra >> lane_entry::code_bits(entry));
        const std::uint32_t payload = entry >> lane_entry::payload_shift;

        if ((entry & lane_entry::special) != 0)
            return i;
        for (std::uint32_t k = 0; k < (entry >> lane_entry::literals_shift & 3);
             ++k)
            batch.literals[batch.literal_count++] =
                static_cast<std::uint8_t>(payload >> (8 * k));
        if ((entry & lane_entry::next_mask) == lane_entry::next_distance)
            length = payload + extra;
        if ((entry & lane_entry::match_end) == 0)
            continue;
        if ((entry & lane_entry::fused) != 0)
            length = (entry >> lane_entry::fused_length_shift & 255) + 3;
        const std::uint32_t distance =
            detail::distance_base[payload & lane_entry::distance_symbol_mask] +
            extra;
        std::uint32_t match =
            length << detail::packed_match::length_shift | distance;
        if (length > batch.copy_width || length > distance)
            match |= detail::packed_match::takes_more;
        batch.literals_before[batch.match_count] = batch.literal_count;
        batch.match[batch.match_count++] = match;
    }
    return end;
}

} // namespace mgunzip::test

#endif
