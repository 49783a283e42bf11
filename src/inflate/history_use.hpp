// SPDX-License-Identifier: BSL-1.0
// Which bytes of the history the data behind it refer to.
#ifndef MGUNZIP_HISTORY_USE_HPP
#define MGUNZIP_HISTORY_USE_HPP

#include "inflate/reading_state.hpp"
#include "lanes/symbol_batch.hpp"

#include <mgunzip/buffers.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace mgunzip::detail {

/// Goes through tokens without executing them: matches that reach back behind
/// the beginning name all bytes of the history that matter. What they copy can
/// be copied again, but then it is output that is referred to.
class history_use {
  public:
    /// Looks at the blocks from bit `bit` of `in` on, where one begins, up to
    /// 32 KiB of output, behind which no match reaches the history, or to the
    /// end of the stream. False if `in` ends before that, or something in it is
    /// wrong: then nothing is known.
    [[nodiscard]] bool find(std::span<const std::uint8_t> in,
                            unsigned bit) noexcept;

    /// Looks at the symbols of a batch instead, from its first one on. False if
    /// they make less than 32 KiB.
    [[nodiscard]] bool find(const symbol_batch& symbols) noexcept;

    /// For each of the last 32 KiB of output, whether it is referred to.
    std::span<const std::uint8_t, history_size> is_used() const noexcept {
        return is_used_;
    }

  private:
    bool read_header() noexcept;
    bool pass_symbols() noexcept;
    bool pass_match(std::uint32_t length_entry, unsigned length_bits,
                    unsigned prefix_bits) noexcept;
    bool pass_stored() noexcept;
    void note_match(std::size_t distance, std::size_t length) noexcept;

    reading_state reading_;
    std::size_t produced_ = 0;
    std::array<std::uint8_t, history_size> is_used_{};
};

} // namespace mgunzip::detail

#endif
