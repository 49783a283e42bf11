// SPDX-License-Identifier: BSL-1.0
// Output that is looked at and then forgotten, but for what matches refer to.
#ifndef MGUNZIP_SLIDING_OUTPUT_HPP
#define MGUNZIP_SLIDING_OUTPUT_HPP

#include <mgunzip/buffers.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace mgunzip::detail {

/// A decoder's window into memory of its own. The last 32 KiB of the output are
/// always in front of it.
class sliding_output {
  public:
    /// May throw std::bad_alloc.
    sliding_output() : memory_(history_size + room + window_margin) {
        rewind();
    }
    sliding_output(const sliding_output&) = delete;
    sliding_output& operator=(const sliding_output&) = delete;
    sliding_output(sliding_output&&) noexcept = default;
    sliding_output& operator=(sliding_output&&) noexcept = default;

    output_window window{};

    /// What was written since the last call.
    std::span<const std::uint8_t> take() noexcept {
        const std::span<const std::uint8_t> taken(taken_, window.next);
        taken_ = window.next;
        return taken;
    }

    /// After all was taken: the decoder may write up to `most` bytes more, or
    /// as much as is read back from the cache.
    void make_room(std::uint64_t most = step) noexcept {
        if (static_cast<std::size_t>(memory_.data() + memory_.size() -
                                     window.next) < step + window_margin) {
            std::memmove(memory_.data(), window.next - history_size,
                         history_size);
            rewind();
        }
        window.goal = window.next + std::min<std::uint64_t>(most, step);
    }

    /// Forgets all; `history`, at most 32 KiB, is the output in front of what
    /// comes next.
    void begin(std::span<const std::uint8_t> history) noexcept {
        rewind();
        if (!history.empty())
            std::memmove(window.next - history.size(), history.data(),
                         history.size());
    }

  private:
    static constexpr std::size_t step = std::size_t{128} << 10;
    static constexpr std::size_t room = 4 * step;

    void rewind() noexcept {
        std::uint8_t* const begin = memory_.data() + history_size;
        window = {begin, begin + step, memory_.data() + memory_.size()};
        taken_ = begin;
    }

    std::vector<std::uint8_t> memory_;
    const std::uint8_t* taken_ = nullptr;
};

} // namespace mgunzip::detail

#endif
