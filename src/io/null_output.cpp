// SPDX-License-Identifier: BSL-1.0
// Output that goes nowhere: for --test.
#include "io/null_output.hpp"

#include <cstddef>
#include <cstring>

namespace mgunzip::io {
namespace {

// The decoder comes back after so much.
constexpr std::size_t step = std::size_t{32} << 10;

// With the history this stays within a second-level cache of 512 KiB, and the
// history is moved once for so much.
constexpr std::size_t usual_size = std::size_t{256} << 10;

// Members that are decoded at once take more room. What nobody writes to is no
// memory.
constexpr std::size_t whole_size = std::size_t{4} << 20;
static_assert(whole_size >= usual_size + step + window_margin);

} // namespace

null_output::null_output()
    : memory_(std::make_unique_for_overwrite<std::uint8_t[]>(history_size +
                                                             whole_size)) {
    window_.next = memory_.get() + history_size;
    window_.end = window_.next + whole_size;
    uncommitted_ = window_.next;
    set_goal();
}

std::error_code null_output::commit() {
    committed_ += static_cast<std::uint64_t>(window_.next - uncommitted_);
    std::uint8_t* const begin = memory_.get() + history_size;
    if (window_.next >= begin + usual_size) {
        std::memcpy(memory_.get(), window_.next - history_size, history_size);
        window_.next = begin;
    }
    uncommitted_ = window_.next;
    set_goal();
    return {};
}

std::error_code null_output::finish() {
    return commit();
}

std::error_code null_output::append(std::uint8_t* /*data*/, std::size_t size) {
    const std::error_code error = commit();
    committed_ += size;
    return error;
}

void null_output::set_history(std::span<const std::uint8_t> history) noexcept {
    if (!history.empty())
        std::memcpy(window_.next - history.size(), history.data(),
                    history.size());
}

void null_output::set_goal() noexcept {
    window_.goal = window_.next + step;
}

} // namespace mgunzip::io
