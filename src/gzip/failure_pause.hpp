// SPDX-License-Identifier: BSL-1.0
// How long decoding at several places rests after a failure.
#ifndef MGUNZIP_FAILURE_PAUSE_HPP
#define MGUNZIP_FAILURE_PAUSE_HPP

#include <algorithm>
#include <cstdint>

namespace mgunzip::detail {

/// What was decoded behind a place that is not as it says is lost. So after a
/// failure some input passes before the next attempt, and twice as much after
/// each further one; input that fails again and again costs little.
class failure_pause {
  public:
    /// `offset` is where the input is, in bytes from the beginning of the file.
    bool may_try(std::uint64_t offset) const noexcept {
        return offset >= resume_offset_;
    }
    std::uint64_t resume_offset() const noexcept { return resume_offset_; }
    void succeeded() noexcept { failures_ -= failures_ != 0; }
    /// At least `least` bytes pass.
    void failed(std::uint64_t offset, std::uint64_t least = 0) noexcept {
        resume_offset_ = offset + std::max(least, first_pause << failures_);
        failures_ = std::min(failures_ + 1, most_doublings);
    }

  private:
    static constexpr std::uint64_t first_pause = std::uint64_t{1} << 20;
    static constexpr unsigned most_doublings = 10;

    unsigned failures_ = 0;           ///< lately
    std::uint64_t resume_offset_ = 0; ///< none before
};

} // namespace mgunzip::detail

#endif
