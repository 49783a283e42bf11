// SPDX-License-Identifier: BSL-1.0
// Output that goes nowhere: for --test.
#ifndef MGUNZIP_IO_NULL_OUTPUT_HPP
#define MGUNZIP_IO_NULL_OUTPUT_HPP

#include "io/sink.hpp"

#include <cstdint>
#include <memory>

namespace mgunzip::io {

/// Counts bytes and forgets them. The constructor may throw std::bad_alloc.
class null_output : public sink {
  public:
    null_output();

    [[nodiscard]] std::error_code commit() override;
    [[nodiscard]] std::error_code finish() override;
    [[nodiscard]] std::error_code append(std::uint8_t* data,
                                         std::size_t size) override;
    void set_history(std::span<const std::uint8_t> history) noexcept override;
    bool keeps_output() const noexcept override { return false; }
    std::uint64_t committed() const noexcept override { return committed_; }

  protected:
    /// The first byte of the window that was not counted yet.
    const std::uint8_t* uncommitted() const noexcept { return uncommitted_; }

  private:
    void set_goal() noexcept;

    std::unique_ptr<std::uint8_t[]> memory_;
    const std::uint8_t* uncommitted_; ///< the first byte not yet counted
    std::uint64_t committed_ = 0;
};

} // namespace mgunzip::io

#endif
