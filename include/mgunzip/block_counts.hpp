// SPDX-License-Identifier: BSL-1.0
// Counts of DEFLATE blocks by type.
#ifndef MGUNZIP_BLOCK_COUNTS_HPP
#define MGUNZIP_BLOCK_COUNTS_HPP

#include <mgunzip/api.hpp>

#include <cstdint>

namespace mgunzip {

/// Blocks begun, by type (RFC 1951, section 3.2.3).
struct MGUNZIP_API block_counts {
    std::uint64_t stored = 0;  ///< BTYPE 00
    std::uint64_t fixed = 0;   ///< BTYPE 01: with fixed Huffman codes
    std::uint64_t dynamic = 0; ///< BTYPE 10: with Huffman codes of their own

    block_counts& operator+=(const block_counts& other) noexcept {
        stored += other.stored;
        fixed += other.fixed;
        dynamic += other.dynamic;
        return *this;
    }
    friend bool operator==(const block_counts&, const block_counts&) = default;
};

} // namespace mgunzip

#endif
