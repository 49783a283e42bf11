// SPDX-License-Identifier: BSL-1.0
// Cuts the input and output of a decoder into pieces, each in memory of exactly
// its size, and checks what the decoder promises about them.
#ifndef MGUNZIP_TEST_RUN_SIZES_HPP
#define MGUNZIP_TEST_RUN_SIZES_HPP

#include "support/decode_result.hpp"

#include <mgunzip/buffers.hpp>

#include <algorithm>
#include <cstring>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>

namespace mgunzip::test {

/// Gives the size of the next piece or window.
using size_source = std::function<std::size_t()>;

inline std::size_t everything() {
    return std::numeric_limits<std::size_t>::max();
}
inline size_source always(std::size_t size) {
    return [size] { return size; };
}

/// Whether a second thread helps.
enum class helped : std::uint8_t { never, always, now_and_then };

/// How input and output are cut. Goals are at least 1.
struct run_sizes {
    size_source piece = everything;                  ///< bytes of input
    size_source goal = always(std::size_t{1} << 16); ///< `next` to `goal`
    std::size_t margin = 512;                        ///< `goal` to `end`
    helped help = helped::never;
    /// Whether whole members may be decoded at once. Only the header of the
    /// last one is known then.
    bool at_once = false;
};

/// Throws std::logic_error if a decoder does not keep its word.
inline void promise(bool is_kept, const char* what) {
    if (!is_kept)
        throw std::logic_error(std::string("broken promise: ") + what);
}

/// The input, piece by piece.
class piece_feeder {
  public:
    piece_feeder(std::span<const std::uint8_t> input, size_source size)
        : input_(input), size_(std::move(size)) {
        next_piece();
    }

    bool is_at_end() const { return given_ == input_.size(); }
    bool is_used_up() const { return used_ == piece_size_; }
    std::uint64_t consumed() const { return given_ - piece_size_ + used_; }

    void next_piece() {
        const auto rest = input_.subspan(given_);
        piece_size_ = std::min(size_(), rest.size());
        piece_.reset(new std::uint8_t[piece_size_]);
        std::copy_n(rest.begin(), piece_size_, piece_.get());
        given_ += piece_size_;
        used_ = 0;
    }

    input_cursor cursor() const {
        return {piece_.get() + used_, piece_.get() + piece_size_};
    }

    void take(const input_cursor& in) {
        promise(in.end == piece_.get() + piece_size_, "`in.end` stays");
        promise(in.next >= piece_.get() + used_ && in.next <= in.end,
                "`in.next` goes on");
        used_ = static_cast<std::size_t>(in.next - piece_.get());
    }

  private:
    std::span<const std::uint8_t> input_;
    size_source size_;
    std::unique_ptr<std::uint8_t[]> piece_;
    std::size_t piece_size_ = 0;
    std::size_t given_ = 0; // bytes of input in all pieces so far
    std::size_t used_ = 0;  // bytes of the piece
};

/// A window, for as many calls as it takes until its goal is reached.
class exact_window {
  public:
    /// `output` is what came so far; its last `history` bytes, at most 32 KiB,
    /// will be in front of the window.
    exact_window(const bytes& output, std::uint64_t history, std::size_t goal,
                 std::size_t margin) {
        const auto size = static_cast<std::ptrdiff_t>(
            std::min<std::uint64_t>(history, history_size));
        const std::size_t room = goal + margin;
        memory_.reset(new std::uint8_t[static_cast<std::size_t>(size) + room]);
        std::uint8_t* const begin = memory_.get() + size;
        // AddressSanitizer's memmove, which std::copy calls, goes byte by byte.
        // There are as many copies as windows.
        if (size != 0)
            std::memcpy(memory_.get(), &*(output.end() - size),
                        static_cast<std::size_t>(size));
        window_ = {begin, begin + goal, begin + room};
    }

    output_window window() const { return window_; }
    bool is_goal_reached() const { return window_.next >= window_.goal; }

    /// Appends what was written to `output`; returns its size.
    std::size_t take(const output_window& out, bytes& output) {
        promise(out.goal == window_.goal && out.end == window_.end,
                "`goal` and `end` stay");
        promise(out.next >= window_.next && out.next <= out.end,
                "`out.next` stays in the window");
        output.insert(output.end(), window_.next, out.next);
        const auto size = static_cast<std::size_t>(out.next - window_.next);
        window_.next = out.next;
        return size;
    }

  private:
    std::unique_ptr<std::uint8_t[]> memory_;
    output_window window_;
};

} // namespace mgunzip::test

#endif
