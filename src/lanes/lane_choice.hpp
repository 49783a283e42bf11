// SPDX-License-Identifier: BSL-1.0
// Which blocks are worth the lanes.
#ifndef MGUNZIP_LANE_CHOICE_HPP
#define MGUNZIP_LANE_CHOICE_HPP

#include <cstddef>
#include <cstdint>

namespace mgunzip::detail {

/// Chooses between lanes and the loop that decodes one symbol after the other.
/// How large a block is shows at its end only, so blocks are judged by those
/// before them, also by those of the member before.
class lane_choice {
  public:
    /// Where a block's data begin or end: bytes of input and of output.
    struct position {
        std::uint64_t in;
        std::uint64_t out;
    };

    /// True if lanes are to decode the block from its first symbol on.
    [[nodiscard]] bool begin_block(position at, std::size_t input_left,
                                   bool has_fixed_codes) noexcept {
        end_block(at);
        begin_ = at;
        knows_begin_ = true;
        is_fixed_ = has_fixed_codes;
        const bool is_candidate = input_left >= small_block &&
                                  small_blocks_ < most_small_blocks &&
                                  !was_copying_;
        is_probing_ = is_candidate && is_fixed_ && !fixed_are_large_;
        return is_candidate && !is_probing_;
    }

    /// The block that was begun ends here.
    void end_block(position at) noexcept {
        if (!knows_begin_)
            return;
        knows_begin_ = false;
        const std::uint64_t in = at.in - begin_.in;
        const std::uint64_t out = at.out - begin_.out;
        small_blocks_ = in < small_block ? small_blocks_ + 1 : 0;
        was_copying_ = out / copying_ratio > in;
        if (is_fixed_)
            fixed_are_large_ = in >= small_block;
    }

    /// Most encoders use fixed codes for tiny blocks only, some for whole
    /// files. While this is true, no more than `probe_size` bytes of output are
    /// to be decoded at once, and `has_grown` asked.
    bool is_probing() const noexcept { return is_probing_; }
    static constexpr std::size_t probe_size = std::size_t{16} << 10;

    /// True, once, if the block that is probed is large enough for the lanes.
    [[nodiscard]] bool has_grown(position at) noexcept {
        if (!is_probing_ || at.in - begin_.in < small_block)
            return false;
        is_probing_ = false;
        return true;
    }

  private:
    /// Blocks of less input than this do not repay the lanes' tables.
    static constexpr std::uint64_t small_block = 2500;
    /// After so many of them, one after the other, lanes wait for a larger one.
    static constexpr unsigned most_small_blocks = 2;
    /// So many bytes of output for each of input are long matches: their
    /// symbols are decoded while they are copied.
    static constexpr std::uint64_t copying_ratio = 200;

    position begin_{};
    bool knows_begin_ = false;
    bool is_fixed_ = false;
    bool is_probing_ = false;
    // Of the blocks before.
    unsigned small_blocks_ = 0; // one after the other
    bool was_copying_ = false;
    bool fixed_are_large_ = false;
};

} // namespace mgunzip::detail

#endif
