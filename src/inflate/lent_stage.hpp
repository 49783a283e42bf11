// SPDX-License-Identifier: BSL-1.0
// The Huffman stage, which a helper may have for a while.
#ifndef MGUNZIP_LENT_STAGE_HPP
#define MGUNZIP_LENT_STAGE_HPP

#include "inflate/decoder_tuning.hpp"
#include "inflate/huffman_stage.hpp"
#include "lanes/batch_ring.hpp"

#include <mgunzip/block_counts.hpp>
#include <mgunzip/buffers.hpp>
#include <mgunzip/error.hpp>

#include <cstdint>

namespace mgunzip::detail {

/// Owns the Huffman stage and the ring of batches behind it, and lends the
/// stage to a helper, turn by turn. Until all batches of a turn are copied the
/// stage is ahead of the output, so the decoder's owner neither gets at it nor
/// learns of what it has met there.
class lent_stage {
  public:
    explicit lent_stage(const decoder_tuning& tuning) noexcept;

    // The owner.

    /// The batch to be copied next; while the helper has the turn, this waits
    /// for it. Null: there is none, and the stage is the owner's.
    filled_batch* front() noexcept;

    /// Copies `batch`, which `front` returned, as far as `out.goal` allows;
    /// true if that was all of it, which is dropped then.
    [[nodiscard]] bool copy(filled_batch& batch, output_window& out) noexcept;

    /// A new stream begins, in the middle of a byte: only after `reset`.
    void begin_at(unsigned bit) noexcept;

    /// The stage; only after `front` returned null.
    huffman_stage& own() noexcept;

    /// Decodes a round of the block by lanes, if they take it on: it is a batch
    /// then. `produced` is the output so far. Only after `front` returned null.
    /// The helper, if there is one, may have the turn from then on.
    [[nodiscard]] bool run_lanes(std::uint64_t produced) noexcept;

    /// `front`, behind which the stage has done what it can without output if
    /// there would have been none.
    filled_batch* look_ahead(std::uint64_t produced) noexcept;

    /// Begins and ends a call of the decoder: what it is given of the input,
    /// and how far that was used.
    void begin_input(const input_cursor& in) noexcept;
    const std::uint8_t* end_input(step outcome) noexcept;

    /// A new stream begins; `produced` is the output of the last one. Batches
    /// are dropped, and the turn is taken back.
    void reset(std::uint64_t produced) noexcept;

    /// As far as batches were copied.
    block_counts blocks() const noexcept;
    errc error() const noexcept;
    std::uint64_t error_offset() const noexcept;

    /// See `inflater`. `begin_ahead` and `end_ahead` are for the owner.
    [[nodiscard]] bool begin_ahead() noexcept;
    void end_ahead() noexcept;

    // The helper.

    void decode_ahead(const spare_work& spare) noexcept;

  private:
    void publish(std::uint64_t decoded) noexcept;
    void lend(std::uint64_t decoded) noexcept;

    // Whoever has the turn.
    huffman_stage stage_;
    std::uint64_t decoded_ahead_ = 0; // bytes of output; the helper's

    batch_ring ring_;

    // The owner's.
    turn_policy policy_;
    /// Makes the batches; its copy stage uses nothing that a helper changes.
    const lane_decoder* lanes_ = nullptr;
    /// The helper has had the turn, and its batches were not all copied.
    bool is_lent_ = false;
    const std::uint8_t* in_next_ = nullptr; // behind the batches begun
    std::uint32_t batches_of_turn_ = 0;     // copied
    block_counts blocks_before_turn_;
};

} // namespace mgunzip::detail

#endif
