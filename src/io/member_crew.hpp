// SPDX-License-Identifier: BSL-1.0
// Decodes members whose places are known, by several threads.
#ifndef MGUNZIP_IO_MEMBER_CREW_HPP
#define MGUNZIP_IO_MEMBER_CREW_HPP

#include "gzip/failure_pause.hpp"
#include "gzip/member_finder.hpp"
#include "gzip/segment_worker.hpp"
#include "io/crew_threads.hpp"
#include "io/segment_buffers.hpp"
#include "io/sink.hpp"
#include "io/thread_budget.hpp"

#include <mgunzip/buffers.hpp>

#include <cstddef>
#include <cstdint>

namespace mgunzip::io {

/// Only tests need others. Sizes are in bytes.
struct crew_tuning {
    mgunzip::detail::stream_tuning streams{};
    /// What one thread decodes between two looks at the schedule: some hundred
    /// microseconds of work.
    std::size_t segment_output = mgunzip::detail::segment_worker::scratch_size;
    /// A thread is taken for no less input than this.
    std::size_t least_input = std::size_t{1} << 20;
    /// Members that do not say how long they are are searched for if there is
    /// at least as much input, and decoded if they have no more output.
    std::size_t least_searched = std::size_t{1} << 20;
    std::uint32_t most_found = std::uint32_t{16} << 20;
};

/// Members that were decoded and verified, the next ones of the file.
struct decoded_part {
    mgunzip::detail::finished_members members;
    decoded_output output{};
};

/// Takes on members that say how long they are, as those of BGZF do, where so
/// many follow each other that it pays, or that seem to be some (see
/// member_finder.hpp). The thread that calls, the owner,
/// plans, decodes as well, and is given the parts in their order; the threads
/// of the crew decode what it has planned.
///
/// Where the sink has room ahead, parts are decoded right into its window, each
/// to its place; otherwise into buffers, of which there are some for each
/// thread. Output that nobody keeps is only checked.
class member_crew {
  public:
    explicit member_crew(const crew_tuning& tuning = {}) noexcept;
    member_crew(const member_crew&) = delete;
    member_crew& operator=(const member_crew&) = delete;
    ~member_crew();

    /// True if members in `in`, where one may begin, are worth it.
    [[nodiscard]] bool has_work(const input_cursor& in,
                                std::uint64_t offset) const noexcept;

    /// True if it has no such work, but members in `in` seem to be worth it.
    /// Only for who has threads: it costs a look at all of these members.
    [[nodiscard]] bool finds_work(const input_cursor& in,
                                  std::uint64_t offset) noexcept;

    bool has_threads() const noexcept { return threads_.has_threads(); }

    /// Takes threads from `threads`, as many as there are, up to what `input`
    /// bytes are worth. They start with the first work. May be called again and
    /// again, at any time: threads may be free later.
    void reserve(thread_budget& threads, std::size_t input) noexcept;

    /// Begins with `in`, if it has work, which is at `offset` of the file, or
    /// seems to have some: then it is `searching`. From then on until `end`
    /// nobody else uses the window of `to`. Without memory there is no work.
    void begin(const input_cursor& in, std::uint64_t offset, sink& to,
               bool searching = false) noexcept;

    /// Decodes until the next part is there. It is the owner's until this is
    /// called again, and by then the sink has it. Null: nothing is begun any
    /// more, and what follows is for somebody else.
    [[nodiscard]] const decoded_part* next() noexcept;

    /// Gives up what has not been handed out, if there is anything: the window
    /// is the sink's alone again.
    void end() noexcept;

    /// Gives the threads back for now. Nothing is begun.
    void rest() noexcept { threads_.rest(); }

    /// Ends the threads and gives them back, and the memory.
    void stop() noexcept;

    /// The same if the crew has done nothing for the last 4 MiB of the input,
    /// which is at `offset` now, or 64 MiB if it rests.
    void stop_if_idle(std::uint64_t offset) noexcept;

  private:
    bool plan_next(mgunzip::detail::scheduled_members& entry) noexcept;
    bool plan_found(mgunzip::detail::member_schedule& members) noexcept;
    std::size_t room_for_next(std::size_t wanted) noexcept;
    bool may_hold(std::size_t size) noexcept;
    std::size_t most_held() const noexcept;
    bool place(mgunzip::detail::scheduled_members& entry) noexcept;
    void take_buffer(mgunzip::detail::scheduled_members& entry) noexcept;
    bool take_front() noexcept;

    crew_tuning tuning_;
    mgunzip::detail::failure_pause pause_;
    mgunzip::detail::member_finder finder_;
    std::uint64_t search_offset_ = 0; ///< no search in front of it
    unsigned vain_searches_ = 0;      ///< lately
    crew_threads<mgunzip::detail::segment_worker> threads_;
    segment_buffers buffers_;

    sink* to_ = nullptr; ///< while there is something begun
    input_cursor planned_in_{};
    std::uint8_t* planned_out_ = nullptr; ///< in the window; null: in buffers
    std::uint64_t offset_ = 0;            ///< of what was handed out
    decoded_part part_;
    bool has_part_ = false; ///< which is not removed yet
    bool has_failed_ = false;
    bool is_searching_ = false;
};

} // namespace mgunzip::io

#endif
