// SPDX-License-Identifier: BSL-1.0
// Decodes several whole members at once, where that is possible and pays.
#ifndef MGUNZIP_MEMBER_RUNNER_HPP
#define MGUNZIP_MEMBER_RUNNER_HPP

#include "gzip/failure_pause.hpp"
#include "gzip/member_segment.hpp"
#include "inflate/stream_tuning.hpp"

#include <mgunzip/buffers.hpp>
#include <mgunzip/inflate.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace mgunzip::detail {

/// Takes on members that say how long they are, as those of BGZF do, and are in
/// memory as a whole. It reports no errors: where something is wrong with a
/// member it ends in front of it.
class member_runner {
  public:
    explicit member_runner(const stream_tuning& tuning = {}) noexcept;
    ~member_runner();
    member_runner(member_runner&&) noexcept;
    member_runner& operator=(member_runner&&) noexcept;

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
    void reset() noexcept { pause_ = {}; }

  private:
    struct workplace;

    static std::size_t room_of(const output_window& out) noexcept {
        return static_cast<std::size_t>(out.end - out.next);
    }
    bool has_workplace() noexcept;

    stream_tuning tuning_;
    /// Made when there is work; without memory there is none.
    std::unique_ptr<workplace> workplace_;
    failure_pause pause_;
};

} // namespace mgunzip::detail

#endif
