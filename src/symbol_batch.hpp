// SPDX-License-Identifier: BSL-1.0
// What the Huffman stage of the lane decoder hands to the copy stage.
#ifndef MGUNZIP_SYMBOL_BATCH_HPP
#define MGUNZIP_SYMBOL_BATCH_HPP

#include <cstddef>
#include <cstdint>

namespace mgunzip::detail {

/// Literals and matches of a part of one block, in stream order and complete:
/// no code, no bit and no table is needed to execute them, and the window was
/// not needed to find them. Errors are never in a batch: a part of the stream
/// that has one is left to the careful decoder from its first symbol on.
///
/// A batch is also where the copy stage keeps how far it is, so that it can
/// stop in the middle of a match when the window is full.
inline constexpr unsigned match_length_shift = 16;
inline constexpr std::uint32_t match_flag = 1u << 31;
inline std::uint32_t match_length(std::uint32_t m) {
    return (m >> match_length_shift) & 511;
}
inline std::uint32_t match_distance(std::uint32_t m) {
    return m & 0xffff;
}
struct symbol_batch {
    std::uint32_t wholesale = 32;
    /// A record of the lanes holds at most two literals or one match.
    static constexpr std::size_t max_records = 65536;
    static constexpr std::size_t max_literals = 2 * max_records;
    static constexpr std::size_t max_matches = max_records;
    /// Arrays are written, and literals read, a whole vector at a time.
    static constexpr std::size_t vector_bytes = 64;

    std::uint32_t literal_count;
    std::uint32_t match_count;

    // Done by the copy stage.
    std::uint32_t literals_done;
    std::uint32_t matches_done;
    /// Bytes of match `matches_done` that are copied already.
    std::uint32_t match_bytes_done;

    /// The literals of all, in order.
    alignas(64) std::uint8_t literals[max_literals + vector_bytes];
    /// Match i comes after the first `literals_before[i]` literals.
    alignas(64) std::uint32_t literals_before[max_matches + 16];
    alignas(64) std::uint32_t match[max_matches + 16];

    void clear() noexcept {
        literal_count = match_count = 0;
        literals_done = matches_done = match_bytes_done = 0;
    }
    bool is_copied() const noexcept {
        return literals_done == literal_count && matches_done == match_count;
    }
    std::uint32_t tokens() const noexcept {
        return literal_count + match_count;
    }
};

} // namespace mgunzip::detail

#endif
