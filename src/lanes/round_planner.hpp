// SPDX-License-Identifier: BSL-1.0
// How much of a block the lanes decode at once, and from where on.
#ifndef MGUNZIP_ROUND_PLANNER_HPP
#define MGUNZIP_ROUND_PLANNER_HPP

#include "huffman/canonical_code.hpp"
#include "lanes/lane_decoder.hpp"
#include "lanes/lane_tables.hpp"

#include <cstdint>

namespace mgunzip::detail {

/// One round: lane k starts `span` bits behind lane k - 1.
struct round_plan {
    std::uint64_t span;
    /// How far a lane goes on into the span of the next, in bits.
    std::uint64_t overlap;
    /// Steps after which all lanes stop, wherever they are.
    std::uint64_t step_limit;
};

/// Plans rounds. The end of a block is not known before it is found, and what
/// lanes decode behind it is lost; but rounds that are too small lose time
/// where lanes meet.
class round_planner {
  public:
    round_planner(const lane_tuning& tuning, unsigned lanes) noexcept
        : tuning_(tuning), lanes_(lanes) {}

    /// Begins a block. False if its codes are so uniform that lanes would not
    /// be in sync soon enough.
    [[nodiscard]] bool begin_block(const length_counts& litlen) noexcept;

    /// Something ends that was compressed on its own: a member, or what an
    /// encoder flushes. Such pieces are often of equal size.
    void note_flush() noexcept;

    /// By what is known so far. Small blocks do not repay the time that a
    /// 12-bit table takes.
    bool is_large_block() const noexcept;

    /// A round, with `stop` the number of bits that lanes may go from here.
    round_plan plan(const lane_tables& tables,
                    std::uint64_t stop) const noexcept;

    // Kernels call these: a copy with a kernel's instructions must not stand
    // for all, so there is none.
    /// What came of it.
    [[gnu::always_inline]] void add_round(std::uint64_t tokens,
                                          std::uint64_t bits) noexcept {
        now_.tokens += tokens;
        bits_ += bits;
    }
    /// Bytes of the block that were copied to the window.
    [[gnu::always_inline]] void add_output(std::uint64_t bytes) noexcept {
        now_.bytes += bytes;
        piece_bytes_ += bytes;
    }

  private:
    static constexpr std::uint64_t large_block_tokens = 16000;

    struct block_size {
        std::uint64_t tokens = 0;
        std::uint64_t bytes = 0;
    };

    std::uint64_t tokens_left_of_piece() const noexcept;
    std::uint64_t until_round_number() const noexcept;
    std::uint64_t tokens_to_decode() const noexcept;
    float bits_per_token(const lane_tables& tables) const noexcept;

    lane_tuning tuning_;
    unsigned lanes_;
    float tokens_to_sync_ = 0; ///< in the mean
    block_size now_;
    std::uint64_t bits_ = 0;
    block_size last_;               ///< the block before
    unsigned refused_ = 0;          ///< blocks, one after the other
    std::uint64_t full_tokens_ = 0; ///< of the last large block
    std::uint64_t piece_bytes_ = 0;
    std::uint64_t last_piece_bytes_ = 0;
    bool pieces_are_equal_ = false;
    /// The encoder ends blocks where it likes, not only full ones.
    bool splits_pieces_ = false;
};

} // namespace mgunzip::detail

#endif
