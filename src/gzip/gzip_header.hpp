// SPDX-License-Identifier: BSL-1.0
// Member headers of gzip (RFC 1952, section 2.3), read from any pieces.
#ifndef MGUNZIP_GZIP_HEADER_HPP
#define MGUNZIP_GZIP_HEADER_HPP

#include <mgunzip/buffers.hpp>
#include <mgunzip/error.hpp>
#include <mgunzip/member_header.hpp>

#include <cstdint>

namespace mgunzip::detail {

/// Reads what follows the magic number of one member.
class header_reader {
  public:
    enum class status : std::uint8_t { done, need_input, failed };

    /// Begins a header. `magic` are its first two bytes, which were read
    /// already; they take part in its CRC.
    void begin(const std::uint8_t (&magic)[2]);

    /// Reads on. May throw std::bad_alloc while it stores a text.
    [[nodiscard]] status read(input_cursor& in);

    member_header header;

    /// What is wrong, and at which byte of the header.
    errc error() const noexcept { return error_; }
    std::uint64_t error_offset() const noexcept { return error_offset_; }

  private:
    // The fields in the order in which they stand.
    enum class field : std::uint8_t {
        method,
        flags,
        modification_time,
        extra_flags,
        operating_system,
        extra_length,
        extra,
        name,
        comment,
        header_crc,
        end,
    };

    status read_number(input_cursor& in);
    status read_extra(input_cursor& in);
    status read_text(input_cursor& in, std::string& text);
    status take_number();
    status take_flags();
    void enter(field next) noexcept;
    status fail(errc error, std::uint64_t offset) noexcept;
    void skip(input_cursor& in, std::size_t size) noexcept;

    field field_ = field::end;
    unsigned field_bytes_left_ = 0; // of a number, or of the extra field
    std::uint32_t number_ = 0;      // little endian, as far as it was read
    unsigned number_bits_ = 0;
    std::uint8_t flags_ = 0;
    std::uint32_t crc_ = 0;
    std::uint64_t offset_ = 0; // of the next byte
    errc error_ = errc::ok;
    std::uint64_t error_offset_ = 0;
};

} // namespace mgunzip::detail

#endif
