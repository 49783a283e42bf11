// SPDX-License-Identifier: BSL-1.0
// Output of data that are in memory as a whole: a buffer, or what grows.
#ifndef MGUNZIP_WHOLE_OUTPUT_HPP
#define MGUNZIP_WHOLE_OUTPUT_HPP

#include <mgunzip/buffers.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <new>
#include <span>
#include <system_error>

namespace mgunzip::detail {

/// How far decoding has come.
struct progress {
    std::size_t produced;
    std::uint64_t consumed;
    std::uint64_t members;
};

// The decoder comes back after so many bytes of output, and the CRC-32 finds
// them in the cache.
inline constexpr std::size_t goal_step = std::size_t{128} * 1024;

// Where there are many members, more may follow that are decoded at once: a
// vector is made so much larger for them.
inline constexpr std::uint64_t many_members = 4;
inline constexpr std::size_t members_step = std::size_t{2} << 20;

// The caller's buffer. Its first window is empty, so that it is of the same
// form as that of a vector that has no memory yet.
class fixed_output {
  public:
    explicit fixed_output(std::span<std::uint8_t> buffer) noexcept
        : window{buffer.data(), buffer.data(), buffer.data() + buffer.size()} {}

    std::error_code extend(const progress&) noexcept {
        if (window.goal == window.end)
            return make_error_code(std::errc::no_buffer_space);
        const auto left = static_cast<std::size_t>(window.end - window.next);
        window.goal = window.next + std::min(left, goal_step);
        return {};
    }

    output_window window;
};

// A vector or a string. Memory is reserved for all that is expected, but its
// size goes up step by step: the zeros that it must be filled with are then
// written to the cache, where output soon replaces them.
template <typename Container>
class growing_output {
  public:
    /// `first_guess` may be wrong in any way.
    growing_output(std::size_t in_size, std::uint64_t first_guess,
                   Container& to, std::size_t limit) noexcept
        : in_size_(in_size), first_guess_(first_guess), out_(to), limit_(limit),
          first_capacity_(to.capacity()) {
        out_.clear();
    }

    std::error_code extend(const progress& so_far) noexcept {
        if (window.goal == window.end && out_.size() == limit_)
            return make_error_code(std::errc::no_buffer_space);
        const std::size_t produced = so_far.produced;
        if (out_.capacity() < limit_ &&
            out_.capacity() - produced <= window_margin &&
            !reserve(produced, expected_size(so_far)))
            return make_error_code(std::errc::not_enough_memory);
        const std::size_t most = std::min(out_.capacity(), limit_);
        const std::size_t step =
            so_far.members < many_members ? goal_step : members_step;
        const std::size_t size =
            produced + std::min(most - produced, step + window_margin);
        out_.resize(size);
        auto* const begin = reinterpret_cast<std::uint8_t*>(out_.data());
        std::size_t to_goal = size - produced;
        if (size < limit_)
            to_goal -= window_margin;
        window = {begin + produced,
                  begin + produced + std::min(to_goal, goal_step),
                  begin + size};
        return {};
    }

    // Cuts off what was not written to, and gives back what a wrong guess has
    // had reserved in vain.
    void finish(std::size_t produced) noexcept {
        out_.resize(produced);
        const std::size_t capacity = out_.capacity();
        if (capacity > first_capacity_ &&
            capacity / 2 > produced + window_margin)
            out_.shrink_to_fit();
    }

    output_window window{};

  private:
    // By the guess at first, and then by what came of the input so far. An
    // eighth is added to the latter: too much reserved costs nothing, too
    // little a copy of everything.
    std::uint64_t expected_size(const progress& so_far) const noexcept {
        const std::uint64_t bound = in_size_ * max_expansion;
        if (so_far.produced == 0)
            return std::max<std::uint64_t>(first_guess_, in_size_);
        const auto by_ratio = static_cast<std::uint64_t>(
            1.125 * static_cast<double>(so_far.produced) /
            static_cast<double>(so_far.consumed) *
            static_cast<double>(in_size_));
        return std::min(bound,
                        std::max<std::uint64_t>(by_ratio, 2 * out_.capacity()));
    }

    // Where memory is scarce less will do, but not so little that the vector
    // would be copied over and over.
    bool reserve(std::size_t produced, std::uint64_t expected) noexcept {
        const auto wanted = static_cast<std::size_t>(
            std::min<std::uint64_t>(expected + window_margin, limit_));
        std::size_t more =
            std::min(std::max(wanted, produced + 2 * window_margin) - produced,
                     limit_ - produced);
        const std::size_t least =
            std::min(more, std::max(2 * window_margin, produced / 8));
        for (; more >= least; more /= 2) {
            try {
                out_.reserve(produced + more);
                return true;
            } catch (const std::exception&) {
                // bad_alloc or length_error
            }
        }
        return false;
    }

    std::size_t in_size_;
    std::uint64_t first_guess_;
    Container& out_;
    std::size_t limit_;
    std::size_t first_capacity_;
};

/// Calls `decode` with a new decoder. Without memory for that, the result has
/// this error.
template <typename Result, typename Decoder, typename Decode>
Result with_new(Decode decode) noexcept {
    try {
        Decoder decoder;
        return decode(decoder);
    } catch (const std::bad_alloc&) {
        return {.error = std::make_error_code(std::errc::not_enough_memory)};
    }
}

} // namespace mgunzip::detail

#endif
