// SPDX-License-Identifier: BSL-1.0
// Output that goes nowhere: for --test.
#ifndef MGUNZIP_IO_NULL_OUTPUT_HPP
#define MGUNZIP_IO_NULL_OUTPUT_HPP

#include "io/ring_output.hpp"

namespace mgunzip::io {

/// Counts bytes and forgets them. The constructor may throw std::bad_alloc.
class null_output final : public ring_output {
  private:
    [[nodiscard]] std::error_code take(const std::uint8_t* /*data*/,
                                       std::size_t /*size*/) override {
        return {};
    }
};

} // namespace mgunzip::io

#endif
