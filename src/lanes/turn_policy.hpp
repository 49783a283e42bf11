// SPDX-License-Identifier: BSL-1.0
// When a helper has the turn at the Huffman stage.
#ifndef MGUNZIP_TURN_POLICY_HPP
#define MGUNZIP_TURN_POLICY_HPP

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace mgunzip::detail {

/// How often the paths of a decoder with a helper ran.
struct turn_counters {
    std::uint64_t turns = 0;
    std::uint64_t batches = 0; ///< of the helper
    std::uint64_t lost_patience = 0;
};

/// What tests change to make rare paths run.
struct turn_tuning {
    /// The helper gets the turn if there is so much input, in bytes.
    std::size_t least_input = std::size_t{256} << 10;
    /// Turns of fewer batches were not worth waking the helper.
    std::uint32_t long_turn = 8;
    /// In rounds; a round takes some 20 to 50 us.
    std::uint32_t longest_pause = 8192;
    /// See batch_ring::set_patience.
    std::chrono::microseconds patience{500};
    /// Where to count; null: nowhere.
    turn_counters* counters = nullptr;
};

/// Decides when to give the turn. Where it was not worth its cost, as the
/// helper returned it soon or had no processor to run on, the next one comes
/// later and later.
class turn_policy {
  public:
    explicit turn_policy(const turn_tuning& tuning) noexcept
        : tuning_(tuning) {}

    /// After each round of the owner; true if the helper is to do the next.
    [[nodiscard]] bool is_time(std::size_t input_left) noexcept {
        if (input_left < tuning_.least_input)
            return false;
        if (rounds_left_ == 0)
            return true;
        --rounds_left_;
        return false;
    }

    /// A turn has ended after so many batches.
    void end_turn(std::uint32_t batches, bool has_lost_patience) noexcept {
        if (tuning_.counters != nullptr) {
            ++tuning_.counters->turns;
            tuning_.counters->batches += batches;
            tuning_.counters->lost_patience += has_lost_patience;
        }
        if (has_lost_patience)
            pause_ = std::min(pause_ * 8, tuning_.longest_pause);
        else if (batches < tuning_.long_turn)
            pause_ = std::min(pause_ * 2, tuning_.longest_pause);
        else
            pause_ = std::min(1u, tuning_.longest_pause);
        rounds_left_ = pause_;
    }

  private:
    turn_tuning tuning_;
    std::uint32_t pause_ = 1;
    std::uint32_t rounds_left_ = 0;
};

} // namespace mgunzip::detail

#endif
