// SPDX-License-Identifier: BSL-1.0
// The first of the decoder's two stages: from bits to batches of symbols.
#ifndef MGUNZIP_HUFFMAN_STAGE_HPP
#define MGUNZIP_HUFFMAN_STAGE_HPP

#include "inflate/inflate_kernels.hpp"
#include "inflate/reading_state.hpp"
#include "lanes/batch_ring.hpp"
#include "lanes/lane_choice.hpp"
#include "lanes/lane_tuning.hpp"

#include <cstdint>
#include <memory>

namespace mgunzip::detail {

/// Reads block headers and has the lanes decode blocks. It has the reading side
/// alone, so a helper may work here while the decoder's owner copies. `decoded`
/// is the member's output up to where this stage is.
class huffman_stage : public reading_state {
  public:
    explicit huffman_stage(const lane_tuning& tuning) noexcept
        : tuning_(tuning) {}

    selected_loops loops = selected_inflate_loops();

    // Made when a block is large enough for it; stays null without memory.
    std::unique_ptr<lane_decoder> lanes;
    lane_choice choice;
    bool uses_lanes = false; ///< in this block

    /// Begins the block whose codes are known; its symbols come next.
    void begin_block(std::uint64_t decoded) noexcept;

    /// Tries lanes for what is left of the block.
    void begin_lanes() noexcept;

    /// A block passes that is stored or empty.
    void skip_block(std::uint64_t decoded) noexcept;

    /// A round of the lanes, if they take it on, into `batch`, which is
    /// free.
    [[nodiscard]] bool decode_round(std::uint64_t decoded,
                                    filled_batch& batch) noexcept;

    /// For a helper: goes on until there is a batch. False if what comes next
    /// is for the owner to do: symbols that the lanes do not take on, stored
    /// data, errors, the end of the input or of the stream.
    [[nodiscard]] bool decode_ahead(std::uint64_t decoded,
                                    filled_batch& batch) noexcept;

    lane_choice::position position(std::uint64_t decoded) const noexcept {
        return {bits.byte_offset(), decoded};
    }

    /// A new stream begins.
    void reset(std::uint64_t decoded) noexcept;

  private:
    bool is_block_empty() noexcept;

    lane_tuning tuning_;
    bool has_tried_lanes_ = false;
};

} // namespace mgunzip::detail

#endif
