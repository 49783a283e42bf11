// SPDX-License-Identifier: BSL-1.0
// How far the work on all files has got.
#include "cli/run_progress.hpp"

#include <algorithm>
#include <new>

namespace mgunzip::cli {
namespace {

// More files are not looked at: it would take too long.
constexpr std::size_t most_looked_at = 100'000;

} // namespace

void run_progress::opened(std::uint64_t number,
                          std::optional<std::uint64_t> size) noexcept {
    if (!size)
        is_size_known_ = false;
    else if (number <= looked_from_)
        opened_size_ += *size;
}

std::optional<double> run_progress::share() noexcept {
    if (looked_from_ == ~std::uint64_t{0})
        look_at_rest();
    const std::uint64_t size = opened_size_ + rest_size_;
    if (!is_size_known_ || size == 0)
        return std::nullopt;
    // Files change, and some are not what they seemed to be.
    return std::min(static_cast<double>(used_) / static_cast<double>(size),
                    1.0);
}

void run_progress::look_at_rest() noexcept {
    const std::uint64_t from =
        std::min<std::uint64_t>(begun_, operands_.size());
    looked_from_ = from;
    if (operands_.size() - from > most_looked_at) {
        is_size_known_ = false;
        return;
    }
    try {
        for (std::size_t i = from; i < operands_.size(); ++i) {
            const auto size = input_size_of(operands_[i], wanted_);
            if (!size)
                is_size_known_ = false;
            rest_size_ += size.value_or(0);
        }
    } catch (const std::bad_alloc&) {
        is_size_known_ = false;
    }
}

} // namespace mgunzip::cli
