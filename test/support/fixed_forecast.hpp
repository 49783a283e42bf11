// SPDX-License-Identifier: BSL-1.0
// A forecast that says what a test wants.
#ifndef MGUNZIP_TEST_FIXED_FORECAST_HPP
#define MGUNZIP_TEST_FIXED_FORECAST_HPP

#include "io/size_forecast.hpp"

namespace mgunzip::test {

class fixed_forecast final : public io::size_forecast {
  public:
    explicit fixed_forecast(std::uint64_t value) : value_(value) {}
    std::uint64_t remaining() const noexcept override { return value_; }

  private:
    std::uint64_t value_;
};

} // namespace mgunzip::test

#endif
