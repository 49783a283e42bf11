// SPDX-License-Identifier: BSL-1.0
// Which members are decoded at once, and where their output goes.
#ifndef MGUNZIP_MEMBER_SCHEDULE_HPP
#define MGUNZIP_MEMBER_SCHEDULE_HPP

#include "gzip/bgzf_member.hpp"
#include "inflate/stream_supply.hpp"
#include "shared_internal.hpp"

#include <mgunzip/block_counts.hpp>
#include <mgunzip/buffers.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace mgunzip::detail {

class member_finder;

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

/// Whole members that follow each other, as they say themselves (see
/// bgzf_member.hpp) or as it seems (see member_finder.hpp): where each lies,
/// and where its output goes. None of them needs anything of the others, so any
/// part of the schedule can be decoded by itself.
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

    /// Takes members from `in` on as long as `in` has them whole with
    /// `stream_runner::overread` bytes behind, and all their output is no more
    /// than `room`. Behind this they have no place yet.
    MGUNZIP_INTERNAL void plan(const input_cursor& in,
                               std::size_t room) noexcept;

    /// The same with members that `finder` finds.
    MGUNZIP_INTERNAL void plan(const input_cursor& in, std::size_t room,
                               member_finder& finder) noexcept;

    /// Their output goes to `out` and on.
    void place(std::uint8_t* out) noexcept;
    /// Their output is only checked: see `whole_stream::is_in_ring`.
    void place_in_ring(std::uint8_t* ring) noexcept;

    std::size_t size() const noexcept { return size_; }
    /// In bytes, of all.
    std::size_t input_size() const noexcept { return input_size_; }
    std::size_t output_size() const noexcept { return output_size_; }
    const member& operator[](std::size_t i) const noexcept {
        return members_[i];
    }
    std::span<whole_stream> streams() noexcept {
        return std::span(streams_).first(size_);
    }
    std::span<const whole_stream> streams() const noexcept {
        return std::span(streams_).first(size_);
    }

    /// What has come of the first `count` of them.
    MGUNZIP_INTERNAL finished_members
    finished(std::size_t count) const noexcept;

    /// True if at least `count` can be planned.
    MGUNZIP_INTERNAL static bool has(std::size_t count, const input_cursor& in,
                                     std::size_t room) noexcept;

  private:
    template <typename Walker>
    void plan_by(Walker at) noexcept;

    std::size_t size_ = 0;
    std::size_t input_size_ = 0;
    std::size_t output_size_ = 0;
    std::array<member, capacity> members_;
    std::array<whole_stream, capacity> streams_;
};

} // namespace mgunzip::detail

#endif
