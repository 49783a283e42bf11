// SPDX-License-Identifier: BSL-1.0
// Runs an inflater over a stream, in pieces and windows of any size, and checks
// that it keeps its promises about them.
#include "inflate_runner.hpp"

#include <mgunzip/inflate.hpp>
#include <mgunzip/kernel.hpp>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace mgunzip::test {
namespace {

void promise(bool is_kept, const char* what) {
    if (!is_kept)
        throw std::logic_error(std::string("broken promise: ") + what);
}

class runner {
  public:
    runner(std::span<const std::uint8_t> input, const run_sizes& sizes)
        : input_(input), sizes_(sizes) {
        next_piece();
    }

    decode_result run() {
        for (;;) {
            switch (run_once()) {
            case inflate_status::need_input:
                promise(piece_used_ == piece_.size(), "input is used up");
                if (given_ == input_.size()) {
                    promise(inflater_.error() == errc::ok, "no error yet");
                    return finish(errc::truncated_input, input_.size());
                }
                next_piece();
                break;
            case inflate_status::need_output:
                promise(progress_ > 0, "a window is used before it is full");
                break;
            case inflate_status::end_of_stream:
                promise(inflater_.error() == errc::ok, "no error at the end");
                check_repetition(inflate_status::end_of_stream);
                return finish(errc::ok, 0);
            case inflate_status::error:
                const errc error = inflater_.error();
                const std::uint64_t offset = inflater_.error_offset();
                promise(error != errc::ok, "an error has a code");
                check_repetition(inflate_status::error);
                promise(inflater_.error() == error &&
                            inflater_.error_offset() == offset,
                        "the error stays the same");
                return finish(error, offset);
            }
        }
    }

  private:
    void next_piece() {
        const std::size_t size =
            std::min(sizes_.piece(), input_.size() - given_);
        const auto part = input_.subspan(given_, size);
        piece_.assign(part.begin(), part.end());
        piece_.shrink_to_fit();
        given_ += size;
        piece_used_ = 0;
    }

    inflate_status run_once() {
        bytes& output = result_.output;
        const std::size_t history = std::min(output.size(), history_size);
        const std::size_t goal = sizes_.goal();
        const std::size_t size = history + goal + sizes_.margin;
        const auto memory = std::make_unique<std::uint8_t[]>(size);
        std::copy(output.end() - static_cast<std::ptrdiff_t>(history),
                  output.end(), memory.get());

        input_cursor in{piece_.data() + piece_used_,
                        piece_.data() + piece_.size()};
        const input_cursor given = in;
        std::uint8_t* const begin = memory.get() + history;
        output_window out{begin, begin + goal, memory.get() + size};
        const inflate_status status = inflater_.run(in, out);

        promise(in.end == given.end && out.goal == begin + goal &&
                    out.end == memory.get() + size,
                "only `next` moves");
        promise(out.next >= begin && out.next <= out.end, "`next` in window");
        promise(status != inflate_status::need_output || out.next >= out.goal,
                "the goal is reached");
        progress_ = static_cast<std::size_t>(out.next - begin);
        output.insert(output.end(), begin, out.next);
        promise(inflater_.produced() == output.size(), "produced() is right");
        if (status != inflate_status::error) {
            promise(in.next >= given.next && in.next <= given.end,
                    "`next` in input");
            piece_used_ = static_cast<std::size_t>(in.next - piece_.data());
        }
        return status;
    }

    void check_repetition(inflate_status status) {
        const std::size_t used = piece_used_;
        promise(run_once() == status, "the last status is repeated");
        promise(progress_ == 0 && piece_used_ == used, "the end is the end");
    }

    decode_result finish(errc error, std::uint64_t offset) {
        result_.error = error;
        result_.offset = offset;
        result_.consumed = given_ - piece_.size() + piece_used_;
        return std::move(result_);
    }

    std::span<const std::uint8_t> input_;
    const run_sizes& sizes_;
    inflater inflater_;
    decode_result result_;
    bytes piece_;
    std::size_t given_ = 0;      // bytes of input in pieces so far
    std::size_t piece_used_ = 0; // of the current piece
    std::size_t progress_ = 0;   // output of the last call
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
