// SPDX-License-Identifier: BSL-1.0
// Where decoded bytes go: the interface of all kinds of output.
#ifndef MGUNZIP_IO_SINK_HPP
#define MGUNZIP_IO_SINK_HPP

#include "io/page_way.hpp"

#include <mgunzip/buffers.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <system_error>

namespace mgunzip::io {

/// A sink owns memory that the decoder writes into. The cycle is: decode into
/// `window()`, whose `next` the decoder moves; `commit`; again. In front of
/// `window().next` the last 32 KiB of what was committed stay readable.
///
/// After an error only `committed` and the destructor may be used.
class sink {
  public:
    sink() = default;
    sink(const sink&) = delete;
    sink& operator=(const sink&) = delete;
    virtual ~sink() = default;

    output_window& window() noexcept { return window_; }
    const output_window& window() const noexcept { return window_; }

    /// Takes the bytes in front of `window().next` that were not committed
    /// yet, and makes room: afterwards `next < goal <= end`. `next` and what
    /// it points into may have moved.
    [[nodiscard]] virtual std::error_code commit() = 0;

    /// Commits and makes everything arrive: the last, short write; a file cut
    /// to its size. To be called at the end of the data, and also after damage,
    /// when what was decoded before it shall be kept.
    [[nodiscard]] virtual std::error_code finish() = 0;

    /// For output that is decoded at several places at once. Makes at least
    /// `wanted` bytes of room in the window, if it can, without moving anything
    /// of it: `goal` and `end` alone change. False if the window is of no use
    /// for that: `append` takes it then.
    [[nodiscard]] virtual bool make_room(std::size_t /*wanted*/) noexcept {
        return false;
    }

    /// Where `make_room` is true: takes bytes as `commit` does, but moves
    /// nothing and makes no room.
    [[nodiscard]] virtual std::error_code commit_in_place() { return commit(); }

    /// Takes `size` bytes that are not in the window. Then there is no history
    /// any more (see `set_history`). `append_headroom` bytes in front of them
    /// may be overwritten.
    [[nodiscard]] virtual std::error_code append(std::uint8_t* data,
                                                 std::size_t size);
    static constexpr std::size_t append_headroom = std::size_t{32} * 1024;

    /// Where matches may refer to what `append` has taken: `history`, at most
    /// 32 KiB, is the last output, and is to be in front of the window. If
    /// nothing was appended since the last call, it is there.
    virtual void
    set_history(std::span<const std::uint8_t> /*history*/) noexcept {}

    /// False if output is only counted: `append` does not look at it.
    virtual bool keeps_output() const noexcept { return true; }

    /// Bytes taken by `commit` and `finish` so far.
    virtual std::uint64_t committed() const noexcept = 0;

    /// True if the window is a mapping of the output file.
    virtual bool is_mapped() const noexcept { return false; }

    /// True if bytes that were decoded, and are read again as history and for
    /// checks, may not be what they were.
    virtual bool has_lost() const noexcept { return false; }

    /// How the pages of the mapping came; none before all is finished, and if
    /// nothing was mapped.
    virtual std::optional<page_supply> pages() const noexcept {
        return std::nullopt;
    }

    /// For another thread that has time, at any time while the sink is there:
    /// does a piece of what will be needed later. False if there is nothing.
    virtual bool work_ahead() noexcept { return false; }

  protected:
    output_window window_{};
};

} // namespace mgunzip::io

#endif
