// SPDX-License-Identifier: BSL-1.0
// Decodes several whole members at once, where that is possible and pays.
#ifndef MGUNZIP_MEMBER_RUNNER_HPP
#define MGUNZIP_MEMBER_RUNNER_HPP

#include "gzip/member_schedule.hpp"
#include "inflate/stream_runner.hpp"

#include <mgunzip/block_counts.hpp>
#include <mgunzip/buffers.hpp>
#include <mgunzip/inflate.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace mgunzip::detail {

/// Members that were decoded and verified.
struct finished_members {
    std::size_t count = 0;
    std::size_t input = 0; ///< bytes
    std::size_t output = 0;
    block_counts blocks{};

    // Of the last one.
    const std::uint8_t* begin = nullptr;
    std::size_t header_size = 0;
    std::size_t data_size = 0; ///< of its output
    std::uint32_t data_crc = 0;
};

/// Takes on members that say how long they are, as those of BGZF do, and are in
/// memory as a whole. It reports no errors: where something is wrong with a
/// member it ends in front of it.
class member_runner {
  public:
    explicit member_runner(const stream_tuning& tuning = {}) noexcept
        : tuning_(tuning) {}

    /// True if there are members from `in.next` on to be decoded at once, and
    /// room for them. `offset` is where `in` is in the file.
    [[nodiscard]] bool has_work(const input_cursor& in,
                                const output_window& out,
                                std::uint64_t offset) noexcept;

    /// Only then: decodes them to `out.next` and on, and returns what was done;
    /// it may be nothing. May write to all of `out`, and no further. `other`
    /// decodes what lanes do not; it is reset.
    [[nodiscard]] finished_members run(const input_cursor& in,
                                       const output_window& out,
                                       std::uint64_t offset,
                                       inflater& other) noexcept;

    /// Another file begins. Keeps the memory.
    void reset() noexcept;

  private:
    struct workplace {
        member_schedule schedule;
        stream_runner streams;

        explicit workplace(const stream_tuning& tuning) noexcept
            : streams(tuning) {}
    };

    bool has_workplace() noexcept;
    void note_outcome(std::size_t planned, const finished_members& done,
                      std::uint64_t offset) noexcept;

    stream_tuning tuning_;
    /// Made when there is work; without memory there is none.
    std::unique_ptr<workplace> workplace_;
    unsigned failures_ = 0;           ///< lately
    std::uint64_t resume_offset_ = 0; ///< none before
};

} // namespace mgunzip::detail

#endif
