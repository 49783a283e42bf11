// SPDX-License-Identifier: BSL-1.0
// The lane decoder's two stages, as the block loop sees them.
#ifndef MGUNZIP_LANE_DECODER_HPP
#define MGUNZIP_LANE_DECODER_HPP

#include "huffman/bit_reader.hpp"
#include "huffman/canonical_code.hpp"
#include "lanes/lane_tuning.hpp"
#include "lanes/symbol_batch.hpp"

#include <mgunzip/buffers.hpp>

#include <cstddef>
#include <cstdint>

namespace mgunzip::detail {

/// How a round ended.
enum class round_end : std::uint8_t {
    /// The batch holds everything up to the new position, in the same block.
    in_block,
    /// The batch ends with the block; the position is behind its end.
    end_of_block,
    /// Nothing was decoded, and the position has not moved: too little input is
    /// left, or something is wrong with it. The classic loop has to go on.
    not_decoded,
};

/// Decodes the Huffman codes of a block in several places at once (see
/// doc/decoder.md). Neither stage ever reads at or beyond the end of the input
/// or writes at or beyond the end of the window.
class lane_decoder {
  public:
    lane_decoder() = default;
    lane_decoder(const lane_decoder&) = delete;
    lane_decoder& operator=(const lane_decoder&) = delete;
    /// Not inline: kernels' objects must have no function for others.
    virtual ~lane_decoder();

    /// Begins a block whose two codes were found usable. Returns false if one
    /// loop decodes it faster. `input_left` is in bytes.
    [[nodiscard]] virtual bool begin_block(const code_description& litlen,
                                           const code_description& distance,
                                           std::size_t input_left) noexcept = 0;

    /// The Huffman stage: fills `batch` with the symbols from `at` on, and
    /// moves `at` behind them. `decoded` is the member's output up to `at`: no
    /// distance reaches back further.
    [[nodiscard]] virtual round_end
    decode_round(bit_position& at, const std::uint8_t* in_end,
                 std::uint64_t decoded, symbol_batch& batch) noexcept = 0;

    /// The copy stage: executes the batch until it is done or `out.next` has
    /// reached `out.goal`. Returns true when it is done. It uses nothing of the
    /// object, which another thread may use at the same time.
    [[nodiscard]] virtual bool copy(symbol_batch& batch,
                                    output_window& out) const noexcept = 0;

    /// A block passes that is stored or empty. Where an encoder flushes there
    /// is one, often in equal distances.
    virtual void note_flush() noexcept = 0;

    /// A new stream begins.
    virtual void reset() noexcept = 0;
};

/// Makes a lane decoder; null if there is no memory for it.
using lane_factory = lane_decoder*(const lane_tuning& tuning) noexcept;

namespace lanes_avx512 {
lane_factory create;
}
namespace lanes_avx2 {
lane_factory create;
}
namespace lanes_neon {
lane_factory create;
}

} // namespace mgunzip::detail

#endif
