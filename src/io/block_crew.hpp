// SPDX-License-Identifier: BSL-1.0
// Decodes blocks between the points of an index, by several threads.
#ifndef MGUNZIP_IO_BLOCK_CREW_HPP
#define MGUNZIP_IO_BLOCK_CREW_HPP

#include "gzip/decoder_access.hpp"
#include "gzip/failure_pause.hpp"
#include "index/block_plan.hpp"
#include "index/block_worker.hpp"
#include "io/crew_threads.hpp"
#include "io/sink.hpp"
#include "io/thread_budget.hpp"

#include <mgunzip/gzip.hpp>
#include <mgunzip/index.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace mgunzip::io {

/// Blocks that were decoded, the next ones of the file.
struct decoded_blocks {
    mgunzip::detail::finished_blocks blocks;
    decoded_output output{};
};

/// Takes on what lies between the points of an index. The thread that calls,
/// the owner, decodes as well, and is given the segments in their order; the
/// threads of the crew decode what lies ahead.
///
/// Nothing in the index is believed. A segment is handed out only if all in
/// front of it was decoded, the output there is what the segment was decoded
/// with, and its own end is that which the index names: so it is what one
/// decoder would have made of the same bits. Once something is not so the index
/// is not used any more.
class block_crew {
  public:
    /// The index lives longer; null: there is never anything to do.
    explicit block_crew(
        const gzip_index* index,
        const mgunzip::detail::block_plan_tuning& tuning = {}) noexcept;
    block_crew(const block_crew&) = delete;
    block_crew& operator=(const block_crew&) = delete;
    ~block_crew();

    /// True if the index has segments enough to be worth it for `data`, all of
    /// the file; they stay until the end.
    [[nodiscard]] bool
    has_work(std::span<const std::uint8_t> data) const noexcept;

    /// Takes threads from `threads`, one for each segment that the output may
    /// have. May be called again and again: threads may be free later.
    void reserve(thread_budget& threads) noexcept;

    bool has_threads() const noexcept { return threads_.has_threads(); }

    /// Output in front of the next block at which the decoder has to stop, once
    /// it is at bit `bit` of the file; `never` if there is none.
    std::uint64_t next_stop(std::uint64_t bit) noexcept;

    /// True if a segment begins with the block at bit `bit` behind `output`
    /// bytes of output, where the decoder is.
    [[nodiscard]] bool is_entry(std::uint64_t bit,
                                std::uint64_t output) noexcept;

    /// Begins there. `decoder` is in a member behind the output that the sink
    /// was given last, as far as that member's is in front of the window. From
    /// then on until `end` nobody else uses the window of `to`. Without memory
    /// there is no work.
    void begin(std::span<const std::uint8_t> data, const gzip_decoder& decoder,
               sink& to) noexcept;

    /// Decodes until the next segment is there. It is the owner's until this is
    /// called again, and by then the sink has it. Null: nothing is begun any
    /// more, the sink knows the last output, and what follows is for the
    /// decoder.
    [[nodiscard]] const decoded_blocks* next() noexcept;

    /// Gives up what has not been handed out, if there is anything: the window
    /// is the sink's alone again.
    void end() noexcept;

    /// Ends the threads and gives them back, and the memory.
    void stop() noexcept;

    /// The same if the crew has done nothing for the last 4 MiB of the input,
    /// which is at `offset` now.
    void stop_if_idle(std::uint64_t offset) noexcept;

    /// True if there will be nothing to do any more.
    bool is_over() const noexcept { return is_over_; }
    /// Whether the last work has ended because the window had no more room.
    bool needs_room() const noexcept { return needs_room_; }
    /// Whether any segment was handed out.
    bool has_worked() const noexcept { return has_worked_; }
    /// Whether the file is not as the index says.
    bool was_index_wrong() const noexcept { return was_wrong_; }

  private:
    bool plan_next(mgunzip::detail::scheduled_blocks& segment) noexcept;
    bool place(mgunzip::detail::scheduled_blocks& segment) noexcept;
    bool take_front() noexcept;
    void note_output(std::span<const std::uint8_t> last) noexcept;
    std::span<const std::uint8_t> history() const noexcept {
        return std::span<const std::uint8_t>(history_).last(history_size_);
    }

    const gzip_index* index_;
    std::uint64_t least_segment_;
    mgunzip::detail::block_plan plan_;
    crew_threads<mgunzip::detail::block_worker> threads_;
    /// Members that end soon cost more than they bring.
    mgunzip::detail::failure_pause pause_;
    std::unique_ptr<mgunzip::detail::history_use> use_;
    std::span<const std::uint8_t> data_{};
    const index_point* entry_ = nullptr; ///< where the decoder is to stop
    std::uint64_t offset_ = 0;           ///< of what was handed out

    sink* to_ = nullptr; ///< while there is something begun
    const index_point* planned_ = nullptr;
    std::uint8_t* planned_out_ = nullptr; ///< in the window; null: in buffers
    /// The last output of the member, at the end of the array.
    std::array<std::uint8_t, mgunzip::history_size> history_;
    std::size_t history_size_ = 0;
    decoded_blocks part_;
    bool has_part_ = false; ///< which is not removed yet
    bool is_ending_ = false;
    std::size_t handed_out_ = 0; ///< since it has begun
    bool needs_room_ = false;
    bool has_worked_ = false;
    bool is_over_ = false; ///< for good
    bool was_wrong_ = false;
};

} // namespace mgunzip::io

#endif
