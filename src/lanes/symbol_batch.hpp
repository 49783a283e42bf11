// SPDX-License-Identifier: BSL-1.0
// What the Huffman stage of the lane decoder hands to the copy stage.
#ifndef MGUNZIP_SYMBOL_BATCH_HPP
#define MGUNZIP_SYMBOL_BATCH_HPP

#include <cstddef>
#include <cstdint>

namespace mgunzip::detail {

/// A match in one word, low bit first:
///
///      0-15  distance, 1 to 32768
///     16-24  length, 3 to 258
///     31     it takes more than one copy of `symbol_batch::copy_width` bytes:
///            it is longer, or repeats itself within them
namespace packed_match {
inline constexpr unsigned length_shift = 16;
inline constexpr std::uint32_t takes_more = 1u << 31;

constexpr std::uint32_t distance(std::uint32_t match) {
    return match & 0xffff;
}
constexpr std::uint32_t length(std::uint32_t match) {
    return (match & ~takes_more) >> length_shift;
}
} // namespace packed_match

/// Literals and matches of a part of one block, in stream order and complete:
/// no code, no bit and no table is needed to execute them, and the window was
/// not needed to find them. Errors are never in a batch: a part of the stream
/// that has one is left to the careful step from its first symbol on.
///
/// A batch is also where the copy stage keeps how far it is, so that it can
/// stop in the middle of a match when the window is full.
struct symbol_batch {
    /// A record of the lanes holds at most two literals or one match.
    static constexpr std::size_t max_records = 65536;
    static constexpr std::size_t max_literals = 2 * max_records;
    static constexpr std::size_t max_matches = max_records;
    /// Arrays are written, and literals read, a whole vector at a time.
    static constexpr std::size_t vector_bytes = 64;
    static_assert(max_literals + std::uint64_t{258} * max_matches <=
                  ~std::uint32_t{0});

    std::uint32_t literal_count;
    std::uint32_t match_count;
    std::uint32_t bytes; ///< of output that they stand for
    /// What is copied of a match before its length is looked at: 32 or 64.
    std::uint32_t copy_width;

    // Done by the copy stage.
    std::uint32_t literals_done;
    std::uint32_t matches_done;
    /// Bytes of match `matches_done` that are copied already.
    std::uint32_t match_bytes_done;

    /// The literals of all, in order.
    alignas(64) std::uint8_t literals[max_literals + vector_bytes];
    /// Match i comes after the first `literals_before[i]` literals.
    alignas(64) std::uint32_t literals_before[max_matches + 16];
    alignas(64) std::uint32_t match[max_matches + 16]; ///< packed_match

    // Kernels call these: a copy with a kernel's instructions must not stand
    // for all, so there is none.
    [[gnu::always_inline]] void clear() noexcept {
        literal_count = match_count = bytes = 0;
        literals_done = matches_done = match_bytes_done = 0;
    }
    bool is_copied() const noexcept {
        return literals_done == literal_count && matches_done == match_count;
    }
    [[gnu::always_inline]] std::uint32_t tokens() const noexcept {
        return literal_count + match_count;
    }
};

} // namespace mgunzip::detail

#endif
