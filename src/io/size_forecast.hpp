// SPDX-License-Identifier: BSL-1.0
// How much output is still to be expected: what a reservation is based on.
#ifndef MGUNZIP_IO_SIZE_FORECAST_HPP
#define MGUNZIP_IO_SIZE_FORECAST_HPP

#include <cstdint>

namespace mgunzip::io {

/// A guess that is never trusted: too small a value costs time, too large a
/// one costs space for a while.
class size_forecast {
  public:
    virtual ~size_forecast() = default;

    /// Bytes that are probably still to come; 0 when nothing is known.
    virtual std::uint64_t remaining() const noexcept = 0;
};

} // namespace mgunzip::io

#endif
