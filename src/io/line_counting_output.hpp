// SPDX-License-Identifier: BSL-1.0
// Output of which only the newlines are counted.
#ifndef MGUNZIP_IO_LINE_COUNTING_OUTPUT_HPP
#define MGUNZIP_IO_LINE_COUNTING_OUTPUT_HPP

#include "io/null_output.hpp"

#include <cstddef>
#include <cstdint>
#include <system_error>

namespace mgunzip::io {

/// Counts newlines, and forgets the output. The constructor may throw
/// std::bad_alloc.
class line_counting_output final : public null_output {
  public:
    [[nodiscard]] std::error_code commit() override;
    [[nodiscard]] std::error_code append(std::uint8_t* data,
                                         std::size_t size) override;
    bool keeps_output() const noexcept override { return true; }

    /// In all that was committed.
    std::uint64_t newlines() const noexcept { return newlines_; }

  private:
    std::uint64_t newlines_ = 0;
};

} // namespace mgunzip::io

#endif
