// SPDX-License-Identifier: BSL-1.0
// Finds where a part of the output begins or ends.
#ifndef MGUNZIP_BORDER_FINDER_HPP
#define MGUNZIP_BORDER_FINDER_HPP

#include "newlines.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

namespace mgunzip::detail {

/// A place in the output: behind so many newlines that stand at byte `at` or
/// behind it; without newlines, `at` itself.
struct output_border {
    std::uint64_t at = 0;
    std::uint64_t lines = 0;

    friend bool operator==(const output_border&,
                           const output_border&) = default;
};

/// Looks at the output in its order. Positions are in bytes, from the first
/// byte of the output of all members.
class border_finder {
  public:
    /// `position`, at most `border.at`, is that of the first byte looked at.
    border_finder(const output_border& border, std::uint64_t position) noexcept
        : border_(border), position_(position), lines_left_(border.lines) {
        look({});
    }

    /// Looks at what follows. Where the border was found before, it stays.
    void look(std::span<const std::uint8_t> bytes) noexcept {
        const std::uint64_t end = position_ + bytes.size();
        if (!found_ && end >= border_.at)
            look_behind(bytes.subspan(static_cast<std::size_t>(
                border_.at > position_ ? border_.at - position_ : 0)));
        position_ = end;
    }

    /// The border, once it was found.
    std::optional<std::uint64_t> found() const noexcept { return found_; }

    /// Newlines that are still to come.
    std::uint64_t lines_left() const noexcept { return lines_left_; }

  private:
    // `bytes` begin at `border_.at`, or behind it.
    void look_behind(std::span<const std::uint8_t> bytes) noexcept {
        std::uint64_t at = std::max(position_, border_.at);
        // Counting is faster than going from one to the next.
        constexpr std::size_t step = std::size_t{4} << 10;
        while (lines_left_ != 0 && !bytes.empty()) {
            const auto next = bytes.first(std::min(step, bytes.size()));
            const std::uint64_t lines = count_newlines(next);
            if (lines >= lines_left_) {
                at += go_to_last(next);
                break;
            }
            lines_left_ -= lines;
            at += next.size();
            bytes = bytes.subspan(next.size());
        }
        if (lines_left_ == 0)
            found_ = at;
    }

    // Behind the last newline that is wanted, which is one of these bytes.
    std::size_t go_to_last(std::span<const std::uint8_t> bytes) noexcept {
        const std::uint8_t* at = bytes.data();
        for (; lines_left_ != 0; --lines_left_)
            at = std::find(at, bytes.data() + bytes.size(), '\n') + 1;
        return static_cast<std::size_t>(at - bytes.data());
    }

    output_border border_;
    std::uint64_t position_;
    std::uint64_t lines_left_;
    std::optional<std::uint64_t> found_{};
};

} // namespace mgunzip::detail

#endif
