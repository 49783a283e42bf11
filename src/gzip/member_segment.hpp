// SPDX-License-Identifier: BSL-1.0
// Some members on their way through one thread.
#ifndef MGUNZIP_MEMBER_SEGMENT_HPP
#define MGUNZIP_MEMBER_SEGMENT_HPP

#include "gzip/member_schedule.hpp"
#include "inflate/stream_supply.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace mgunzip::detail {

/// Members of a schedule, handed out one by one, and how many of them, from the
/// first on, are as they should be.
class member_segment {
  public:
    /// To be planned and placed; then call `restart`.
    member_schedule& members() noexcept { return members_; }
    const member_schedule& members() const noexcept { return members_; }

    void restart() noexcept {
        next_ = begun_ = 0;
        good_ = members_.size();
    }

    /// The next member's stream; null if there is none left, or one was wrong.
    whole_stream* next() noexcept {
        if (next_ >= good_)
            return nullptr;
        ++begun_;
        return &members_.streams()[next_++];
    }

    bool has(const whole_stream& stream) const noexcept {
        return index_of(stream) < members_.size();
    }
    /// False behind a member that was wrong.
    bool is_wanted(const whole_stream& stream) const noexcept {
        return index_of(stream) < good_;
    }
    void done_with(const whole_stream& stream, bool is_right) noexcept {
        --begun_;
        if (!is_right)
            good_ = std::min(good_, index_of(stream));
    }

    /// Nothing more is handed out.
    void stop() noexcept { good_ = std::min(good_, next_); }
    /// Before anything was handed out: it cannot be decoded now.
    void fail() noexcept { good_ = 0; }

    /// True if nothing more can come of it.
    bool is_done() const noexcept { return begun_ == 0 && next_ >= good_; }

    /// Once it is done: about the member behind these nothing is said.
    std::size_t good() const noexcept { return good_; }
    bool is_whole() const noexcept { return good_ == members_.size(); }

  private:
    std::size_t index_of(const whole_stream& stream) const noexcept {
        // Of another array, too: then no index that counts.
        return (reinterpret_cast<std::uintptr_t>(&stream) -
                reinterpret_cast<std::uintptr_t>(members_.streams().data())) /
               sizeof(whole_stream);
    }

    member_schedule members_;
    std::size_t next_ = 0;  ///< to be handed out
    std::size_t begun_ = 0; ///< handed out, and not done with
    std::size_t good_ = 0;
};

} // namespace mgunzip::detail

#endif
