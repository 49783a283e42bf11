// SPDX-License-Identifier: BSL-1.0
// Estimates the size of the output from what the input says and how it goes.
#ifndef MGUNZIP_IO_SIZE_ESTIMATOR_HPP
#define MGUNZIP_IO_SIZE_ESTIMATOR_HPP

#include "io/bgzf_walker.hpp"
#include "io/size_forecast.hpp"
#include "io/source.hpp"

#include <cstdint>

namespace mgunzip::io {

/// The forecast for a gzip file. From a file it takes the last trailer, ISIZE,
/// or where the file is mapped and is BGZF the trailers of the next MiB; later
/// on what the input so far has given counts more. The file may lie in every
/// way, and change at any time.
class size_estimator final : public size_forecast {
  public:
    /// `input` must live as long as this does, and must have been opened, but
    /// nothing read from it yet.
    /// More than `most_output` bytes of output are never expected.
    explicit size_estimator(const source& input,
                            std::uint64_t most_output = ~std::uint64_t{
                                0}) noexcept;

    /// Tells that the first `consumed` bytes of the input have become
    /// `produced` bytes of output. To be called before each `sink::commit`.
    void update(std::uint64_t consumed, std::uint64_t produced) noexcept;

    std::uint64_t remaining() const noexcept override;

  private:
    std::uint64_t input_left() const noexcept;
    std::uint64_t remaining_by_ratio() const noexcept;

    const source& input_;
    std::uint64_t most_output_;
    std::uint64_t input_size_ = 0; ///< 0: not known
    /// The output that is expected in all, from what is known before decoding;
    /// 0 when nothing is.
    std::uint64_t hint_ = 0;
    std::uint64_t consumed_ = 0;
    std::uint64_t produced_ = 0;
    bgzf_walker bgzf_;
};

} // namespace mgunzip::io

#endif
