// SPDX-License-Identifier: BSL-1.0
// Runs an inflater that begins in the middle of a stream and stops at blocks,
// in pieces and windows of any size.
#include "support/block_runner.hpp"

#include "support/helping_thread.hpp"
#include "support/with_tuning.hpp"

#include <mgunzip/inflate.hpp>

namespace mgunzip::test {

stopped_result run_with_stops(std::span<const std::uint8_t> input, unsigned bit,
                              const bytes& history, const run_sizes& sizes,
                              next_stop* next) {
    inflater decoder(tuning_in_use());
    helping_thread<inflater> helper(decoder, sizes.help);
    piece_feeder feeder(input, sizes.piece);
    bytes output = history;
    const auto next_window = [&] {
        return exact_window(output, output.size(), sizes.goal(), sizes.margin);
    };
    exact_window window = next_window();
    stopped_result result;
    const auto finish = [&](errc error, std::uint64_t offset) {
        result.decoded.output = {
            output.begin() + static_cast<std::ptrdiff_t>(history.size()),
            output.end()};
        result.decoded.error = error;
        result.decoded.offset = offset;
        result.decoded.consumed = feeder.consumed();
        return result;
    };
    decoder.begin_at(bit, history.size());
    if (next != nullptr)
        decoder.stop_at_block(next(0));
    for (;;) {
        input_cursor in = feeder.cursor();
        output_window out = window.window();
        helper.come_or_go();
        const inflate_status status = decoder.run(in, out);
        window.take(out, output);
        promise(decoder.produced() == output.size() - history.size(),
                "produced() counts from the place where it began");
        if (status != inflate_status::error)
            feeder.take(in);
        switch (status) {
        case inflate_status::need_input:
            promise(feeder.is_used_up(), "the input is used up");
            if (feeder.is_at_end())
                return finish(errc::truncated_input, input.size());
            feeder.next_piece();
            break;
        case inflate_status::need_output:
            promise(window.is_goal_reached(), "the goal is reached");
            window = next_window();
            break;
        case inflate_status::block_begin:
            result.stops.push_back({decoder.block_bit(), decoder.produced()});
            decoder.stop_at_block(next(decoder.produced()));
            break;
        case inflate_status::end_of_stream:
        case inflate_status::error:
            return finish(decoder.error(), decoder.error_offset());
        }
    }
}

std::vector<block_place> expected_stops(const std::vector<block_place>& blocks,
                                        next_stop* next) {
    std::vector<block_place> stops;
    std::uint64_t stop_at = next(0);
    for (const block_place& block : blocks)
        if (block.produced >= stop_at) {
            stops.push_back(block);
            stop_at = next(block.produced);
        }
    return stops;
}

} // namespace mgunzip::test
