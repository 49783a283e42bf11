// SPDX-License-Identifier: BSL-1.0
#include "support/lane_driver.hpp"

#include "inflate/block_header.hpp"
#include "inflate/careful_step.hpp"
#include "inflate/copying_state.hpp"
#include "inflate/reading_state.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace mgunzip::test {
namespace {

using detail::inflate_phase;
using detail::round_end;
using detail::step;

constexpr std::size_t margin = window_margin;
// Decoded with care before lanes that have given up begin again.
constexpr unsigned careful_tokens = 4;

class driver {
  public:
    driver(detail::lane_decoder& lanes, const detail::lane_tuning& tuning,
           std::span<const std::uint8_t> input, std::size_t output_size,
           std::size_t window)
        : lanes_(lanes), counters_(*tuning.counters),
          // For the address sanitizer: memory of exactly this size.
          input_(new std::uint8_t[input.size()]),
          output_(new std::uint8_t[output_size + margin]), window_(window) {
        std::ranges::copy(input, input_.get());
        reading_->bits.begin({input_.get(), input_.get() + input.size()});
        copying_.out.next = output_.get();
        copying_.out.end = output_.get() + output_size + margin;
        copying_.out_begin = output_.get();
        lanes_.reset();
    }

    decode_result run() {
        step outcome = step::done;
        while (outcome == step::done &&
               reading_->phase != inflate_phase::finished)
            outcome = advance();
        if (outcome == step::need_output)
            throw std::logic_error("more output than there should be");
        if (outcome == step::done)
            reading_->bits.align();
        if (outcome != step::need_input)
            reading_->bits.give_back();
        decode_result result;
        result.output.assign(output_.get(), copying_.out.next);
        result.consumed =
            static_cast<std::uint64_t>(reading_->bits.end() - input_.get());
        result.error = reading_->error;
        result.offset = reading_->error_offset;
        if (outcome == step::need_input) {
            result.error = errc::truncated_input;
            result.offset = result.consumed;
        }
        return result;
    }

  private:
    step advance() {
        copying_.out.goal = copying_.out.end;
        switch (reading_->phase) {
        case inflate_phase::block_begin:
            begin_block();
            return step::done;
        case inflate_phase::symbols:
            return decode_symbols();
        case inflate_phase::stored_data:
            return copy_stored(*reading_, copying_);
        default:
            return read_block_header(*reading_);
        }
    }

    void begin_block() {
        if (reading_->has_fixed_codes) {
            reading_->tables = &detail::fixed_tables();
        } else {
            build_litlen_table(reading_->codes.litlen, reading_->own_tables);
            build_distance_table(reading_->codes.distance,
                                 reading_->own_tables);
            reading_->tables = &reading_->own_tables;
        }
        reading_->phase = inflate_phase::symbols;
        begin_lanes();
    }

    std::uint64_t times_given_up() const {
        return counters_.given_up + counters_.handed_back;
    }
    void begin_lanes() {
        given_up_before_ = times_given_up();
        careful_left_ = 0;
        uses_lanes_ =
            lanes_.begin_block(reading_->codes.litlen, reading_->codes.distance,
                               reading_->bits.in().size());
    }

    step decode_symbols() {
        reading_->bits.give_back();
        if (times_given_up() != given_up_before_ && careful_left_-- == 0)
            begin_lanes();
        if (uses_lanes_ && reading_->bits.is_within_piece() && decode_round())
            return step::done;
        return decode_token(*reading_, copying_);
    }

    bool decode_round() {
        detail::bit_position at = reading_->bits.position();
        const round_end end = lanes_.decode_round(at, reading_->bits.in().end,
                                                  copying_.produced(), *batch_);
        if (times_given_up() != given_up_before_)
            careful_left_ = careful_tokens;
        if (end == round_end::not_decoded)
            return false;
        reading_->bits.set_position(at);
        if (end == round_end::end_of_block)
            reading_->phase = phase_after_block(*reading_);
        do
            move_goal();
        while (!lanes_.copy(*batch_, copying_.out));
        return true;
    }

    void move_goal() {
        output_window& out = copying_.out;
        if (out.next == out.end)
            throw std::logic_error("more output than there should be");
        out.goal = out.next + std::min(window_, copying_.room());
    }

    detail::lane_decoder& lanes_;
    const detail::lane_counters& counters_;
    std::unique_ptr<std::uint8_t[]> input_;
    std::unique_ptr<std::uint8_t[]> output_;
    std::size_t window_;
    std::unique_ptr<detail::reading_state> reading_ =
        std::make_unique<detail::reading_state>();
    detail::copying_state copying_;
    std::unique_ptr<detail::symbol_batch> batch_ =
        std::make_unique<detail::symbol_batch>();
    std::uint64_t given_up_before_ = 0;
    unsigned careful_left_ = 0;
    bool uses_lanes_ = false;
};

} // namespace

decode_result decode_by_lanes(detail::lane_decoder& lanes,
                              const detail::lane_tuning& tuning,
                              std::span<const std::uint8_t> input,
                              std::size_t output_size, std::size_t window) {
    return driver(lanes, tuning, input, output_size, window).run();
}

} // namespace mgunzip::test
