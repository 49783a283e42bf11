// SPDX-License-Identifier: BSL-1.0
// Reads decompressed gzip data by the streams of the C++ library.
#ifndef MGUNZIP_ISTREAM_HPP
#define MGUNZIP_ISTREAM_HPP

#include <mgunzip/api.hpp>
#include <mgunzip/gzip.hpp>

#include <cstddef>
#include <cstdint>
#include <istream>
#include <memory>
#include <streambuf>
#include <system_error>

namespace mgunzip {

/// A stream buffer that reads gzip data, all members of it, from another one,
/// and gives the decompressed bytes.
///
/// A stream buffer has no way to report an error: after the output in front of
/// an error it says that the data are at their end. So ask `error()` there, or
/// use `gunzip_istream`, whose state tells the two apart. Output is verified
/// when its member has ended: up to the end without an error, all of it.
///
/// Of the source it takes what is there without waiting, but at least one byte,
/// at most 64 KiB at a time. When the data end, or have an error, more of the
/// source was taken than that, unless nothing follows.
///
/// It can only read. It refuses to seek, and to put back a character that was
/// not read, or any in front of the last `putback_size`. An exception of the
/// source passes through and loses nothing: reading can go on.
///
/// The object takes the memory of a `stream_decoder` and 64 KiB. It is for one
/// thread at a time, and the source must stay as long as it reads.
class MGUNZIP_API gunzip_streambuf : public std::streambuf {
  public:
    /// Of so many characters that were read any number can be put back, or all
    /// if there were fewer.
    static constexpr std::size_t putback_size = 16;

    /// May throw std::bad_alloc.
    explicit gunzip_streambuf(std::streambuf& source);
    ~gunzip_streambuf() override;
    gunzip_streambuf(const gunzip_streambuf&) = delete;
    gunzip_streambuf& operator=(const gunzip_streambuf&) = delete;

    /// What is wrong with the data, once all output in front of it was read: an
    /// `errc`, or `std::errc::not_enough_memory`. Stays until the end.
    std::error_code error() const noexcept;

    /// Headers, members, counts, and the offset of the error, as far as was
    /// decoded; that is further than was read. Offsets count from the first
    /// byte that was taken from the source.
    const gzip_decoder& decoder() const noexcept;

  protected:
    int_type underflow() override;
    int_type pbackfail(int_type character) override;
    std::streamsize showmanyc() override;

  private:
    struct state;
    std::unique_ptr<state> state_;
};

/// A stream with a `gunzip_streambuf`. When an error of the data is met,
/// `bad()` becomes true, for formatted and unformatted functions alike, and
/// what was decoded in front of it was read: `gcount()` counts it. `bad()` and
/// `eof()` may both be true; an end without an error is not `bad()`. If
/// `exceptions()` has badbit, std::ios_base::failure is thrown, as ever.
///
///     mgunzip::gunzip_istream in(file);
///     for (std::string line; std::getline(in, line);)
///         use(line);
///     if (in.bad())
///         report(in.error());
class MGUNZIP_API gunzip_istream : public std::istream {
  public:
    /// Each may throw std::bad_alloc. The source must have a buffer; its state
    /// plays no part and does not change.
    explicit gunzip_istream(std::streambuf& source);
    explicit gunzip_istream(std::istream& source);
    ~gunzip_istream() override;
    gunzip_istream(const gunzip_istream&) = delete;
    gunzip_istream& operator=(const gunzip_istream&) = delete;

    /// As those of `gunzip_streambuf`. Without an error of the data, but with
    /// `bad()`, the source has thrown an exception.
    std::error_code error() const noexcept;
    const gzip_decoder& decoder() const noexcept;

  private:
    class reporting_buffer;
    std::unique_ptr<reporting_buffer> buffer_;
};

} // namespace mgunzip

#endif
