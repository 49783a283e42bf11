// SPDX-License-Identifier: BSL-1.0
// Runs an inflater over a stream, in pieces and windows of any size, and checks
// that it keeps its promises about them.
#include "support/inflate_runner.hpp"

#include "support/helping_thread.hpp"
#include "support/with_tuning.hpp"

#include <mgunzip/inflate.hpp>
#include <mgunzip/kernel.hpp>

namespace mgunzip::test {
namespace {

class runner {
  public:
    runner(std::span<const std::uint8_t> input, const run_sizes& sizes)
        : feeder_(input, sizes.piece), sizes_(sizes),
          helper_(inflater_, sizes.help) {}

    decode_result run() {
        for (;;) {
            const inflate_status status = run_once();
            promise((status == inflate_status::error) ==
                        (inflater_.error() != errc::ok),
                    "error() goes with the status");
            switch (status) {
            case inflate_status::need_input:
                promise(feeder_.is_used_up(), "the input is used up");
                if (feeder_.is_at_end())
                    return finish(errc::truncated_input, feeder_.consumed());
                feeder_.next_piece();
                break;
            case inflate_status::need_output:
                promise(window_.is_goal_reached(), "the goal is reached");
                window_ = next_window();
                break;
            case inflate_status::block_begin:
                promise(false, "no block was asked for");
                break;
            case inflate_status::end_of_stream:
            case inflate_status::error:
                check_repetition(status);
                return finish(inflater_.error(), inflater_.error_offset());
            }
        }
    }

  private:
    exact_window next_window() const {
        return {result_.output, result_.output.size(), sizes_.goal(),
                sizes_.margin};
    }

    inflate_status run_once() {
        input_cursor in = feeder_.cursor();
        output_window out = window_.window();
        helper_.come_or_go();
        const inflate_status status = inflater_.run(in, out);
        progress_ = window_.take(out, result_.output);
        promise(inflater_.produced() == result_.output.size(),
                "produced() counts the output");
        if (status != inflate_status::error)
            feeder_.take(in);
        return status;
    }

    void check_repetition(inflate_status status) {
        const errc error = inflater_.error();
        const std::uint64_t offset = inflater_.error_offset();
        const std::uint64_t consumed = feeder_.consumed();
        window_ = next_window();
        promise(run_once() == status, "the last status is repeated");
        promise(progress_ == 0 && feeder_.consumed() == consumed,
                "the end is the end");
        promise(inflater_.error() == error &&
                    inflater_.error_offset() == offset,
                "the error stays the same");
    }

    decode_result finish(errc error, std::uint64_t offset) {
        result_.error = error;
        result_.offset = offset;
        result_.consumed = feeder_.consumed();
        return std::move(result_);
    }

    piece_feeder feeder_;
    const run_sizes& sizes_;
    inflater inflater_{tuning_in_use()};
    helping_thread<inflater> helper_;
    decode_result result_;
    exact_window window_ = next_window();
    std::size_t progress_ = 0; // output of the last call
};

} // namespace

decode_result run_inflater(std::span<const std::uint8_t> input,
                           const run_sizes& sizes) {
    return runner(input, sizes).run();
}

std::vector<std::string> supported_inflate_kernels() {
    std::vector<std::string> names;
    for (const kernel_info& kernel : inflate_kernels())
        if (kernel.is_supported)
            names.emplace_back(kernel.name);
    return names;
}

void for_each_inflate_kernel(
    const std::function<void(const std::string& kernel)>& test) {
    std::string selected;
    for (const kernel_info& kernel : inflate_kernels())
        if (kernel.is_selected)
            selected = kernel.name;
    for (const std::string& kernel : supported_inflate_kernels()) {
        if (!select_inflate_kernel(kernel))
            throw std::logic_error("cannot select " + kernel);
        test(kernel);
    }
    if (!select_inflate_kernel(selected))
        throw std::logic_error("cannot select " + selected);
}

} // namespace mgunzip::test
