// SPDX-License-Identifier: BSL-1.0
// Output by giving pages to a pipe.
#ifndef MGUNZIP_IO_SPLICE_OUTPUT_HPP
#define MGUNZIP_IO_SPLICE_OUTPUT_HPP

#include "io/ring_output.hpp"

#include <memory>

namespace mgunzip::io {

/// Gives the pages that the decoder has filled to a pipe, whose readers then
/// have them without a copy. A page that was given is never written to again:
/// readers may splice and tee it on, and nothing tells when the last of them
/// has read it.
///
/// Bytes that were committed are given when their block is full or at `finish`,
/// never by the destructor.
class splice_output final : public ring_output {
  public:
    /// `fd` must stay open as long as the object lives. Errors:
    /// `io_errc::output_not_spliceable` for anything but a pipe or FIFO; EBADF
    /// if that is not open for writing; ENOMEM. May throw std::bad_alloc.
    [[nodiscard]] static std::error_code
    open(int fd, std::unique_ptr<splice_output>& result);

  private:
    splice_output(int fd, std::unique_ptr<ring_memory> memory) noexcept
        : ring_output(std::move(memory)), fd_(fd) {}

    [[nodiscard]] std::error_code take(const std::uint8_t* data,
                                       std::size_t size) override;

    int fd_;
};

} // namespace mgunzip::io

#endif
