// SPDX-License-Identifier: BSL-1.0
// How far the work on all files has got.
#ifndef MGUNZIP_CLI_RUN_PROGRESS_HPP
#define MGUNZIP_CLI_RUN_PROGRESS_HPP

#include "cli/operand.hpp"
#include "cli/options.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace mgunzip::cli {

/// The jobs tell it what they do, from any thread.
class run_progress {
  public:
    /// Both live longer.
    run_progress(const options& wanted,
                 const std::vector<operand>& operands) noexcept
        : wanted_(wanted), operands_(operands) {}

    /// A job begins; returns its number, from 1 on.
    std::uint64_t begin() noexcept { return ++begun_; }
    /// It has opened its input, of which `size` can be read, if that is known.
    void opened(std::uint64_t number,
                std::optional<std::uint64_t> size) noexcept;
    /// Of which it has used some more.
    void used(std::uint64_t size) noexcept { used_ += size; }
    void end() noexcept { ++ended_; }

    std::uint64_t begun() const noexcept { return begun_; }
    std::uint64_t ended() const noexcept { return ended_; }
    std::uint64_t count() const noexcept { return operands_.size(); }

    /// Which part of all input is done, from 0 to 1; nothing where a size is
    /// not known. For one thread at a time. The first call looks at the files
    /// that have not begun, so that short work has no look at any; where jobs
    /// begin meanwhile, some may be missed or counted twice.
    std::optional<double> share() noexcept;

  private:
    void look_at_rest() noexcept;

    const options& wanted_;
    const std::vector<operand>& operands_;
    std::atomic<std::uint64_t> begun_{0};
    std::atomic<std::uint64_t> ended_{0};
    std::atomic<std::uint64_t> used_{0};
    /// Jobs above that number were looked at; none before the first look.
    std::atomic<std::uint64_t> looked_from_{~std::uint64_t{0}};
    std::atomic<std::uint64_t> opened_size_{0}; ///< of the others
    std::atomic<bool> is_size_known_{true};
    std::uint64_t rest_size_ = 0;
};

} // namespace mgunzip::cli

#endif
