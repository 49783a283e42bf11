// SPDX-License-Identifier: BSL-1.0
// Estimates the size of the output from what the input says and how it goes.
#include "io/size_estimator.hpp"

#include <mgunzip/decompress.hpp>

#include <algorithm>

namespace mgunzip::io {
namespace {

// How far ahead of the decoder the members of a BGZF file are added up. These
// pages are being read from the disk already.
constexpr std::uint64_t bgzf_walk_ahead = 4 * 1024 * 1024;

// `part` of the output for `consumed` of the input, for all of `input`.
std::uint64_t scale(std::uint64_t input, std::uint64_t part,
                    std::uint64_t consumed) noexcept {
    return static_cast<std::uint64_t>(static_cast<double>(part) /
                                      static_cast<double>(consumed) *
                                      static_cast<double>(input));
}

} // namespace

size_estimator::size_estimator(const source& input,
                               std::uint64_t most_output) noexcept
    : input_(input), most_output_(most_output) {
    const auto whole = input.whole();
    if (!whole) {
        const input_extent known = input.extent();
        input_size_ = known.input;
        hint_ = known.output;
        return;
    }
    input_size_ = whole->size();
    update(0, 0);
    if (bgzf_.output_size() > 0)
        hint_ = remaining();
    else if (input.is_end_readable())
        hint_ = output_size_hint({whole->next, whole->end});
}

void size_estimator::update(std::uint64_t consumed,
                            std::uint64_t produced) noexcept {
    consumed_ = consumed;
    produced_ = produced;
    if (bgzf_.has_ended())
        return;
    if (const auto whole = input_.whole())
        bgzf_.walk(*whole, consumed + bgzf_walk_ahead);
}

std::uint64_t size_estimator::remaining() const noexcept {
    const std::uint64_t bound =
        std::min(input_left() * max_expansion,
                 most_output_ > produced_ ? most_output_ - produced_ : 0);
    const std::uint64_t by_ratio = remaining_by_ratio();
    if (bgzf_.output_size() > produced_)
        return std::min(bound, by_ratio);
    const std::uint64_t by_hint = hint_ > produced_ ? hint_ - produced_ : 0;
    // The hint is exact when it is right. It counts until what has been seen
    // speaks against it.
    const bool is_plausible =
        consumed_ == 0 || (by_hint / 2 <= by_ratio && by_ratio / 2 <= by_hint);
    return std::min(bound, is_plausible ? by_hint : by_ratio);
}

std::uint64_t size_estimator::input_left() const noexcept {
    return input_size_ > consumed_ ? input_size_ - consumed_ : 0;
}

// What was added up ahead counts as it is, and the rest as what is known.
std::uint64_t size_estimator::remaining_by_ratio() const noexcept {
    if (bgzf_.output_size() > produced_) {
        const std::uint64_t walked = std::min(bgzf_.input_size(), input_size_);
        return bgzf_.output_size() - produced_ +
               scale(input_size_ - walked, bgzf_.output_size(),
                     bgzf_.input_size());
    }
    return consumed_ > 0 ? scale(input_left(), produced_, consumed_) : 0;
}

} // namespace mgunzip::io
