// SPDX-License-Identifier: BSL-1.0
// Which members are decoded at once, and where their output goes.
#ifndef MGUNZIP_MEMBER_SCHEDULE_HPP
#define MGUNZIP_MEMBER_SCHEDULE_HPP

#include "inflate/stream_runner.hpp"

#include <mgunzip/buffers.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace mgunzip::detail {

/// Whole members that follow each other, as they say themselves (see
/// bgzf_member.hpp): where each lies, and where its output goes. None of them
/// needs anything of the others, so any part of the schedule can be decoded by
/// itself.
class member_schedule {
  public:
    /// As many as keep lanes busy for some milliseconds: at its end they have
    /// to wait for each other.
    static constexpr std::size_t capacity = 256;

    struct member {
        const std::uint8_t* begin;
        std::size_t header_size;
        std::size_t size; ///< with header and trailer
    };

    /// Takes members from `in` on, up to `most`, as long as `in` has them whole
    /// with `stream_runner::overread` bytes behind, and `out` has room.
    void plan(const input_cursor& in, const output_window& out,
              std::size_t most = capacity) noexcept;

    std::size_t size() const noexcept { return size_; }
    const member& operator[](std::size_t i) const noexcept {
        return members_[i];
    }
    std::span<whole_stream> streams() noexcept {
        return std::span(streams_).first(size_);
    }

    /// True if there are at least `count`.
    static bool has(std::size_t count, const input_cursor& in,
                    const output_window& out) noexcept;

  private:
    std::size_t size_ = 0;
    std::array<member, capacity> members_;
    std::array<whole_stream, capacity> streams_;
};

} // namespace mgunzip::detail

#endif
